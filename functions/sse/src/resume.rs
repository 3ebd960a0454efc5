//! Makes a connection live and collects the gap that comes before what is live.

use std::time::Duration;

use domain::live::Filter;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use types::event_id::EventId;

use crate::encode;
use crate::error::SseError;
use crate::frame::{Frame, Message, line_id};
use crate::last_sent_id::LastSentId;
use crate::upstream::Upstream;

/// Most bytes of frames that a gap may have: the bridge holds them until it knows that the gap is whole.
/// At 32 KB a frame this is more than the WebSocket API sends before it says `too_many`.
const LARGEST_GAP: usize = 4 * 1024 * 1024;

/// Resumes after `after` with `filter` and gives the stream's beginning: how the resume went, then the gap's lines, then
/// from where the next resume goes on. `told` is what the client has been told of that.
pub(crate) async fn resume(
    upstream: &mut Upstream,
    after: Option<EventId>,
    filter: &Filter,
    within: Duration,
    told: &mut LastSentId,
) -> Result<String, SseError> {
    match timeout(within, ask(upstream, after, filter)).await {
        Ok(answered) => answered.map(|frames| opening(&frames, told)),
        Err(_) => Err(SseError::Unavailable("no answer to resume in time".into())),
    }
}

/// Reads frames to the one that ends the gap.
async fn ask(upstream: &mut Upstream, after: Option<EventId>, filter: &Filter) -> Result<Vec<Utf8Bytes>, SseError> {
    upstream.send_resume(after, filter).await.map_err(|error| SseError::Unavailable(error.to_string()))?;
    let mut frames = Vec::new();
    let mut bytes = 0;
    while let Some(text) = upstream.next().await {
        let last = match Message::read(&text) {
            Message::Frame(frame) => frame.resume.is_some(),
            Message::Error(word) => return Err(SseError::Unavailable(format!("resume was answered with {word}"))),
            Message::Other => return Err(SseError::Unavailable("resume was answered with no frame".into())),
        };
        bytes += text.len();
        if bytes > LARGEST_GAP {
            return Err(SseError::Unavailable("the gap is too large".into()));
        }
        frames.push(text);
        if last {
            return Ok(frames);
        }
    }
    Err(SseError::Unavailable("the connection was closed before it was live".into()))
}

/// How the resume went, then all orders, then all events by id: frames that were pushed while the gap was read came in
/// between, and an id must never be told before a smaller one. At last the greatest cursor, which is beyond the events
/// where the filter leaves some out: else who wants little would resume from the last that he was shown, hours back.
fn opening(texts: &[Utf8Bytes], told: &mut LastSentId) -> String {
    let frames: Vec<Frame<'_>> = texts.iter().filter_map(|text| Message::read(text).into_frame()).collect();
    let mut out = String::new();
    frames.iter().filter_map(|frame| frame.resume).for_each(|outcome| encode::resume(&mut out, outcome));
    frames.iter().for_each(|frame| encode::orders(&mut out, frame));
    let mut events: Vec<_> = frames.iter().flat_map(|frame| &frame.events).collect();
    events.sort_by_key(|line| line_id(line));
    events.iter().for_each(|line| encode::event_summary(&mut out, line, told));
    if let Some(cursor) = frames.iter().filter_map(Frame::cursor).max() {
        encode::cursor(&mut out, cursor, told);
    }
    out
}
