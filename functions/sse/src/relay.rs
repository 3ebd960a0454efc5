//! The stream itself: what the WebSocket brings, heartbeats in between, and an end.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt as _};
use http_body::Frame;
use http_body_util::{BodyExt as _, StreamBody};
use tokio::time::{Instant, sleep_until};

use crate::StreamedBody;
use crate::encode;
use crate::frame::Message;
use crate::last_sent_id::LastSentId;
use crate::upstream::Upstream;

/// A live connection that is being written out. It is driven by its reader alone: where nobody reads, nothing is read
/// from the WebSocket either, and dropping it closes the connection.
pub(crate) struct Relay {
    pub(crate) upstream: Upstream,
    /// What is written first; empty once it is.
    pub(crate) opening: String,
    /// What the opening has told of where to resume, and then all that is written after it.
    pub(crate) told: LastSentId,
    pub(crate) heartbeat: Duration,
    pub(crate) started: Instant,
    pub(crate) ends: Instant,
}

/// What happens next in a stream.
enum Next {
    Lines(String),
    Heartbeat,
    TimeIsUp,
    Closed,
}

impl Relay {
    /// The body of the answer. It ends, and never with an error.
    pub(crate) fn into_body(self) -> StreamedBody {
        StreamBody::new(self.into_chunks().map(|chunk| Ok::<_, Infallible>(Frame::data(chunk)))).boxed_unsync()
    }

    fn into_chunks(self) -> impl Stream<Item = Bytes> + Send {
        stream::unfold(self, |mut relay| async move {
            let chunk = match relay.next().await {
                Next::Lines(lines) => Bytes::from(lines),
                Next::Heartbeat => Bytes::from_static(encode::heartbeat().as_bytes()),
                Next::TimeIsUp => {
                    relay.log_end("time");
                    relay.upstream.close().await;
                    return None;
                }
                Next::Closed => {
                    relay.log_end("socket");
                    return None;
                }
            };
            Some((chunk, relay))
        })
    }

    async fn next(&mut self) -> Next {
        if !self.opening.is_empty() {
            return Next::Lines(std::mem::take(&mut self.opening));
        }
        let beat = Instant::now() + self.heartbeat;
        loop {
            tokio::select! {
                biased;
                () = sleep_until(self.ends) => return Next::TimeIsUp,
                text = self.upstream.next() => match text.as_deref().map(|text| lines(text, &mut self.told)) {
                    None => return Next::Closed,
                    Some(lines) if lines.is_empty() => {}
                    Some(lines) => return Next::Lines(lines),
                },
                () = sleep_until(beat) => return Next::Heartbeat,
            }
        }
    }

    fn log_end(&self, by: &'static str) {
        let duration_ms = self.started.elapsed().as_millis() as u64;
        tracing::info!(sse.ended_by = by, sse.duration_ms = duration_ms, "A stream ended");
    }
}

fn lines(text: &str, told: &mut LastSentId) -> String {
    let mut out = String::new();
    match Message::read(text) {
        Message::Frame(frame) => encode::frame(&mut out, &frame, told),
        Message::Error(word) => tracing::warn!(sse.upstream_error = %word, "The WebSocket API reported an error"),
        Message::Other => tracing::warn!("The WebSocket API sent something that is no frame"),
    }
    out
}
