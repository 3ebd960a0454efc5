//! The WebSocket connection that the bridge holds for its caller.

use std::sync::Arc;
use std::time::Duration;

use auth::SUBPROTOCOL;
use domain::live::Filter;
use futures_util::{SinkExt as _, StreamExt as _};
use http_client::tls_client_config;
use lambda_http::http::header::SEC_WEBSOCKET_PROTOCOL;
use lambda_http::http::{HeaderValue, StatusCode};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};
use types::event_id::EventId;

use crate::sse_error::SseError;
use crate::websocket_url::WebSocketUrl;

/// The largest message that is accepted, in bytes: API Gateway's limit for WebSocket messages
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html>).
const MAX_MESSAGE_BYTES: usize = 128 * 1024;
/// The size of the read buffer, in bytes: frames have up to 32 KB, and most are far smaller.
const READ_BUFFER_BYTES: usize = 16 * 1024;
/// The time for the closing handshake.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// A connection to the WebSocket API. Dropping it closes it.
pub(crate) struct WebSocketConnection(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// Opens connections to the WebSocket API. Clones share the TLS configuration.
#[derive(Clone)]
pub(crate) struct WebSocketConnector {
    url: WebSocketUrl,
    tls: Connector,
}

impl WebSocketConnector {
    /// A connector to `url`, with TLS if its scheme is `wss`.
    pub(crate) fn new(url: WebSocketUrl) -> Self {
        Self { url, tls: Connector::Rustls(Arc::new(tls_client_config())) }
    }

    /// Connects with the caller's own token, so that the WebSocket API decides what the caller may see.
    ///
    /// # Errors
    /// [`SseError::UpstreamRejected`] or [`SseError::UpstreamUnavailable`].
    pub(crate) async fn connect(
        &self,
        token: &str,
        connect_timeout: Duration,
    ) -> Result<WebSocketConnection, SseError> {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .max_message_size(Some(MAX_MESSAGE_BYTES))
            .max_frame_size(Some(MAX_MESSAGE_BYTES));
        let connector = Some(self.tls.clone());
        let connecting = connect_async_tls_with_config(self.handshake(token)?, Some(config), true, connector);
        match timeout(connect_timeout, connecting).await {
            Ok(Ok((socket, _))) => Ok(WebSocketConnection(socket)),
            Ok(Err(error)) => Err(connect_error(error)),
            Err(_) => Err(SseError::UpstreamUnavailable("the handshake timed out".into())),
        }
    }

    fn handshake(&self, token: &str) -> Result<Request, SseError> {
        let invalid = |error: &dyn std::fmt::Display| {
            SseError::UpstreamUnavailable(format!("the handshake request is invalid: {error}"))
        };
        let mut request = self.url.uri().into_client_request().map_err(|error| invalid(&error))?;
        let mut subprotocols: HeaderValue =
            format!("{SUBPROTOCOL}, bearer.{token}").parse().map_err(|error| invalid(&error))?;
        subprotocols.set_sensitive(true);
        request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, subprotocols);
        Ok(request)
    }
}

/// A rejection of the caller is returned to the caller; any other error is transient.
fn connect_error(error: Error) -> SseError {
    match error {
        Error::Http(response) => match response.status() {
            status @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS) => {
                SseError::UpstreamRejected(status)
            }
            other => SseError::UpstreamUnavailable(format!("the response to the handshake was {other}")),
        },
        other => SseError::UpstreamUnavailable(other.to_string()),
    }
}

impl WebSocketConnection {
    /// Sends `resume`: makes the connection live for what matches `filter`, and requests the catch-up after `after`.
    pub(crate) async fn send_resume(&mut self, after: Option<EventId>, filter: &Filter) -> Result<(), Error> {
        let message = serde_json::json!({"action": "resume", "after": after, "filter": filter});
        self.0.send(Message::text(message.to_string())).await
    }

    /// The next text message; `None` once the connection is closed, for whatever reason.
    ///
    /// Cancel safe: a dropped call loses no message.
    pub(crate) async fn next_text(&mut self) -> Option<Utf8Bytes> {
        loop {
            match self.0.next().await? {
                Ok(Message::Text(text)) => return Some(text),
                // The library itself responds to pings while the connection is read.
                Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
                Ok(Message::Close(_)) | Err(Error::ConnectionClosed | Error::AlreadyClosed) => return None,
                Err(error) => {
                    tracing::warn!(sse.detail = %error, "WebSocket connection failed");
                    return None;
                }
            }
        }
    }

    /// Sends a close frame, so that the WebSocket API removes the connection now and not after its idle timeout.
    pub(crate) async fn close(mut self) {
        let _ = timeout(CLOSE_TIMEOUT, self.0.close(None)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_is_in_the_handshake_and_not_in_its_debug_text() {
        let connector = WebSocketConnector::new(WebSocketUrl::parse("wss://a1b2.example.com/live").unwrap());
        let request = connector.handshake("a.b.c").unwrap();
        assert_eq!(request.headers()[SEC_WEBSOCKET_PROTOCOL], "storebell.v1, bearer.a.b.c");
        assert!(!format!("{request:?}").contains("a.b.c"));
        assert!(connector.handshake("a\nb").is_err());
    }

    #[tokio::test]
    async fn wss_connection_starts_tls_without_a_process_wide_provider() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("wss://localhost:{}/live", listener.local_addr().unwrap().port());
        let server = tokio::spawn(async move {
            let (socket, _) = listener.accept().await.unwrap();
            let mut first = [0; 1];
            while socket.peek(&mut first).await.unwrap() == 0 {}
            first[0]
        });
        let connector = WebSocketConnector::new(WebSocketUrl::parse(&url).unwrap());
        let result = connector.connect("a.b.c", Duration::from_secs(5)).await;
        assert!(matches!(result, Err(SseError::UpstreamUnavailable(_))));
        // 22: a TLS handshake record (RFC 8446, section 5.1).
        assert_eq!(server.await.unwrap(), 22);
    }
}
