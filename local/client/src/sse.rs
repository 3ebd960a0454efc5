//! Live events by server-sent events (SSE).

use std::collections::VecDeque;
use std::time::Duration;

use domain::live::TOO_MANY_CONNECTIONS;
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
    /// [`ClientError::TooManyConnections`], [`ClientError::Rejected`] or [`ClientError::Unreachable`].
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
            429 => Err(ClientError::TooManyConnections(body_text(response).await?)),
            status => Err(rejected(status, &body_text(response).await?)),
        }
    }

    /// The next event; `None` once the stack has ended the stream, as it does after some minutes.
    ///
    /// # Errors
    /// [`ClientError::TooManyConnections`] if the stack closed the stream for this reason; [`ClientError::Disconnected`]
    /// if the connection broke, or nothing arrived for too long.
    pub async fn next_event(&mut self) -> Result<Option<SseEvent>, ClientError> {
        loop {
            match self.next_ready() {
                Some(event) if event.event == "closed" => return Err(closed(&event)),
                Some(event) => return Ok(Some(event)),
                None => {}
            }
            if !self.read().await? {
                return Ok(None);
            }
        }
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
    pub fn last_event_id(&self) -> Option<&str> {
        if self.ready.is_empty() { self.parser.last_event_id() } else { self.last_event_id.as_deref() }
    }
}

/// The error of the event `closed`, with which the stack closes a stream before its time.
fn closed(event: &SseEvent) -> ClientError {
    let data: serde_json::Value = serde_json::from_str(&event.data).unwrap_or_default();
    let message = data["message"].as_str().unwrap_or("the stack closed the stream").to_owned();
    if data["reason"] == TOO_MANY_CONNECTIONS {
        ClientError::TooManyConnections(message)
    } else {
        ClientError::Disconnected(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_event_is_the_error_that_it_names() {
        let error = |data: &str| closed(&SseEvent { data: data.to_owned(), ..SseEvent::default() });
        let evicted = error(r#"{"message":"Wait.","reason":"too_many_connections"}"#);
        assert!(matches!(evicted, ClientError::TooManyConnections(message) if message == "Wait."));
        for other in [r#"{"message":"Wait.","reason":"another"}"#, "{}", "not JSON"] {
            assert!(matches!(error(other), ClientError::Disconnected(_)), "{other}");
        }
    }
}
