//! Frames: messages to live clients. Updates are joined up to the size that API Gateway bills as one message.

use domain::live::LiveUpdate;
use serde::Serialize;
use serde_json::value::RawValue;
use types::event_id::EventId;

/// Bound of a frame. API Gateway bills WebSocket messages in units of 32 KB
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html>).
const MAX_FRAME_BYTES: usize = 32 * 1024;
/// Room for a frame's own members.
const MAX_ENVELOPE_BYTES: usize = 256;

/// The outcome of a resume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ResumeResult {
    /// Whether the client received everything that it missed.
    pub complete: bool,
    /// The code of the reason why it did not: `too_old`, `too_new`, `too_many`, `late_change` or `unreadable`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

#[derive(Default, Serialize)]
struct Frame<'a> {
    v: u8,
    events: Vec<&'a RawValue>,
    orders: Vec<&'a RawValue>,
    cursor: Option<EventId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resume: Option<ResumeResult>,
}

/// The texts of frames for one client, each of at most `MAX_FRAME_BYTES`, unless one update is larger.
#[derive(Debug, PartialEq, Eq)]
pub struct Frames(Vec<String>);

impl Frames {
    /// Joins updates, in their order, into as few frames as possible. A frame's cursor is the greatest event id up to
    /// its end. No updates give no frames.
    pub fn join<'a>(updates: impl IntoIterator<Item = &'a LiveUpdate>) -> Self {
        let mut joiner = Joiner::default();
        updates.into_iter().for_each(|update| joiner.add(update));
        joiner.end(None)
    }

    /// The response to a resume: the updates that the client missed. The last frame has the result and the cursor from
    /// which the client goes on; there is always one frame. The frames before it have no cursor: a client that loses
    /// the rest must resume from its old one.
    pub fn catch_up<'a>(
        updates: impl IntoIterator<Item = &'a LiveUpdate>,
        cursor: EventId,
        result: ResumeResult,
    ) -> Self {
        let mut joiner = Joiner { cursor: Some(cursor), is_catch_up: true, ..Joiner::default() };
        updates.into_iter().for_each(|update| joiner.add(update));
        joiner.end(Some(result))
    }

    /// The frames' texts.
    pub fn texts(&self) -> &[String] {
        &self.0
    }
}

/// Joins updates into frames.
#[derive(Default)]
struct Joiner<'a> {
    finished: Vec<String>,
    frame: Frame<'a>,
    /// Of the current frame's updates.
    bytes: usize,
    cursor: Option<EventId>,
    is_catch_up: bool,
}

impl<'a> Joiner<'a> {
    fn add(&mut self, update: &'a LiveUpdate) {
        let bytes = update.json().get().len() + ",".len();
        if self.bytes > 0 && MAX_ENVELOPE_BYTES + self.bytes + bytes > MAX_FRAME_BYTES {
            self.frame.cursor = self.cursor.filter(|_| !self.is_catch_up);
            self.finish_frame();
        }
        self.bytes += bytes;
        self.cursor = self.cursor.max(update.event_id());
        let list = if update.event_id().is_some() { &mut self.frame.events } else { &mut self.frame.orders };
        list.push(update.json());
    }

    fn end(mut self, result: Option<ResumeResult>) -> Frames {
        if self.bytes > 0 || result.is_some() {
            self.frame.cursor = self.cursor;
            self.frame.resume = result;
            self.finish_frame();
        }
        Frames(self.finished)
    }

    fn finish_frame(&mut self) {
        let frame = Frame { v: 1, ..std::mem::take(&mut self.frame) };
        self.finished.push(to_text(&frame));
        self.bytes = 0;
    }
}

/// A frame of plain fields as text.
pub(super) fn to_text(frame: &impl Serialize) -> String {
    serde_json::to_string(frame).expect("a frame of plain fields serializes")
}

#[cfg(test)]
mod tests {
    use domain::event_summary::{EventSummary, Status};
    use types::Channel;
    use types::event_id::EventId;
    use types::time::Time;

    use super::*;

    /// An event whose JSON has this length.
    fn event_of(second: i64, bytes: usize) -> LiveUpdate {
        let event = |summary: String| {
            LiveUpdate::event(&EventSummary {
                id: id(second),
                integration: "i".parse().unwrap(),
                source: Channel::Shopify,
                shop_domain: "i".into(),
                topic: "t".into(),
                subject: None,
                status: Status::Processed,
                payload_summary: summary,
                received_at: id(second).received_at(),
                occurred_at: None,
                processed_at: id(second).received_at(),
                error: None,
                attempt: 0,
                next_retry_at: None,
                rev: 1,
            })
        };
        let bytes_without_summary = event(String::new()).json().get().len();
        event("x".repeat(bytes - bytes_without_summary))
    }

    fn id(second: i64) -> EventId {
        EventId::first_of(Time::from_millis(second * 1000).unwrap())
    }

    #[test]
    fn updates_are_joined_into_frames_of_at_most_32_kb() {
        let updates: Vec<_> = (0..100).map(|second| event_of(second, 1_002)).collect();
        let frames = Frames::join(&updates);
        assert_eq!(frames.texts().len(), 4);
        assert!(frames.texts().iter().all(|text| text.len() <= MAX_FRAME_BYTES));
        let last: serde_json::Value = serde_json::from_str(&frames.texts()[3]).unwrap();
        assert_eq!(last["cursor"], id(99).to_string());
    }

    #[test]
    fn no_updates_give_no_frame_except_for_a_resume() {
        assert!(Frames::join([]).texts().is_empty());
        let frames = Frames::catch_up([], id(1), ResumeResult { complete: true, reason: None });
        assert_eq!(
            frames.texts(),
            [format!(r#"{{"v":1,"events":[],"orders":[],"cursor":"{}","resume":{{"complete":true}}}}"#, id(1))]
        );
    }

    #[test]
    fn only_the_last_frame_of_a_catch_up_has_a_cursor() {
        let updates: Vec<_> = (0..100).map(|second| event_of(second, 1_002)).collect();
        let frames = Frames::catch_up(&updates, id(0), ResumeResult { complete: true, reason: None });
        let cursors: Vec<serde_json::Value> = frames
            .texts()
            .iter()
            .map(|text| serde_json::from_str::<serde_json::Value>(text).unwrap()["cursor"].clone())
            .collect();
        let (last, before) = cursors.split_last().unwrap();
        assert_eq!((before.len(), last), (3, &serde_json::json!(id(99))));
        assert!(before.iter().all(serde_json::Value::is_null));
    }
}
