//! Endpoints that an operator names in the place of a vendor's own: for one machine, and for tests.

use reqwest::Url;

/// The endpoint, if it is an `http` or `https` URL whose path may be anything and which has neither user nor query.
pub fn endpoint(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(is_endpoint)
}

fn is_endpoint(url: &Url) -> bool {
    let bare =
        url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    matches!(url.scheme(), "http" | "https") && url.has_host() && bare
}

/// Whether a secret may be sent there: nobody on the way can read it.
pub fn keeps_secrets(url: &Url) -> bool {
    url.scheme() == "https" || super::is_loopback(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_a_bare_url() {
        for good in ["https://a.example", "http://127.0.0.1:3000/local/sns", "http://[::1]:9/"] {
            assert!(endpoint(good).is_some(), "{good}");
        }
        for bad in ["", "a.example", "ftp://a.example", "https://u@a.example", "https://a.example/?q", "http://a/#f"] {
            assert!(endpoint(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn secrets_go_in_the_clear_to_this_machine_alone() {
        for (url, keeps) in [
            ("https://a.example/", true),
            ("http://127.0.0.1:3000/", true),
            ("http://localhost/", true),
            ("http://a.example/", false),
            ("http://127.0.0.1.a.example/", false),
            ("http://10.0.0.1/", false),
        ] {
            assert_eq!(keeps_secrets(&endpoint(url).unwrap()), keeps, "{url}");
        }
    }
}
