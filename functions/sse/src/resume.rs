//! Resumes: makes the WebSocket connection live and reads its catch-up, which is the beginning of the stream.

use std::time::Duration;

use domain::live::{Filter, TOO_MANY_CONNECTIONS};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use types::event_id::EventId;

use crate::last_sent_id::LastSentId;
use crate::server_message::{ServerMessage, SummariesFrame, event_id_of};
use crate::sse_encoder::{write_cursor, write_event_summary, write_orders, write_resume};
use crate::sse_error::SseError;
use crate::websocket_client::WebSocketConnection;

/// The largest catch-up, in bytes of frames: the bridge holds it in memory until it is read completely. The function
/// `websocket` sends at most 3 MB (`MAX_RESPONSE_BYTES`); pushed frames may arrive in between.
const MAX_CATCH_UP_BYTES: usize = 4 * 1024 * 1024;

/// The beginning of a stream.
pub(crate) struct Beginning {
    /// Whether the catch-up is complete, its orders and events, and its cursor.
    pub(crate) text: String,
    /// The last id in `text`, or the client's own.
    pub(crate) last_sent: LastSentId,
}

/// Resumes after `after` with `filter`. Once the stream ends, its client is to reconnect after `reconnect_delay_ms`.
///
/// # Errors
/// [`SseError::LostPlace`] if the user opened too many connections meanwhile; [`SseError::UpstreamUnavailable`] if there
/// is no catch-up within `resume_timeout` for another reason.
pub(crate) async fn resume(
    connection: &mut WebSocketConnection,
    after: Option<EventId>,
    filter: &Filter,
    resume_timeout: Duration,
    reconnect_delay_ms: u64,
) -> Result<Beginning, SseError> {
    match timeout(resume_timeout, read_catch_up(connection, after, filter)).await {
        Ok(frames) => Ok(encode_catch_up(&frames?, after, reconnect_delay_ms)),
        Err(_) => Err(SseError::UpstreamUnavailable("the catch-up timed out".into())),
    }
}

/// The texts of all frames up to the last one of the catch-up. Frames that are pushed meanwhile are among them.
async fn read_catch_up(
    connection: &mut WebSocketConnection,
    after: Option<EventId>,
    filter: &Filter,
) -> Result<Vec<Utf8Bytes>, SseError> {
    let unavailable = |detail: String| SseError::UpstreamUnavailable(detail);
    connection.send_resume(after, filter).await.map_err(|error| unavailable(error.to_string()))?;
    let mut frames = Vec::new();
    let mut bytes = 0;
    while let Some(text) = connection.next_text().await {
        let is_last = match ServerMessage::parse(&text) {
            ServerMessage::Frame(frame) => frame.resume.is_some(),
            ServerMessage::Error(error) if error.code == TOO_MANY_CONNECTIONS => return Err(SseError::LostPlace),
            ServerMessage::Error(error) => {
                return Err(unavailable(format!("the response to resume was {}", error.code)));
            }
            ServerMessage::Unrecognized => return Err(unavailable("the response to resume was not a frame".into())),
        };
        bytes += text.len();
        if bytes > MAX_CATCH_UP_BYTES {
            return Err(unavailable("the catch-up is too large".into()));
        }
        frames.push(text);
        if is_last {
            return Ok(frames);
        }
    }
    Err(unavailable("the connection was closed during the catch-up".into()))
}

/// Whether the catch-up is complete, then all orders, then all events by id, then the greatest cursor.
///
/// The events are sorted because frames that were pushed meanwhile are among those of the catch-up, and no id may be sent
/// before a smaller one. The cursor is beyond the last event if the filter left out later ones: without it, a client with
/// a narrow filter would resume from its last event, which may be hours old.
fn encode_catch_up(texts: &[Utf8Bytes], after: Option<EventId>, reconnect_delay_ms: u64) -> Beginning {
    let frames: Vec<SummariesFrame<'_>> =
        texts.iter().filter_map(|text| ServerMessage::parse(text).into_frame()).collect();
    let cursor = frames.iter().filter_map(SummariesFrame::cursor).max();
    // A client whose catch-up is incomplete starts anew: also from a cursor that is smaller than its own, which may be of
    // the future.
    let is_complete = frames.iter().filter_map(|frame| frame.resume).all(is_complete);
    let after = after.filter(|_| is_complete);
    let mut last_sent = LastSentId::resuming_after(after);
    let (mut text, has_updates) = (String::new(), frames.iter().any(SummariesFrame::has_updates));
    for frame in &frames {
        let Some(outcome) = frame.resume else { continue };
        // The position of a client that has received no more than this block. A client that resumes has one already,
        // and keeps it until it has received its updates. For any other client nothing precedes the catch-up, so the
        // catch-up's own cursor is its position; without it, the client would miss what comes before the first event.
        let position = if after.is_none() { frame.cursor() } else { cursor.filter(|_| !has_updates) };
        write_resume(&mut text, reconnect_delay_ms, outcome, position.filter(|id| last_sent.advance(*id)));
    }
    frames.iter().for_each(|frame| write_orders(&mut text, frame));
    let mut events: Vec<_> = frames.iter().flat_map(|frame| &frame.events).collect();
    events.sort_by_key(|summary| event_id_of(summary));
    events.iter().for_each(|summary| write_event_summary(&mut text, summary, &mut last_sent));
    if let Some(cursor) = cursor {
        write_cursor(&mut text, cursor, &mut last_sent);
    }
    Beginning { text, last_sent }
}

fn is_complete(outcome: &RawValue) -> bool {
    #[derive(Deserialize)]
    struct Outcome {
        complete: bool,
    }
    serde_json::from_str(outcome.get()).is_ok_and(|Outcome { complete }| complete)
}
