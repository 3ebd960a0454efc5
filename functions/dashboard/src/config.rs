//! The page's configuration: the addresses of its stack. All of them are public.

use runtime::environment::{ConfigError, Environment};
use serde::Serialize;

/// The page's configuration, served as `/config.json`.
#[derive(Clone, Debug, Serialize)]
pub struct Config {
    /// The OIDC issuer. Its discovery document has the sign-in endpoints.
    pub issuer: String,
    /// The page's client id at the issuer, of a client without a secret, since a page cannot keep one. Without it, the
    /// page offers no sign-in.
    pub client_id: Option<String>,
    /// The WebSocket API, for live updates.
    pub websocket_url: String,
    /// The server-sent events API, used if a WebSocket connection fails.
    pub stream_url: String,
    /// Origins other than the issuer's that the page connects to during sign-in.
    #[serde(skip)]
    pub(crate) sign_in_origins: Vec<String>,
}

/// A setting is missing or invalid.
#[derive(Debug, thiserror::Error)]
pub enum DashboardConfigError {
    /// A variable is missing.
    #[error(transparent)]
    Environment(#[from] ConfigError),
    /// A variable is not a URL. It becomes part of the Content-Security-Policy header, and characters that no URL
    /// contains could change the header's meaning.
    #[error("{0} is not a URL")]
    Url(&'static str),
}

impl Config {
    /// Reads `TOKEN_ISSUER`, `WEBSOCKET_URL` and `EVENT_STREAM_URL`, optionally `TOKEN_CLIENT_ID`, and
    /// `SIGN_IN_ORIGINS` (separated by spaces) for an issuer whose sign-in pages have other origins, such as Cognito.
    ///
    /// # Errors
    /// [`DashboardConfigError`] with the name of the variable that is missing or invalid.
    pub fn from_environment(environment: &Environment) -> Result<Self, DashboardConfigError> {
        let origins = environment.optional("SIGN_IN_ORIGINS").unwrap_or_default();
        let origins = origins.split_whitespace().map(|origin| url("SIGN_IN_ORIGINS", origin.to_owned()));
        Ok(Self {
            issuer: url("TOKEN_ISSUER", environment.text("TOKEN_ISSUER")?)?,
            client_id: environment.optional("TOKEN_CLIENT_ID"),
            websocket_url: url("WEBSOCKET_URL", environment.text("WEBSOCKET_URL")?)?,
            stream_url: url("EVENT_STREAM_URL", environment.text("EVENT_STREAM_URL")?)?,
            sign_in_origins: origins.collect::<Result<_, _>>()?,
        })
    }

    /// The origins other than its own that the page may connect to.
    pub(crate) fn origins(&self) -> Vec<&str> {
        let urls = [&self.issuer, &self.websocket_url, &self.stream_url];
        let mut origins: Vec<_> = urls.into_iter().chain(&self.sign_in_origins).map(|url| origin(url)).collect();
        origins.sort_unstable();
        origins.dedup();
        origins
    }
}

fn url(name: &'static str, text: String) -> Result<String, DashboardConfigError> {
    let is_url = ["https://", "http://", "wss://", "ws://"].iter().any(|scheme| text.starts_with(scheme));
    let is_url_character = |c: u8| c.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+=%".contains(&c);
    if is_url && text.bytes().all(is_url_character) { Ok(text) } else { Err(DashboardConfigError::Url(name)) }
}

/// Scheme, host and port of a URL.
fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url.get(host..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| host + at);
    url.get(..end).unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(issuer: &str) -> Environment {
        Environment::from_pairs([
            ("TOKEN_ISSUER", issuer),
            ("TOKEN_CLIENT_ID", "page"),
            ("WEBSOCKET_URL", "wss://w.example/live"),
            ("EVENT_STREAM_URL", "https://s.example/live/api/webhooks/events/stream"),
            ("SIGN_IN_ORIGINS", "https://login.example https://s.example"),
        ])
    }

    #[test]
    fn each_origin_is_listed_once() {
        let config = Config::from_environment(&environment("https://i.example:8443/pool")).unwrap();
        let origins = ["https://i.example:8443", "https://login.example", "https://s.example", "wss://w.example"];
        assert_eq!(config.origins(), origins);
    }

    #[test]
    fn value_that_would_change_the_policy_is_rejected() {
        for issuer in ["i.example", "https://i.example; script-src *", "https://i.example,x", "https://i.example\n"] {
            assert!(Config::from_environment(&environment(issuer)).is_err(), "{issuer}");
        }
    }
}
