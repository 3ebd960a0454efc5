//! One live connection, of either transport.

use std::collections::VecDeque;
use std::time::Duration;

use local_client::{ClientError, Frame, SseClient, SseEvent, StackUrl, WebSocketClient};
use serde_json::Value;

use super::event_lines;

/// A frame or an SSE event.
#[derive(Debug, Default)]
pub(super) struct LiveMessage {
    /// All of it as a line of JSON, if it holds an event or an order.
    pub(super) json: Option<String>,
    /// Its order summaries.
    pub(super) orders: Vec<Value>,
    /// Its event summaries.
    pub(super) events: Vec<Value>,
    /// The result of the resume: from now on the connection is live.
    pub(super) resume: Option<Value>,
    /// The event after which to resume from now on, if the message names one.
    pub(super) cursor: Option<String>,
}

/// A live connection.
pub(super) enum LiveConnection {
    WebSocket { client: Box<WebSocketClient>, resumed: VecDeque<Frame> },
    Sse(Box<SseClient>),
}

impl LiveConnection {
    pub(super) async fn connect(
        stack: &StackUrl,
        token: &str,
        after: Option<&str>,
        sse: bool,
    ) -> Result<Self, ClientError> {
        if sse {
            return Ok(Self::Sse(Box::new(SseClient::connect(stack, token, after).await?)));
        }
        let (client, resumed) = WebSocketClient::connect(stack, token, after).await?;
        Ok(Self::WebSocket { client: Box::new(client), resumed: resumed.into() })
    }

    /// The next message; `None` once the stack has closed the connection.
    pub(super) async fn next(&mut self) -> Result<Option<LiveMessage>, ClientError> {
        match self {
            Self::WebSocket { client, resumed } => Ok(match resumed.pop_front() {
                Some(frame) => Some(frame.into()),
                None => client.next_frame().await?.map(LiveMessage::from),
            }),
            Self::Sse(client) => {
                let event = client.next_event().await?;
                let cursor = client.last_event_id().map(str::to_owned);
                Ok(event.map(|event| LiveMessage { cursor, ..event.into() }))
            }
        }
    }

    /// The shortest pause before a reconnect, if the stack has requested one.
    pub(super) fn retry(&self) -> Option<Duration> {
        match self {
            Self::WebSocket { .. } => None,
            Self::Sse(client) => client.retry(),
        }
    }

    /// Closes the connection with a close frame, if the transport has one.
    pub(super) async fn close(self) {
        if let Self::WebSocket { client, .. } = self {
            client.close().await;
        }
    }
}

impl From<Frame> for LiveMessage {
    fn from(frame: Frame) -> Self {
        let (events, orders) = (frame.events().to_vec(), frame.orders().to_vec());
        let is_empty = events.is_empty() && orders.is_empty();
        Self {
            resume: frame.resume().cloned(),
            cursor: frame.cursor().map(str::to_owned),
            json: (!is_empty).then_some(frame.text),
            events,
            orders,
        }
    }
}

impl From<SseEvent> for LiveMessage {
    fn from(event: SseEvent) -> Self {
        let data: Value = serde_json::from_str(&event.data).unwrap_or_default();
        match event.event.as_str() {
            "resume" => Self { resume: Some(data), ..Self::default() },
            "order" => Self { json: Some(event_lines::json(&event)), orders: vec![data], ..Self::default() },
            "event" => Self { json: Some(event_lines::json(&event)), events: vec![data], ..Self::default() },
            // Only its id matters.
            "cursor" => Self::default(),
            _ => Self { json: Some(event_lines::json(&event)), ..Self::default() },
        }
    }
}
