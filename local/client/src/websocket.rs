//! Live frames by WebSocket.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use http::HeaderValue;
use http::header::SEC_WEBSOCKET_PROTOCOL;
use serde_json::{Value, json};
use shared::outgoing::tls_client_config;
use shared::sign_in::SUBPROTOCOL;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};

use super::http::{RESPONSE_TIMEOUT, rejected};
use super::{ClientError, StackUrl};

/// How long a connection may be silent before it is asked whether it lives. API Gateway ends one that was idle for ten
/// minutes (<https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html>) and asks nothing by itself.
const PING_AFTER: Duration = Duration::from_secs(60);

/// A live connection. Dropped, it closes.
pub struct WebSocketClient(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// One frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// As it came.
    pub text: String,
    /// As JSON; no number of it is an id, since ids are strings.
    pub json: Value,
}

impl Frame {
    /// Reads a message of the stack.
    fn read(text: &str) -> Result<Self, ClientError> {
        let json: Value = serde_json::from_str(text).map_err(|_| ClientError::Protocol(shortened(text)))?;
        // An error's word, or what API Gateway itself says when the function fails.
        if json["v"] != 1 || json["error"].is_string() {
            return Err(ClientError::Protocol(shortened(text)));
        }
        Ok(Self { text: text.to_owned(), json })
    }

    /// The event lines.
    pub fn events(&self) -> &[Value] {
        self.json["events"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The order lines.
    pub fn orders(&self) -> &[Value] {
        self.json["orders"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The event id to resume from behind this frame.
    pub fn cursor(&self) -> Option<&str> {
        self.json["cursor"].as_str()
    }

    /// What the resume has come to, in the last frame of its answer.
    pub fn resume(&self) -> Option<&Value> {
        Some(&self.json["resume"]).filter(|resume| !resume.is_null())
    }
}

impl WebSocketClient {
    /// Connects and resumes behind the event `after`. Once this returns, the connection is live; the frames are those
    /// that came until then, and the last one says what the resume has come to.
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

    /// As [`WebSocketClient::connect`], for what `filter` takes alone.
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
            Err(_) => Err(ClientError::Unreachable { url: stack.to_string(), why: "no answer in time".to_owned() }),
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
        Err(ClientError::Disconnected("it was closed before it was live".to_owned()))
    }

    /// Connects without resuming: such a connection gets no frames.
    ///
    /// # Errors
    /// [`ClientError::Rejected`] or [`ClientError::Unreachable`].
    pub async fn open(stack: &StackUrl, token: &str) -> Result<Self, ClientError> {
        let request = handshake(stack, token)?;
        let connector = Some(Connector::Rustls(Arc::new(tls_client_config())));
        match connect_async_tls_with_config(request, None, true, connector).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(answer)) => {
                let body = answer.body().as_deref().map(String::from_utf8_lossy).unwrap_or_default();
                Err(rejected(answer.status().as_u16(), &body))
            }
            Err(error) => Err(ClientError::Unreachable { url: stack.to_string(), why: error.to_string() }),
        }
    }

    /// Says something to the stack; its answer comes as a frame.
    ///
    /// # Errors
    /// [`ClientError::Disconnected`].
    pub async fn send(&mut self, message: &Value) -> Result<(), ClientError> {
        let sent = self.0.send(Message::text(message.to_string())).await;
        sent.map_err(|error| ClientError::Disconnected(error.to_string()))
    }

    /// The next frame; `None` once the other side has closed the connection. Given up and called again, it loses none.
    ///
    /// # Errors
    /// [`ClientError::Disconnected`] if the connection broke or does not answer any more, [`ClientError::Protocol`] for a
    /// message that is no frame.
    pub async fn next_frame(&mut self) -> Result<Option<Frame>, ClientError> {
        let mut asked = false;
        loop {
            let message = match timeout(PING_AFTER, self.0.next()).await {
                Ok(message) => message,
                Err(_) if asked => return Err(ClientError::Disconnected("it does not answer".to_owned())),
                Err(_) => {
                    let ping = self.0.send(Message::Ping("alive?".into())).await;
                    ping.map_err(|error| ClientError::Disconnected(error.to_string()))?;
                    asked = true;
                    continue;
                }
            };
            asked = false;
            match message {
                Some(Ok(Message::Text(text))) => return Frame::read(&text).map(Some),
                Some(Ok(Message::Close(_)) | Err(Error::ConnectionClosed | Error::AlreadyClosed)) | None => {
                    return Ok(None);
                }
                // Pings are answered by the library as the stream is read.
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(ClientError::Disconnected(error.to_string())),
            }
        }
    }

    /// Says goodbye, so that the stack forgets the connection now and not after its idle time.
    pub async fn close(mut self) {
        // One that is gone already needs no goodbye.
        let _ = timeout(Duration::from_secs(1), self.0.close(None)).await;
    }
}

impl fmt::Debug for WebSocketClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebSocketClient")
    }
}

/// The token goes in the list of subprotocols, as a browser's has to.
fn handshake(stack: &StackUrl, token: &str) -> Result<Request, ClientError> {
    let unusable = |_| ClientError::Url("the URL cannot be a WebSocket's");
    let mut request = stack.websocket().as_str().into_client_request().map_err(unusable)?;
    let offer: Result<HeaderValue, _> = format!("{SUBPROTOCOL}, bearer.{token}").parse();
    let mut offer =
        offer.map_err(|_| ClientError::Protocol("the token has characters that no token has".to_owned()))?;
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
    fn a_frame_is_told_from_an_error() {
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
