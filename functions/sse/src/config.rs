//! The function's configuration: the WebSocket API, durations and timeouts.

use std::time::Duration;

use runtime::environment::{ConfigError, Environment};

use crate::websocket_url::{ParseWebSocketUrlError, WebSocketUrl};

/// The longest duration of a stream, in seconds (`SSE_SECONDS`).
const DEFAULT_MAX_STREAM_SECONDS: u32 = 300;
/// The interval of heartbeats, in seconds (`SSE_HEARTBEAT_SECONDS`).
const DEFAULT_HEARTBEAT_SECONDS: u32 = 15;
/// The time for the WebSocket handshake.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The time, after the handshake, for the whole catch-up. API Gateway waits 29 seconds for the first byte of a response,
/// so both timeouts together must be shorter.
const RESUME_TIMEOUT: Duration = Duration::from_secs(10);

/// What a [`crate::Bridge`] needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// The WebSocket API, stage included.
    pub websocket_url: WebSocketUrl,
    /// The longest duration of a stream. Each stream is shorter by up to a tenth, so that clients do not all reconnect
    /// at the same time.
    pub max_stream_duration: Duration,
    /// How long nothing is sent before a heartbeat is.
    pub heartbeat_interval: Duration,
    /// The time for the WebSocket handshake.
    pub connect_timeout: Duration,
    /// The time, after the handshake, for the whole catch-up.
    pub resume_timeout: Duration,
}

/// A configuration that the function cannot start with.
#[derive(Debug, thiserror::Error)]
pub enum SseConfigError {
    /// A variable is missing, or not a number.
    #[error(transparent)]
    Environment(#[from] ConfigError),
    /// `WEBSOCKET_URL` is not a URL to which a token may be sent.
    #[error("WEBSOCKET_URL is invalid: {0}")]
    WebSocketUrl(#[from] ParseWebSocketUrlError),
    /// A duration is zero.
    #[error("SSE_SECONDS and SSE_HEARTBEAT_SECONDS must be at least 1")]
    ZeroDuration,
}

impl Config {
    /// Reads `WEBSOCKET_URL`, `SSE_SECONDS` and `SSE_HEARTBEAT_SECONDS`.
    ///
    /// # Errors
    /// [`SseConfigError`] names the variable that is missing or invalid.
    pub fn from_environment(environment: &Environment) -> Result<Self, SseConfigError> {
        let stream_seconds = environment.number("SSE_SECONDS", DEFAULT_MAX_STREAM_SECONDS)?;
        let heartbeat_seconds = environment.number("SSE_HEARTBEAT_SECONDS", DEFAULT_HEARTBEAT_SECONDS)?;
        if stream_seconds == 0 || heartbeat_seconds == 0 {
            return Err(SseConfigError::ZeroDuration);
        }
        Ok(Self {
            websocket_url: WebSocketUrl::parse(&environment.text("WEBSOCKET_URL")?)?,
            max_stream_duration: Duration::from_secs(stream_seconds.into()),
            heartbeat_interval: Duration::from_secs(heartbeat_seconds.into()),
            connect_timeout: CONNECT_TIMEOUT,
            resume_timeout: RESUME_TIMEOUT,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, SseConfigError> {
        Config::from_environment(&Environment::from_pairs(variables.iter().copied()))
    }

    #[test]
    fn durations_have_defaults_and_the_url_has_none() {
        let config = read(&[("WEBSOCKET_URL", "ws://[::1]:3000/ws")]).unwrap();
        assert_eq!(config.max_stream_duration.as_secs(), 300);
        assert_eq!(config.heartbeat_interval.as_secs(), 15);
        assert!(matches!(read(&[]), Err(SseConfigError::Environment(_))));
    }

    #[test]
    fn zero_duration_is_rejected() {
        for variable in ["SSE_SECONDS", "SSE_HEARTBEAT_SECONDS"] {
            let variables = [("WEBSOCKET_URL", "ws://localhost/ws"), (variable, "0")];
            assert!(matches!(read(&variables), Err(SseConfigError::ZeroDuration)), "{variable}");
        }
    }

    #[test]
    fn unencrypted_url_is_rejected() {
        let variables = [("WEBSOCKET_URL", "ws://a1b2.example.com/live")];
        assert!(matches!(read(&variables), Err(SseConfigError::WebSocketUrl(_))));
    }
}
