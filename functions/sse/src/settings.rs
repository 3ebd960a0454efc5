//! How long a stream lives, how often it shows life, and what it is bridged to.

use std::time::Duration;

use lambda_http::http::Uri;
use runtime::environment::{ConfigError, Environment};

/// What the bridge is told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The WebSocket API, stage included.
    pub websocket_url: WebSocketUrl,
    /// How long a stream lives at most; up to a tenth less, so that clients do not all come back at once.
    pub length: Duration,
    /// After how much silence a comment is sent.
    pub heartbeat: Duration,
    /// Time for the WebSocket connection to be there.
    pub connect_within: Duration,
    /// Time, after that, for the gap to have come. Both together stay under API Gateway's 29 seconds for a first byte.
    pub resume_within: Duration,
}

/// Settings that cannot work.
#[derive(Debug, thiserror::Error)]
pub enum BadSettings {
    /// A variable is missing or no number.
    #[error(transparent)]
    Environment(#[from] ConfigError),
    /// Callers' tokens go over this connection, so it must be wss, or ws on a loopback host.
    #[error("WEBSOCKET_URL is not a wss URL")]
    WebSocketUrl,
    /// A stream of no length, or without a heartbeat.
    #[error("SSE_SECONDS and SSE_HEARTBEAT_SECONDS must be at least 1")]
    Zero,
}

impl Settings {
    /// Reads `WEBSOCKET_URL`, `SSE_SECONDS` (300) and `SSE_HEARTBEAT_SECONDS` (15).
    ///
    /// # Errors
    /// Names the variable that is missing or wrong.
    pub fn from_environment(environment: &Environment) -> Result<Self, BadSettings> {
        let length = environment.number("SSE_SECONDS", 300)?;
        let heartbeat = environment.number("SSE_HEARTBEAT_SECONDS", 15)?;
        if length == 0 || heartbeat == 0 {
            return Err(BadSettings::Zero);
        }
        Ok(Self {
            websocket_url: WebSocketUrl::parse(&environment.text("WEBSOCKET_URL")?)?,
            length: Duration::from_secs(length.into()),
            heartbeat: Duration::from_secs(heartbeat.into()),
            connect_within: Duration::from_secs(5),
            resume_within: Duration::from_secs(10),
        })
    }
}

/// A URL over which a token may be sent, marked as the bridge's (`transport=sse`, for the limit of streams per user).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebSocketUrl(Uri);

impl WebSocketUrl {
    /// Takes `wss://...`, and `ws://...` on a loopback host.
    ///
    /// # Errors
    /// [`BadSettings::WebSocketUrl`] for everything else.
    pub fn parse(text: &str) -> Result<Self, BadSettings> {
        let join = if text.contains('?') { '&' } else { '?' };
        let uri: Uri = format!("{text}{join}transport=sse").parse().map_err(|_| BadSettings::WebSocketUrl)?;
        let loopback = matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
        match uri.scheme_str() {
            Some("wss") => Ok(Self(uri)),
            Some("ws") if loopback => Ok(Self(uri)),
            _ => Err(BadSettings::WebSocketUrl),
        }
    }

    pub(crate) fn uri(&self) -> &Uri {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bridges_connections_are_marked() {
        let uri = |text| WebSocketUrl::parse(text).unwrap().uri().to_string();
        assert_eq!(uri("wss://a1b2.example.com/live"), "wss://a1b2.example.com/live?transport=sse");
        assert_eq!(uri("ws://127.0.0.1:3000/ws?a=b"), "ws://127.0.0.1:3000/ws?a=b&transport=sse");
    }

    #[test]
    fn a_token_never_goes_over_the_network_in_the_clear() {
        for bad in ["ws://a1b2.example.com/live", "https://a1b2.example.com", "ws://127.0.0.1.example.com", "", "/ws"] {
            assert!(WebSocketUrl::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_not_set_has_a_default_but_the_url() {
        let read = |pairs: &[(&str, &str)]| Settings::from_environment(&Environment::from_pairs(pairs.iter().copied()));
        let settings = read(&[("WEBSOCKET_URL", "ws://[::1]:3000/ws")]).unwrap();
        assert_eq!((settings.length.as_secs(), settings.heartbeat.as_secs()), (300, 15));
        assert!(matches!(read(&[]), Err(BadSettings::Environment(_))));
        let zero = [("WEBSOCKET_URL", "ws://localhost/ws"), ("SSE_SECONDS", "0")];
        assert!(matches!(read(&zero), Err(BadSettings::Zero)));
    }
}
