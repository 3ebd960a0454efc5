//! The addresses to which a browser may be redirected: pages of this machine only.

use http_client::is_loopback;
use reqwest::Url;

/// The port of Vite's development server for the dashboard
/// (<https://vite.dev/config/server-options.html#server-port>).
const DEVELOPMENT_PORT: u16 = 5173;
/// The limit of a URI.
const MAX_URI_BYTES: usize = 512;

/// A URI of this stack's own origin, or of the development server's; both on loopback.
#[derive(Clone, Debug)]
pub(super) struct RedirectUri {
    url: Url,
    text: String,
}

impl RedirectUri {
    /// Reads `text`; the stack itself is at `port`.
    pub(super) fn read(text: &str, port: Option<u16>) -> Option<Self> {
        let url = Url::parse(text).ok().filter(|_| text.len() <= MAX_URI_BYTES)?;
        let loopback = is_loopback(&url);
        let known = [port, Some(DEVELOPMENT_PORT)].contains(&url.port_or_known_default());
        let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        let allowed = url.scheme() == "http" && loopback && known && plain;
        allowed.then(|| Self { url, text: text.to_owned() })
    }

    /// As it was received; it is compared exactly later.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Its origin, such as `http://localhost:5173`.
    pub(super) fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// The URI with these parameters.
    pub(super) fn with(&self, parameters: &[(&str, &str)]) -> String {
        let mut url = self.url.clone();
        if !parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(parameters);
        }
        url.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_machine_are_allowed() {
        let allowed = |text: &str| RedirectUri::read(text, Some(3000)).is_some();
        for good in ["http://127.0.0.1:3000/", "http://localhost:3000/signed-in?a=b", "http://[::1]:5173/x"] {
            assert!(allowed(good), "{good}");
        }
        for bad in [
            "https://evil.example/",
            "http://evil.example:3000/",
            "http://127.0.0.1:3000.evil.example/",
            "http://127.0.0.1:3000@evil.example/",
            "http://user@127.0.0.1:3000/",
            "http://127.0.0.1:4000/",
            "http://127.0.0.1/",
            "https://127.0.0.1:3000/",
            "http://127.0.0.1:3000/#here",
            "//127.0.0.1:3000/",
            "/signed-in",
            "javascript:alert(1)",
            "data:text/html,x",
            "",
            &format!("http://127.0.0.1:3000/{}", "x".repeat(MAX_URI_BYTES)),
        ] {
            assert!(!allowed(bad), "{bad}");
        }
    }

    #[test]
    fn parameters_are_encoded() {
        let uri = RedirectUri::read("http://127.0.0.1:3000/in?a=b", Some(3000)).unwrap();
        assert_eq!(
            uri.with(&[("state", "x&code=y#z\r\nset-cookie: a")]),
            "http://127.0.0.1:3000/in?a=b&state=x%26code%3Dy%23z%0D%0Aset-cookie%3A+a"
        );
    }
}
