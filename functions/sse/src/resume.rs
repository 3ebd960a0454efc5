//! Resumes: makes the WebSocket connection live and reads its catch-up, which is the beginning of the stream.

use std::time::Duration;

use domain::live::Filter;
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

/// Resumes after `after` with `filter`. Returns the beginning of the stream: whether the catch-up is complete, its
/// orders and events, and its cursor.
///
/// # Errors
/// [`SseError::UpstreamUnavailable`] if there is no catch-up within `resume_timeout`.
pub(crate) async fn resume(
    connection: &mut WebSocketConnection,
    after: Option<EventId>,
    filter: &Filter,
    resume_timeout: Duration,
    last_sent: &mut LastSentId,
) -> Result<String, SseError> {
    match timeout(resume_timeout, read_catch_up(connection, after, filter)).await {
        Ok(frames) => Ok(encode_catch_up(&frames?, last_sent)),
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
            ServerMessage::Error(code) => return Err(unavailable(format!("the response to resume was {code}"))),
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
fn encode_catch_up(texts: &[Utf8Bytes], last_sent: &mut LastSentId) -> String {
    let frames: Vec<SummariesFrame<'_>> =
        texts.iter().filter_map(|text| ServerMessage::parse(text).into_frame()).collect();
    let mut out = String::new();
    frames.iter().filter_map(|frame| frame.resume).for_each(|outcome| write_resume(&mut out, outcome));
    frames.iter().for_each(|frame| write_orders(&mut out, frame));
    let mut events: Vec<_> = frames.iter().flat_map(|frame| &frame.events).collect();
    events.sort_by_key(|summary| event_id_of(summary));
    events.iter().for_each(|summary| write_event_summary(&mut out, summary, last_sent));
    if let Some(cursor) = frames.iter().filter_map(SummariesFrame::cursor).max() {
        write_cursor(&mut out, cursor, last_sent);
    }
    out
}
