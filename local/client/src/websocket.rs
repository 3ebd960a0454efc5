//! Live frames by WebSocket.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use auth::SUBPROTOCOL;
use domain::live::TOO_MANY_CONNECTIONS;
use futures_util::{SinkExt as _, StreamExt as _};
use http::HeaderValue;
use http::header::SEC_WEBSOCKET_PROTOCOL;
use http_client::tls_client_config;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};

use super::http::{RESPONSE_TIMEOUT, rejected};
use super::{ClientError, StackUrl};

/// The time without a message after which a ping is sent. API Gateway closes a connection that was idle for ten minutes
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html>) and sends no pings.
const PING_AFTER: Duration = Duration::from_secs(60);

/// A live connection. Dropping it closes it.
pub struct WebSocketClient(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// One frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The frame as it was received.
    pub text: String,
    /// The frame as JSON. Ids are strings, so no digit is lost.
    pub json: Value,
}

impl Frame {
    /// Parses a message of the stack.
    fn read(text: &str) -> Result<Self, ClientError> {
        let json: Value = serde_json::from_str(text).map_err(|_| ClientError::Protocol(shortened(text)))?;
        if json["error"] == TOO_MANY_CONNECTIONS {
            return Err(ClientError::TooManyConnections(shortened(json["message"].as_str().unwrap_or_default())));
        }
        // An error, or API Gateway's own message for a function that failed.
        if json["v"] != 1 || json["error"].is_string() {
            return Err(ClientError::Protocol(shortened(text)));
        }
        Ok(Self { text: text.to_owned(), json })
    }

