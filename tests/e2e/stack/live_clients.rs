//! Live clients; what does not come in time fails the test.

use local_client::{ClientError, Frame, SseClient, SseEvent, StackUrl, WebSocketClient};
use serde_json::Value;
use tokio::time::timeout;

use super::PATIENCE;

/// A WebSocket that is live.
pub(crate) struct LiveSocket {
    client: WebSocketClient,
    resumed: Vec<Frame>,
}

impl LiveSocket {
    pub(crate) async fn open(stack: &StackUrl, token: &str, after: Option<&str>) -> Result<Self, ClientError> {
        let (client, resumed) = WebSocketClient::connect(stack, token, after).await?;
        Ok(Self { client, resumed })
    }

    /// With a filter.
    pub(crate) async fn filtered(stack: &StackUrl, token: &str, after: Option<&str>, filter: &Value) -> Self {
        let (client, resumed) = WebSocketClient::connect_filtered(stack, token, after, filter).await.unwrap();
        Self { client, resumed }
    }

    /// Says something; gives the next frame.
    pub(crate) async fn told(&mut self, message: &Value) -> Value {
        self.client.send(message).await.unwrap();
        self.next_frame().await
    }

    /// Says something that is refused; gives the error's word.
    pub(crate) async fn client_says(&mut self, message: &Value) -> String {
        self.client.send(message).await.unwrap();
        match timeout(PATIENCE, self.client.next_frame()).await.expect("an answer in time") {
            Err(ClientError::Protocol(text)) => {
                let error: Value = serde_json::from_str(&text).unwrap();
                error["error"].as_str().unwrap().to_owned()
            }
            other => panic!("not refused: {other:?}"),
        }
    }

    /// Whether the stack closes it now, without another frame.
    pub(crate) async fn is_closed(&mut self) -> bool {
        matches!(timeout(PATIENCE, self.client.next_frame()).await.expect("an end in time"), Ok(None) | Err(_))
    }

    /// The frames of the resume.
    pub(crate) fn resumed(&self) -> Vec<&Value> {
        self.resumed.iter().map(|frame| &frame.json).collect()
    }

    pub(crate) async fn next_frame(&mut self) -> Value {
        let next = timeout(PATIENCE, self.client.next_frame()).await;
        next.expect("a frame in time").unwrap().expect("a connection that stays").json
    }
}

/// An event stream that is live; what it says of its resume is read already.
pub(crate) struct LiveStream(SseClient);

/// One event of a stream.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) kind: String,
    pub(crate) id: Option<String>,
    pub(crate) data: Value,
}

impl LiveStream {
    pub(crate) async fn open(stack: &StackUrl, token: &str, after: Option<&str>) -> Self {
        let mut stream = Self(SseClient::connect(stack, token, after).await.unwrap());
        assert_eq!(stream.next_event().await.kind, "resume");
        stream
    }

    /// With a filter.
    pub(crate) async fn filtered(stack: &StackUrl, token: &str, after: Option<&str>, filter: &[(&str, &str)]) -> Self {
        let mut stream = Self(SseClient::connect_filtered(stack, token, after, filter).await.unwrap());
        assert_eq!(stream.next_event().await.kind, "resume");
        stream
    }

    /// Whether it ends now, without another event.
    pub(crate) async fn is_closed(&mut self) -> bool {
        matches!(timeout(PATIENCE, self.0.next_event()).await.expect("an end in time"), Ok(None) | Err(_))
    }

    pub(crate) async fn next_event(&mut self) -> Said {
        let next = timeout(PATIENCE, self.0.next_event()).await;
        let SseEvent { event, id, data } = next.expect("an event in time").unwrap().expect("a stream that goes on");
        Said { kind: event, id, data: serde_json::from_str(&data).unwrap() }
    }
}
