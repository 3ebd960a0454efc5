//! Makes a connection live and collects the gap that comes before what is live.

use std::time::Duration;

use shared::event_id::EventId;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::encode;
use crate::frame::Message;
use crate::refusal::Refusal;
use crate::upstream::Upstream;

/// Most bytes of frames that a gap may have: the bridge holds them until it knows that the gap is whole.
/// At 32 KB a frame this is more than the WebSocket API sends before it says `too_many`.
const LARGEST_GAP: usize = 4 * 1024 * 1024;

/// Resumes after `after` and gives the stream's beginning: how the resume went, then the gap's lines.
pub(crate) async fn resume(
    upstream: &mut Upstream,
    after: Option<EventId>,
    within: Duration,
) -> Result<String, Refusal> {
    match timeout(within, ask(upstream, after)).await {
        Ok(answered) => answered.map(|frames| opening(&frames)),
        Err(_) => Err(Refusal::Unavailable("no answer to resume in time".into())),
    }
}

/// Reads frames to the one that ends the gap.
async fn ask(upstream: &mut Upstream, after: Option<EventId>) -> Result<Vec<Utf8Bytes>, Refusal> {
    upstream.send_resume(after).await.map_err(|error| Refusal::Unavailable(error.to_string()))?;
    let mut frames = Vec::new();
    let mut bytes = 0;
    while let Some(text) = upstream.next().await {
        let last = match Message::read(&text) {
            Message::Frame(frame) => frame.resume.is_some(),
            Message::Error(word) => return Err(Refusal::Unavailable(format!("resume was answered with {word}"))),
            Message::Other => return Err(Refusal::Unavailable("resume was answered with no frame".into())),
        };
        bytes += text.len();
        if bytes > LARGEST_GAP {
            return Err(Refusal::Unavailable("the gap is too large".into()));
        }
        frames.push(text);
        if last {
            return Ok(frames);
        }
    }
    Err(Refusal::Unavailable("the connection was closed before it was live".into()))
}

fn opening(frames: &[Utf8Bytes]) -> String {
    let mut outcome = String::new();
    let mut lines = String::new();
    for text in frames {
        if let Message::Frame(frame) = Message::read(text) {
            encode::frame(&mut lines, &frame);
            if let Some(resume) = frame.resume {
                encode::resume(&mut outcome, resume);
            }
        }
    }
    outcome + &lines
}
