//! A WebSocket server in place of the WebSocket API. Each test says what it sends and receives.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};

/// The handshake that the bridge sent.
pub(crate) struct RecordedHandshake {
    pub(crate) target: String,
    pub(crate) subprotocols: String,
}

/// The server's end of a connection.
pub(crate) struct ServerConnection(WebSocketStream<TcpStream>);

impl ServerConnection {
    pub(crate) async fn send(&mut self, message: &str) {
        self.0.send(Message::text(message.to_owned())).await.unwrap();
    }

    /// The next JSON message of the bridge; `None` once it has closed the connection.
    pub(crate) async fn receive(&mut self) -> Option<Value> {
        loop {
            match self.0.next().await?.ok()? {
                Message::Text(text) => return Some(serde_json::from_str(&text).unwrap()),
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }

    /// Receives messages until the bridge closes the connection.
    pub(crate) async fn receive_until_closed(&mut self) {
        while self.receive().await.is_some() {}
    }

    /// Closes the connection, and waits until the bridge has closed it, too.
    pub(crate) async fn close(mut self) {
        self.0.close(None).await.unwrap();
        while let Some(Ok(_)) = self.0.next().await {}
    }

    /// Receives the message `resume` and sends an empty, complete catch-up.
    pub(crate) async fn go_live(&mut self) {
        assert_eq!(self.receive().await.unwrap()["action"], "resume");
        self.send(r#"{"v":1,"events":[],"orders":[],"cursor":null,"resume":{"complete":true}}"#).await;
    }
}

/// Accepts one connection and runs `script` on it. Returns the URL, and the handshake once it has arrived.
pub(crate) async fn serve<S, F>(script: S) -> (String, oneshot::Receiver<RecordedHandshake>)
where
    S: FnOnce(ServerConnection) -> F + Send + 'static,
    F: Future<Output = ()> + Send,
{
    let (listener, url) = listen().await;
    let (handshake_sender, handshake) = oneshot::channel();
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        #[expect(clippy::result_large_err, reason = "the library's callback has this type")]
        let accept = |request: &Request, mut response: Response| {
            let subprotocols = request.headers()["sec-websocket-protocol"].to_str().unwrap().to_owned();
            response.headers_mut().insert("sec-websocket-protocol", "storebell.v1".parse().unwrap());
            let _ = handshake_sender.send(RecordedHandshake { target: request.uri().to_string(), subprotocols });
            Ok(response)
        };
        let accepted = accept_hdr_async(socket, accept).await.unwrap();
        script(ServerConnection(accepted)).await;
    });
    (url, handshake)
}

/// Accepts one connection and responds to its handshake with `status`.
pub(crate) async fn reject_handshake(status: u16) -> String {
    let (listener, url) = listen().await;
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        #[expect(clippy::result_large_err, reason = "the library's callback has this type")]
        let reject = |_: &Request, _: Response| {
            let mut response = ErrorResponse::new(None);
            *response.status_mut() = status.try_into().unwrap();
            Err(response)
        };
        let _ = accept_hdr_async(socket, reject).await;
    });
    url
}

/// A listener on loopback, and its WebSocket URL.
pub(crate) async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/ws", listener.local_addr().unwrap());
    (listener, url)
}
