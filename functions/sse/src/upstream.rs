//! The WebSocket connection that the bridge holds in the name of its caller.

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

use crate::error::SseError;
use crate::settings::WebSocketUrl;

/// Size of the largest message, in bytes: API Gateway's limit for WebSocket messages (quota page).
const MAX_MESSAGE_BYTES: usize = 128 * 1024;

/// Size of the read buffer, in bytes: frames are up to 32 KB, and most are far smaller.
const READ_BUFFER: usize = 16 * 1024;

/// Time for a parting word.
const CLOSE_WITHIN: Duration = Duration::from_secs(1);

/// A connection to the WebSocket API. Dropped, it closes.
pub(crate) struct Upstream(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// Opens such connections; clones share what is known of TLS.
#[derive(Clone)]
pub(crate) struct Connect {
    url: WebSocketUrl,
    connector: Connector,
}

impl Connect {
    /// To `url`, with TLS where it says so.
    pub(crate) fn new(url: WebSocketUrl) -> Self {
        Self { url, connector: Connector::Rustls(Arc::new(tls_client_config())) }
    }

    /// Connects with the caller's own token, so that the WebSocket API decides what the caller sees.
    pub(crate) async fn open(&self, token: &str, within: Duration) -> Result<Upstream, SseError> {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .max_message_size(Some(MAX_MESSAGE_BYTES))
            .max_frame_size(Some(MAX_MESSAGE_BYTES));
        let connector = Some(self.connector.clone());
        let setup_steps = connect_async_tls_with_config(self.handshake(token)?, Some(config), true, connector);
        match timeout(within, setup_steps).await {
            Ok(Ok((socket, _))) => Ok(Upstream(socket)),
            Ok(Err(error)) => Err(not_connected(error)),
            Err(_) => Err(SseError::Unavailable("no connection in time".into())),
        }
    }

    fn handshake(&self, token: &str) -> Result<Request, SseError> {
        let unusable = |error: &dyn std::fmt::Display| SseError::Unavailable(format!("no handshake: {error}"));
        let mut request = self.url.uri().into_client_request().map_err(|error| unusable(&error))?;
        let mut offer: HeaderValue =
            format!("{SUBPROTOCOL}, bearer.{token}").parse().map_err(|error| unusable(&error))?;
        offer.set_sensitive(true);
        request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, offer);
        Ok(request)
    }
}

/// A refusal of the caller is passed on; everything else is trouble that passes.
fn not_connected(error: Error) -> SseError {
    match error {
        Error::Http(response) => match response.status() {
            status @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS) => {
                SseError::Upstream(status)
            }
            other => SseError::Unavailable(format!("the handshake was answered with {other}")),
        },
        other => SseError::Unavailable(other.to_string()),
    }
}

impl Upstream {
    /// Makes the connection live for what `filter` takes, and asks for what came after `after`, if that is known.
    pub(crate) async fn send_resume(&mut self, after: Option<EventId>, filter: &Filter) -> Result<(), Error> {
        let message = serde_json::json!({"action": "resume", "after": after, "filter": filter});
        self.0.send(Message::text(message.to_string())).await
    }

    /// The next text message; `None` once the connection is closed, for whatever reason.
    ///
    /// May be given up and called again: nothing is lost.
    pub(crate) async fn next(&mut self) -> Option<Utf8Bytes> {
        loop {
            match self.0.next().await? {
                Ok(Message::Text(text)) => return Some(text),
                // Pings are answered by the library as the stream is read.
                Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
                Ok(Message::Close(_)) | Err(Error::ConnectionClosed | Error::AlreadyClosed) => return None,
                Err(error) => {
                    tracing::warn!(sse.detail = %error, "The WebSocket connection broke");
                    return None;
                }
            }
        }
    }

    /// Says goodbye, so that the WebSocket API removes the connection now and not after its idle time.
    pub(crate) async fn close(mut self) {
        let _ = timeout(CLOSE_WITHIN, self.0.close(None)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_goes_into_the_handshake_and_into_no_debug_print() {
        let connect = Connect::new(WebSocketUrl::parse("wss://a1b2.example.com/live").unwrap());
        let request = connect.handshake("a.b.c").unwrap();
        assert_eq!(request.headers()[SEC_WEBSOCKET_PROTOCOL], "storebell.v1, bearer.a.b.c");
        assert!(!format!("{request:?}").contains("a.b.c"));
        assert!(connect.handshake("a\nb").is_err());
    }

    #[tokio::test]
    async fn tls_is_spoken_without_a_provider_of_the_process() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("wss://localhost:{}/live", listener.local_addr().unwrap().port());
        let peer = tokio::spawn(async move {
            let (socket, _) = listener.accept().await.unwrap();
            let mut first = [0; 1];
            while socket.peek(&mut first).await.unwrap() == 0 {}
            first[0]
        });
        let connect = Connect::new(WebSocketUrl::parse(&url).unwrap());
        assert!(matches!(connect.open("a.b.c", Duration::from_secs(5)).await, Err(SseError::Unavailable(_))));
        // 22: a TLS handshake record (RFC 8446, section 5.1).
        assert_eq!(peer.await.unwrap(), 22);
    }
}