    /// The event summaries.
    pub fn events(&self) -> &[Value] {
        self.json["events"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The order summaries.
    pub fn orders(&self) -> &[Value] {
        self.json["orders"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The event id from which to resume after this frame.
    pub fn cursor(&self) -> Option<&str> {
        self.json["cursor"].as_str()
    }

    /// The result of the resume, in the last frame of its response.
    pub fn resume(&self) -> Option<&Value> {
        Some(&self.json["resume"]).filter(|resume| !resume.is_null())
    }
}

impl WebSocketClient {
    /// Connects and resumes after the event `after`. Once this returns, the connection is live. Returns the frames
    /// until then; the last one has the result of the resume.
    ///
    /// # Errors
    /// [`ClientError::Rejected`], [`ClientError::Unreachable`], and as [`WebSocketClient::next_frame`].
    pub async fn connect(
        stack: &StackUrl,
        token: &str,
        after: Option<&str>,
    ) -> Result<(Self, Vec<Frame>), ClientError> {
        Self::connect_filtered(stack, token, after, &json!({})).await
    }

    /// As [`WebSocketClient::connect`], with only the events that match `filter`.
    ///
    /// # Errors
    /// As [`WebSocketClient::connect`].
    pub async fn connect_filtered(
        stack: &StackUrl,
        token: &str,
        after: Option<&str>,
        filter: &Value,
    ) -> Result<(Self, Vec<Frame>), ClientError> {
        match timeout(RESPONSE_TIMEOUT, Self::resume(stack, token, after, filter)).await {
            Ok(resumed) => resumed,
            Err(_) => {
                Err(ClientError::Unreachable { url: stack.to_string(), reason: "no response in time".to_owned() })
            }
        }
    }

    async fn resume(
        stack: &StackUrl,
        token: &str,
        after: Option<&str>,
        filter: &Value,
    ) -> Result<(Self, Vec<Frame>), ClientError> {
        let mut client = Self::open(stack, token).await?;
        client.send(&json!({"action": "resume", "after": after, "filter": filter})).await?;
        let mut frames = Vec::new();
        while let Some(frame) = client.next_frame().await? {
            let last = frame.resume().is_some();
            frames.push(frame);
            if last {
                return Ok((client, frames));
            }
        }
        Err(ClientError::Disconnected("the stack closed it before it was live".to_owned()))
    }

    /// Connects without a resume: such a connection gets no frames.
    ///
    /// # Errors
    /// [`ClientError::Rejected`] or [`ClientError::Unreachable`].
    pub async fn open(stack: &StackUrl, token: &str) -> Result<Self, ClientError> {
        let request = handshake(stack, token)?;
        let connector = Some(Connector::Rustls(Arc::new(tls_client_config())));
        match connect_async_tls_with_config(request, None, true, connector).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => {
                let body = response.body().as_deref().map(String::from_utf8_lossy).unwrap_or_default();
                Err(rejected(response.status().as_u16(), &body))
            }
            Err(error) => Err(ClientError::Unreachable { url: stack.to_string(), reason: error.to_string() }),
        }
    }

    /// Sends a message to the stack; the response arrives as a frame.
    ///
    /// # Errors
    /// [`ClientError::Disconnected`].
    pub async fn send(&mut self, message: &Value) -> Result<(), ClientError> {
        let sent = self.0.send(Message::text(message.to_string())).await;
        sent.map_err(|error| ClientError::Disconnected(error.to_string()))
    }

    /// The next frame; `None` once the stack has closed the connection. Cancelling the call loses no frame.
    ///
    /// # Errors
    /// [`ClientError::Disconnected`] if the connection broke or a ping got no response, [`ClientError::Protocol`] for a
    /// message that is not a frame.
    pub async fn next_frame(&mut self) -> Result<Option<Frame>, ClientError> {
        let mut ping_sent = false;
        loop {
            let message = match timeout(PING_AFTER, self.0.next()).await {
                Ok(message) => message,
                Err(_) if ping_sent => return Err(ClientError::Disconnected("no response to a ping".to_owned())),
                Err(_) => {
                    let ping = self.0.send(Message::Ping("alive?".into())).await;
                    ping.map_err(|error| ClientError::Disconnected(error.to_string()))?;
                    ping_sent = true;
                    continue;
                }
            };
            ping_sent = false;
            match message {
                Some(Ok(Message::Text(text))) => return Frame::read(&text).map(Some),
                Some(Ok(Message::Close(_)) | Err(Error::ConnectionClosed | Error::AlreadyClosed)) | None => {
                    return Ok(None);
                }
                // The library answers pings while the stream is read.
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(ClientError::Disconnected(error.to_string())),
            }
        }
    }

    /// Sends a close frame, so that the stack deletes the connection at once and not after its idle time.
    pub async fn close(mut self) {
        // A connection that is gone needs no close frame.
        let _ = timeout(Duration::from_secs(1), self.0.close(None)).await;
    }
}

impl fmt::Debug for WebSocketClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebSocketClient")
    }
}

/// The token is sent in the list of subprotocols, as browsers have to.
fn handshake(stack: &StackUrl, token: &str) -> Result<Request, ClientError> {
    let unusable = |_| ClientError::Url("the URL is not valid for a WebSocket");
    let mut request = stack.websocket().as_str().into_client_request().map_err(unusable)?;
    let offer: Result<HeaderValue, _> = format!("{SUBPROTOCOL}, bearer.{token}").parse();
    let mut offer = offer.map_err(|_| ClientError::Protocol("the token has invalid characters".to_owned()))?;
    offer.set_sensitive(true);
    request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, offer);
    Ok(request)
}

fn shortened(text: &str) -> String {
    text.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_message_is_not_a_frame() {
        let text = r#"{"v":1,"events":[{"id":"01A"}],"orders":[],"cursor":"01A","resume":{"complete":true}}"#;
        let frame = Frame::read(text).unwrap();
        assert_eq!((frame.text.as_str(), frame.cursor(), frame.events().len()), (text, Some("01A"), 1));
        assert_eq!(frame.resume().unwrap()["complete"], true);
        let plain = Frame::read(r#"{"v":1,"events":[],"orders":[],"cursor":null}"#).unwrap();
        assert_eq!((plain.cursor(), plain.resume(), plain.orders().len()), (None, None, 0));
        for other in [r#"{"v":1,"error":"bad_message","message":"..."}"#, r#"{"message":"Internal server error"}"#, "x"]
        {
            assert!(matches!(Frame::read(other), Err(ClientError::Protocol(_))), "{other}");
        }
    }
}
