//! A WebSocket API in the test: notes the handshake, and then does what the test says.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};

/// What the bridge asked for when it connected.
pub(crate) struct Handshake {
    pub(crate) target: String,
    pub(crate) protocols: String,
}

/// The server's end of one connection.
pub(crate) struct Peer(WebSocketStream<TcpStream>);

impl Peer {
    pub(crate) async fn send(&mut self, frame: &str) {
        self.0.send(Message::text(frame.to_owned())).await.unwrap();
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

    /// Says goodbye, and holds the line until the bridge has hung up.
    pub(crate) async fn close(mut self) {
        self.0.close(None).await.unwrap();
        while let Some(Ok(_)) = self.0.next().await {}
    }

    /// Takes the resume message and answers it with an empty gap.
    pub(crate) async fn go_live(&mut self) {
        assert_eq!(self.receive().await.unwrap()["action"], "resume");
        self.send(r#"{"v":1,"events":[],"orders":[],"cursor":null,"resume":{"complete":true}}"#).await;
    }
}

/// Listens for one connection, which `script` then serves.
pub(crate) async fn serve<S, F>(script: S) -> (String, oneshot::Receiver<Handshake>)
where
    S: FnOnce(Peer) -> F + Send + 'static,
    F: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/ws", listener.local_addr().unwrap());
    let (noted, handshake) = oneshot::channel();
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        #[expect(clippy::result_large_err, reason = "the library's callback has this type")]
        let accept = |request: &Request, mut response: Response| {
            let protocols = request.headers()["sec-websocket-protocol"].to_str().unwrap().to_owned();
            response.headers_mut().insert("sec-websocket-protocol", "storebell.v1".parse().unwrap());
            let _ = noted.send(Handshake { target: request.uri().to_string(), protocols });
            Ok(response)
        };
        let accepted = accept_hdr_async(socket, accept).await.unwrap();
        script(Peer(accepted)).await;
    });
    (url, handshake)
}

/// Listens for one connection and answers it with `status` in place of a handshake.
pub(crate) async fn refuse(status: u16) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/ws", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        #[expect(clippy::result_large_err, reason = "the library's callback has this type")]
        let refuse = |_: &Request, _: Response| {
            let mut response = ErrorResponse::new(None);
            *response.status_mut() = status.try_into().unwrap();
            Err(response)
        };
        let _ = accept_hdr_async(socket, refuse).await;
    });
    url
}
