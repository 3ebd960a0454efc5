//! Endpoints that an operator configures in place of a vendor's own, for the local stack and for tests.

use reqwest::Url;

/// Parses an endpoint: an `http` or `https` URL with any path, and without user, query or fragment.
pub fn parse_endpoint(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(is_endpoint)
}

fn is_endpoint(url: &Url) -> bool {
    let bare =
        url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    matches!(url.scheme(), "http" | "https") && url.has_host() && bare
}

/// Whether a secret may be sent to `url`: by https, or to the loopback interface. Nobody can intercept either.
pub fn may_carry_secrets(url: &Url) -> bool {
    url.scheme() == "https" || is_loopback(url)
}

/// Whether `url` leads to the loopback interface, by a name that no other machine can have.
pub fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoint_is_an_http_url_without_user_query_and_fragment() {
        for valid in ["https://a.example", "http://127.0.0.1:3000/local/sns", "http://[::1]:9/"] {
            assert!(parse_endpoint(valid).is_some(), "{valid}");
        }
        for invalid in
            ["", "a.example", "ftp://a.example", "https://u@a.example", "https://a.example/?q", "http://a/#f"]
        {
            assert!(parse_endpoint(invalid).is_none(), "{invalid}");
        }
    }

    #[test]
    fn secrets_may_be_sent_by_http_only_to_loopback() {
        for (url, allowed) in [
            ("https://a.example/", true),
            ("http://127.0.0.1:3000/", true),
            ("http://localhost/", true),
            ("http://a.example/", false),
            ("http://127.0.0.1.a.example/", false),
            ("http://10.0.0.1/", false),
        ] {
            assert_eq!(may_carry_secrets(&parse_endpoint(url).unwrap()), allowed, "{url}");
        }
    }
}
