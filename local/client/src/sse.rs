//! Live events by server-sent events (SSE).

use std::collections::VecDeque;
use std::time::Duration;

use reqwest::Response;
use tokio::time::timeout;

use super::http::{RESPONSE_TIMEOUT, body_text, client, rejected, unreachable};
use super::{ClientError, SseEvent, SseParser, StackUrl};

/// A stream is broken if nothing arrives for this time: it has a comment every 15 seconds.
const MAX_SILENCE: Duration = Duration::from_secs(60);

/// A stream of live events.
#[derive(Debug)]
pub struct SseClient {
    response: Response,
    parser: SseParser,
    ready: VecDeque<SseEvent>,
    /// The last id among the returned events, not among the parsed ones.
    last_event_id: Option<String>,
}

impl SseClient {
    /// Opens the stream; the events after `last_event_id` come first. Once this returns, the stream is live, and its first
    /// event is `resume`.
    ///
    /// # Errors
    /// [`ClientError::Rejected`] or [`ClientError::Unreachable`].
    pub async fn connect(stack: &StackUrl, token: &str, last_event_id: Option<&str>) -> Result<Self, ClientError> {
        Self::connect_filtered(stack, token, last_event_id, &[]).await
    }

    /// As [`SseClient::connect`], with only the events that match a filter of these parameters.
    ///
    /// # Errors
    /// As [`SseClient::connect`].
    pub async fn connect_filtered(
        stack: &StackUrl,
        token: &str,
        last_event_id: Option<&str>,
        filter: &[(&str, &str)],
    ) -> Result<Self, ClientError> {
        let mut url = stack.sse();
        if !filter.is_empty() {
            url.query_pairs_mut().extend_pairs(filter);
        }
        let mut request = client()?.get(url.clone()).bearer_auth(token).header("accept", "text/event-stream");
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        let too_slow =
            |_| ClientError::Unreachable { url: stack.to_string(), reason: "no response in time".to_owned() };
        let result = timeout(RESPONSE_TIMEOUT, request.send()).await.map_err(too_slow)?;
        let response = result.map_err(|error| unreachable(&url, error))?;
        match response.status().as_u16() {
            200 => Ok(Self { response, parser: SseParser::default(), ready: VecDeque::new(), last_event_id: None }),
            status => Err(rejected(status, &body_text(response).await?)),
        }
    }

    /// The next event; `None` once the stack has ended the stream, as it does after some minutes.
    ///
    /// # Errors
    /// [`ClientError::Disconnected`] if the connection broke, or nothing arrived for too long.
    pub async fn next_event(&mut self) -> Result<Option<SseEvent>, ClientError> {
        loop {
            if let Some(event) = self.next_ready() {
                return Ok(Some(event));
            }
            if !self.read().await? {
                return Ok(None);
            }
        }
    }

    /// Waits for an id other than `before`, which may come without an event; returns the events until then.
    ///
    /// # Errors
    /// As [`SseClient::next_event`], also if the stack ends the stream.
    pub async fn events_until_id(&mut self, before: Option<&str>) -> Result<Vec<SseEvent>, ClientError> {
        let mut events = Vec::new();
        while self.last_event_id().is_none_or(|id| Some(id) == before) {
            match self.next_ready() {
                Some(event) => events.push(event),
                None if self.read().await? => {}
                None => return Err(ClientError::Disconnected("the stream ended without an id".to_owned())),
            }
        }
        Ok(events)
    }

    /// The shortest pause before a reconnect, if the stream has set one (`retry:`).
    pub fn retry(&self) -> Option<Duration> {
        self.parser.retry_ms().map(Duration::from_millis)
    }

    fn next_ready(&mut self) -> Option<SseEvent> {
        let event = self.ready.pop_front()?;
        self.last_event_id = event.id.clone().or(self.last_event_id.take());
        Some(event)
    }

    /// Reads the next chunk; whether there was one.
    async fn read(&mut self) -> Result<bool, ClientError> {
        let chunk = timeout(MAX_SILENCE, self.response.chunk()).await;
        let chunk = chunk.map_err(|_| ClientError::Disconnected("nothing arrived for too long".to_owned()))?;
        let Some(chunk) = chunk.map_err(|error| ClientError::Disconnected(error.without_url().to_string()))? else {
            return Ok(false);
        };
        let events = self.parser.push(&chunk).map_err(|error| ClientError::Protocol(error.to_string()))?;
        self.ready.extend(events);
        Ok(true)
    }

    /// The id with which [`SseClient::connect`] continues after the events that [`SseClient::next_event`] has returned.
    /// Once all parsed events are returned, it may be an id that came without an event.
    pub fn last_event_id(&self) -> Option<&str> {
        if self.ready.is_empty() { self.parser.last_event_id() } else { self.last_event_id.as_deref() }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn id_without_an_event_is_waited_for() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stack: StackUrl = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let (resumed, has_resumed) = oneshot::channel();
        let server = async {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            assert!(socket.read(&mut request).await.unwrap() > 0);
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\nevent: resume\ndata: {}\n\n";
            socket.write_all(head.as_bytes()).await.unwrap();
            has_resumed.await.unwrap();
            socket.write_all(b"id: 7\n\n").await.unwrap();
            socket
        };
        let client = async {
            let mut stream = SseClient::connect(&stack, "token", Some("6")).await.unwrap();
            assert_eq!(stream.next_event().await.unwrap().unwrap().event, "resume");
            resumed.send(()).unwrap();
            // The stream stays open, and nothing else arrives.
            let events = timeout(Duration::from_secs(20), stream.events_until_id(Some("6"))).await.unwrap().unwrap();
            assert_eq!((events.len(), stream.last_event_id()), (0, Some("7")));
        };
        tokio::join!(server, client);
    }
}
