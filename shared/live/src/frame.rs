//! Frames: messages to live clients, joined up to the size that API Gateway bills as one.

use domain::live::LiveUpdate;
use serde::Serialize;
use serde_json::value::RawValue;
use types::event_id::EventId;

/// The largest frame in bytes: API Gateway bills WebSocket messages in units of 32 KB
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html>).
const MAX_FRAME_BYTES: usize = 32 * 1024;
/// Room for a frame's own fields.
const ENVELOPE_BYTES: usize = 256;

/// What a resume has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Resumed {
    /// Whether the gap was filled whole.
    pub complete: bool,
    /// Why not: `too_old`, `too_many`, `late_change`, `unreadable`.
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
    resume: Option<Resumed>,
}

/// Frames of at most 32 KB for one client.
#[derive(Debug, PartialEq, Eq)]
pub struct Frames(Vec<String>);

impl Frames {
    /// Joins `lines`, in their order, into as few frames as they fit in. A frame's cursor is the greatest event id up
    /// to its end.
    pub fn join<'a>(lines: impl IntoIterator<Item = &'a LiveUpdate>) -> Self {
        let mut joiner = Joiner::default();
        lines.into_iter().for_each(|line| joiner.add(line));
        joiner.end(None)
    }

    /// The answer to a resume: the last frame says what it has come to, and from where the next one goes on; there is
    /// always one. The frames before it tell no cursor: whoever loses the rest has to ask from where he was.
    pub fn response<'a>(lines: impl IntoIterator<Item = &'a LiveUpdate>, cursor: EventId, resumed: Resumed) -> Self {
        let mut joiner = Joiner { cursor: Some(cursor), within_answer: true, ..Joiner::default() };
        lines.into_iter().for_each(|line| joiner.add(line));
        joiner.end(Some(resumed))
    }

    /// The frames' texts.
    pub fn texts(&self) -> &[String] {
        &self.0
    }
}

/// Joins lines into frames.
#[derive(Default)]
struct Joiner<'a> {
    done: Vec<String>,
    frame: Frame<'a>,
    bytes: usize,
    cursor: Option<EventId>,
    within_answer: bool,
}

impl<'a> Joiner<'a> {
    fn add(&mut self, line: &'a LiveUpdate) {
        let length = line.json().get().len() + 1;
        if self.bytes > 0 && ENVELOPE_BYTES + self.bytes + length > MAX_FRAME_BYTES {
            self.frame.cursor = self.cursor.filter(|_| !self.within_answer);
            self.finish();
        }
        self.bytes += length;
        self.cursor = self.cursor.max(line.event_id());
        let list = if line.event_id().is_some() { &mut self.frame.events } else { &mut self.frame.orders };
        list.push(line.json());
    }

    fn end(mut self, resumed: Option<Resumed>) -> Frames {
        if self.bytes > 0 || resumed.is_some() {
            self.frame.cursor = self.cursor;
            self.frame.resume = resumed;
            self.finish();
        }
        Frames(self.done)
    }

    fn finish(&mut self) {
        let frame = Frame { v: 1, ..std::mem::take(&mut self.frame) };
        self.done.push(text(&frame));
        self.bytes = 0;
    }
}

pub(super) fn text(frame: &impl Serialize) -> String {
    serde_json::to_string(frame).expect("a frame of plain fields serializes")
}

#[cfg(test)]
mod tests {
    use domain::event_summary::{EventSummary, Status};
    use types::Channel;
    use types::event_id::EventId;
    use types::time::Time;

    use super::*;

    /// An event whose JSON is `bytes` long.
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
    fn lines_are_joined_and_no_frame_is_over_32_kb() {
        let lines: Vec<_> = (0..100).map(|second| event_of(second, 1_002)).collect();
        let frames = Frames::join(&lines);
        assert_eq!(frames.texts().len(), 4);
        assert!(frames.texts().iter().all(|text| text.len() <= MAX_FRAME_BYTES));
        let last: serde_json::Value = serde_json::from_str(&frames.texts()[3]).unwrap();
        assert_eq!(last["cursor"], id(99).to_string());
    }

    #[test]
    fn no_line_makes_no_frame_but_a_resume_is_always_answered() {
        assert!(Frames::join([]).texts().is_empty());
        let resumed = Resumed { complete: true, reason: None };
        let frames = Frames::response([], id(1), resumed);
        assert_eq!(
            frames.texts(),
            [format!(r#"{{"v":1,"events":[],"orders":[],"cursor":"{}","resume":{{"complete":true}}}}"#, id(1))]
        );
    }

    #[test]
    fn only_the_last_frame_of_an_answer_moves_the_cursor() {
        let lines: Vec<_> = (0..100).map(|second| event_of(second, 1_002)).collect();
        let frames = Frames::response(&lines, id(0), Resumed { complete: true, reason: None });
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
