//! What the page has to know of its stack. All of it is public.

use runtime::environment::{ConfigError, Environment};
use serde::Serialize;

/// The page's settings, as `/config.json` gives them.
#[derive(Clone, Debug, Serialize)]
pub struct Settings {
    /// The OIDC issuer, whose discovery document says where one signs in.
    pub issuer: String,
    /// The page's client at the issuer; it has no secret, since a page cannot keep one. `None`: nobody can sign in here.
    pub client_id: Option<String>,
    /// Where live frames come from.
    pub websocket_url: String,
    /// Where server-sent events come from, if WebSocket does not get through.
    pub stream_url: String,
    /// Origins besides the issuer's that the page talks to when it signs in.
    #[serde(skip)]
    pub(crate) sign_in_origins: Vec<String>,
}

/// Settings that cannot work.
#[derive(Debug, thiserror::Error)]
pub enum BadSettings {
    /// A variable is missing.
    #[error(transparent)]
    Environment(#[from] ConfigError),
    /// It would become a part of the page's policy, and must not change its meaning.
    #[error("{0} is no URL, or has characters that no URL has")]
    Url(&'static str),
}

impl Settings {
    /// Reads `TOKEN_ISSUER`, `WEBSOCKET_URL`, `EVENT_STREAM_URL`, perhaps `TOKEN_CLIENT_ID` and, where the issuer has its
    /// sign-in pages elsewhere (Cognito), `SIGN_IN_ORIGINS`, separated by spaces.
    ///
    /// # Errors
    /// Names the variable that is missing or wrong.
    pub fn from_environment(environment: &Environment) -> Result<Self, BadSettings> {
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

    /// The origins that the page may talk to, besides its own.
    pub(crate) fn origins(&self) -> Vec<&str> {
        let named = [&self.issuer, &self.websocket_url, &self.stream_url];
        let mut origins: Vec<_> = named.into_iter().chain(&self.sign_in_origins).map(|url| origin(url)).collect();
        origins.sort_unstable();
        origins.dedup();
        origins
    }
}

fn url(name: &'static str, text: String) -> Result<String, BadSettings> {
    let is_url = ["https://", "http://", "wss://", "ws://"].iter().any(|scheme| text.starts_with(scheme));
    let plain = |c: u8| c.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+=%".contains(&c);
    if is_url && text.bytes().all(plain) { Ok(text) } else { Err(BadSettings::Url(name)) }
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
    fn every_origin_is_named_once() {
        let settings = Settings::from_environment(&environment("https://i.example:8443/pool")).unwrap();
        let origins = ["https://i.example:8443", "https://login.example", "https://s.example", "wss://w.example"];
        assert_eq!(settings.origins(), origins);
    }

    #[test]
    fn what_would_change_the_policy_is_refused() {
        for bad in ["i.example", "https://i.example; script-src *", "https://i.example,x", "https://i.example\n"] {
            assert!(Settings::from_environment(&environment(bad)).is_err(), "{bad}");
        }
    }
}
