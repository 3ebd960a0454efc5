//! Live events by SSE.

use std::collections::VecDeque;
use std::time::Duration;

use reqwest::Response;
use tokio::time::timeout;

use super::http::{ANSWER_WITHIN, client, refused, text, unreachable};
use super::{ClientError, SseEvent, SseParser, StackUrl};

/// The longest silence of a stream that lives: it has a comment every 15 seconds.
const LONGEST_SILENCE: Duration = Duration::from_secs(60);

/// A stream of live events.
#[derive(Debug)]
pub struct SseClient {
    response: Response,
    parser: SseParser,
    ready: VecDeque<SseEvent>,
    /// The last id of what was given out, not of what the parser has seen.
    last_event_id: Option<String>,
}

impl SseClient {
    /// Opens the stream; what came after `last_event_id` comes first. Once this returns, the stream is live, and its
    /// first event is `resume`.
    ///
    /// # Errors
    /// [`ClientError::Refused`] or [`ClientError::Unreachable`].
    pub async fn connect(stack: &StackUrl, token: &str, last_event_id: Option<&str>) -> Result<Self, ClientError> {
        Self::connect_filtered(stack, token, last_event_id, &[]).await
    }

    /// As [`SseClient::connect`], for what a filter of these parameters takes alone.
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
        let too_slow = |_| ClientError::Unreachable { url: stack.to_string(), why: "no answer in time".to_owned() };
        let answered = timeout(ANSWER_WITHIN, request.send()).await.map_err(too_slow)?;
        let response = answered.map_err(|error| unreachable(&url, error))?;
        match response.status().as_u16() {
            200 => Ok(Self { response, parser: SseParser::default(), ready: VecDeque::new(), last_event_id: None }),
            status => Err(refused(status, &text(response).await?)),
        }
    }

    /// The next event; `None` once the stream has ended by itself, as it does after some minutes.
    ///
    /// # Errors
    /// [`ClientError::Ended`] if it broke, or was silent for too long.
    pub async fn next_event(&mut self) -> Result<Option<SseEvent>, ClientError> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                self.last_event_id = event.id.clone().or(self.last_event_id.take());
                return Ok(Some(event));
            }
            let piece = timeout(LONGEST_SILENCE, self.response.chunk()).await;
            let piece = piece.map_err(|_| ClientError::Ended("it was silent for too long".to_owned()))?;
            match piece.map_err(|error| ClientError::Ended(error.without_url().to_string()))? {
                Some(piece) => {
                    let events = self.parser.push(&piece).map_err(|error| ClientError::Protocol(error.to_string()))?;
                    self.ready.extend(events);
                }
                None => return Ok(None),
            }
        }
    }

    /// The id to give to [`SseClient::connect`] to go on behind what [`SseClient::next_event`] has given; also one that came
    /// without an event, behind all of them.
    pub fn last_event_id(&self) -> Option<&str> {
        if self.ready.is_empty() { self.parser.last_event_id() } else { self.last_event_id.as_deref() }
    }
}
