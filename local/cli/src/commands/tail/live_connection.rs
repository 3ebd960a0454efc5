//! One live connection, of either kind, as news to print.

use std::collections::VecDeque;

use serde_json::Value;

use super::lines;
use local_client::{ClientError, Frame, SseClient, SseEvent, StackUrl, WebSocketClient};

/// A frame or an SSE event.
#[derive(Debug, Default)]
pub(super) struct News {
    /// The line to print, if it says anything to people.
    pub(super) line: Option<String>,
    /// What the resume has come to: from now on the connection is live.
    pub(super) resume: Option<Value>,
    /// The event to resume behind from now on, if it says one.
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

    /// What comes next; `None` once the other side has ended the connection.
    pub(super) async fn next(&mut self) -> Result<Option<News>, ClientError> {
        match self {
            Self::WebSocket { client, resumed } => Ok(match resumed.pop_front() {
                Some(frame) => Some(frame.into()),
                None => client.next_frame().await?.map(News::from),
            }),
            Self::Sse(client) => {
                let event = client.next_event().await?;
                let cursor = client.last_event_id().map(str::to_owned);
                Ok(event.map(|event| News { cursor, ..event.into() }))
            }
        }
    }

    /// Ends it in good manners.
    pub(super) async fn close(self) {
        if let Self::WebSocket { client, .. } = self {
            client.close().await;
        }
    }
}

impl From<Frame> for News {
    /// A frame without lines says nothing to people.
    fn from(frame: Frame) -> Self {
        let is_empty = frame.events().is_empty() && frame.orders().is_empty();
        Self {
            resume: frame.resume().cloned(),
            cursor: frame.cursor().map(str::to_owned),
            line: (!is_empty).then_some(frame.text),
        }
    }
}

impl From<SseEvent> for News {
    fn from(event: SseEvent) -> Self {
        if event.event == "resume" {
            return Self { resume: Some(serde_json::from_str(&event.data).unwrap_or_default()), ..Self::default() };
        }
        Self { line: Some(lines::sse(&event)), ..Self::default() }
    }
}
