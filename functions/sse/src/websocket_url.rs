//! The URL of the WebSocket API.

use lambda_http::http::Uri;

/// A URL to which a token may be sent. It has the parameter `transport=sse`: the function `websocket` limits the streams
/// of a user by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebSocketUrl(Uri);

/// A URL that is neither `wss://...`, nor `ws://...` on a loopback host. Callers' tokens are sent to it, so the
/// connection must be encrypted, or not leave the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the WebSocket URL must be wss://..., or ws://... on a loopback host")]
pub struct ParseWebSocketUrlError;

impl WebSocketUrl {
    /// Parses `wss://...`, and `ws://...` on a loopback host.
    ///
    /// # Errors
    /// [`ParseWebSocketUrlError`] for everything else.
    pub fn parse(text: &str) -> Result<Self, ParseWebSocketUrlError> {
        let separator = if text.contains('?') { '&' } else { '?' };
        let uri: Uri = format!("{text}{separator}transport=sse").parse().map_err(|_| ParseWebSocketUrlError)?;
        let is_loopback = matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
        match uri.scheme_str() {
            Some("wss") => Ok(Self(uri)),
            Some("ws") if is_loopback => Ok(Self(uri)),
            _ => Err(ParseWebSocketUrlError),
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
    fn url_has_the_transport_parameter() {
        let uri = |text| WebSocketUrl::parse(text).unwrap().uri().to_string();
        assert_eq!(uri("wss://a1b2.example.com/live"), "wss://a1b2.example.com/live?transport=sse");
        assert_eq!(uri("ws://127.0.0.1:3000/ws?a=b"), "ws://127.0.0.1:3000/ws?a=b&transport=sse");
    }

    #[test]
    fn unencrypted_url_of_another_host_is_rejected() {
        for bad in ["ws://a1b2.example.com/live", "https://a1b2.example.com", "ws://127.0.0.1.example.com", "", "/ws"] {
            assert!(WebSocketUrl::parse(bad).is_err(), "{bad}");
        }
    }
}
