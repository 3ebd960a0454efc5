//! Live clients. A message that does not arrive in time fails the test.

use local_client::{ClientError, Frame, SseClient, SseEvent, StackUrl, WebSocketClient};
use serde_json::Value;
use tokio::time::timeout;

use super::TIMEOUT;

/// A live WebSocket.
pub(crate) struct LiveSocket {
    client: WebSocketClient,
    resumed: Vec<Frame>,
}

impl LiveSocket {
    pub(crate) async fn open(stack: &StackUrl, token: &str, after: Option<&str>) -> Result<Self, ClientError> {
        let (client, resumed) = WebSocketClient::connect(stack, token, after).await?;
        Ok(Self { client, resumed })
    }

    /// Connects with a filter.
    pub(crate) async fn filtered(stack: &StackUrl, token: &str, after: Option<&str>, filter: &Value) -> Self {
        let (client, resumed) = WebSocketClient::connect_filtered(stack, token, after, filter).await.unwrap();
        Self { client, resumed }
    }

    /// Sends a message; returns the next frame.
    pub(crate) async fn request(&mut self, message: &Value) -> Value {
        self.client.send(message).await.unwrap();
        self.next_frame().await
    }

    /// Sends a message that is rejected; returns the error code.
    pub(crate) async fn request_error(&mut self, message: &Value) -> String {
        self.client.send(message).await.unwrap();
        match timeout(TIMEOUT, self.client.next_frame()).await.expect("a response in time") {
            Err(ClientError::Protocol(text)) => {
                let error: Value = serde_json::from_str(&text).unwrap();
                error["error"].as_str().unwrap().to_owned()
            }
            other => panic!("not rejected: {other:?}"),
        }
    }

    /// Whether the stack closes it without another frame.
    pub(crate) async fn is_closed(&mut self) -> bool {
        matches!(timeout(TIMEOUT, self.client.next_frame()).await.expect("an end in time"), Ok(None) | Err(_))
    }

    /// Whether the stack closes it next, after it has said that the user has too many connections.
    pub(crate) async fn is_evicted(&mut self) -> bool {
        let next = timeout(TIMEOUT, self.client.next_frame()).await.expect("a reason in time");
        matches!(next, Err(ClientError::TooManyConnections(_))) && self.is_closed().await
    }

    /// The frames of the resume.
    pub(crate) fn resumed(&self) -> Vec<&Value> {
        self.resumed.iter().map(|frame| &frame.json).collect()
    }

    pub(crate) async fn next_frame(&mut self) -> Value {
        let next = timeout(TIMEOUT, self.client.next_frame()).await;
        next.expect("a frame in time").unwrap().expect("an open connection").json
    }
}

/// A live event stream, after the result of its resume.
pub(crate) struct LiveStream(SseClient);

/// One event of a stream.
#[derive(Debug)]
pub(crate) struct StreamEvent {
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

    /// Whether the stack ends it without another event.
    pub(crate) async fn is_closed(&mut self) -> bool {
        matches!(timeout(TIMEOUT, self.0.next_event()).await.expect("an end in time"), Ok(None) | Err(_))
    }

    /// Whether the stack ends it next, after it has said that the user has too many connections.
    pub(crate) async fn is_evicted(&mut self) -> bool {
        let next = timeout(TIMEOUT, self.0.next_event()).await.expect("a reason in time");
        matches!(next, Err(ClientError::TooManyConnections(_))) && self.is_closed().await
    }

    pub(crate) async fn next_event(&mut self) -> StreamEvent {
        let next = timeout(TIMEOUT, self.0.next_event()).await;
        let SseEvent { event, id, data } = next.expect("an event in time").unwrap().expect("an open stream");
        StreamEvent { kind: event, id, data: serde_json::from_str(&data).unwrap() }
    }
}
