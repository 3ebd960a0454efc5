//! Frames: messages to live clients, joined up to the size that API Gateway bills as one.

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::channel::Channel;
use crate::event_id::EventId;
use crate::event_summary::{EventSummary, Status};
use crate::integration::IntegrationId;
use crate::order::OrderSummary;

/// The largest frame in bytes: API Gateway bills WebSocket messages in units of 32 KB
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html>).
const LARGEST_FRAME: usize = 32 * 1024;
/// Room for a frame's own fields.
const ENVELOPE: usize = 256;

/// A line as clients are shown it: serialized once, whoever gets it.
#[derive(Clone, Debug)]
pub struct LiveUpdate {
    integration: IntegrationId,
    channel: Channel,
    about: LiveUpdateKind,
    json: Box<RawValue>,
}

/// What filters look at in a line.
#[derive(Clone, Debug)]
pub(super) enum LiveUpdateKind {
    /// An event, and the order that it is about, if it is about one.
    Event { id: EventId, topic: String, status: Status, order: Option<String> },
    /// An order.
    Order { id: String },
}

impl LiveUpdate {
    /// An event.
    pub fn event(line: &EventSummary) -> Self {
        let order = line.subject.as_ref().and_then(|subject| subject.order_id()).map(str::to_owned);
        let about = LiveUpdateKind::Event { id: line.id, topic: line.topic.clone(), status: line.status, order };
        Self { integration: line.integration.clone(), channel: line.source, about, json: raw(line) }
    }

    /// An order.
    pub fn order(line: &OrderSummary) -> Self {
        let about = LiveUpdateKind::Order { id: line.id.clone() };
        Self { integration: line.integration.clone(), channel: line.source, about, json: raw(line) }
    }

    /// Whose line it is.
    pub fn integration(&self) -> &IntegrationId {
        &self.integration
    }

    pub(super) fn channel(&self) -> Channel {
        self.channel
    }

    pub(super) fn about(&self) -> &LiveUpdateKind {
        &self.about
    }

    /// The order that the line is or is about.
    pub(super) fn order_id(&self) -> Option<&str> {
        match &self.about {
            LiveUpdateKind::Event { order, .. } => order.as_deref(),
            LiveUpdateKind::Order { id } => Some(id),
        }
    }

    /// Its id, if it is an event.
    pub fn event_id(&self) -> Option<EventId> {
        match self.about {
            LiveUpdateKind::Event { id, .. } => Some(id),
            LiveUpdateKind::Order { .. } => None,
        }
    }
}

fn raw(line: &impl Serialize) -> Box<RawValue> {
    to_raw_value(line).expect("a line of plain fields serializes")
}

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
        let length = line.json.get().len() + 1;
        if self.bytes > 0 && ENVELOPE + self.bytes + length > LARGEST_FRAME {
            self.frame.cursor = self.cursor.filter(|_| !self.within_answer);
            self.finish();
        }
        self.bytes += length;
        self.cursor = self.cursor.max(line.event_id());
        let list = if line.event_id().is_some() { &mut self.frame.events } else { &mut self.frame.orders };
        list.push(&line.json);
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
    use super::*;
    use crate::event_id::EventId;
    use crate::time::Time;

    fn shown(second: i64, length: usize) -> LiveUpdate {
        LiveUpdate {
            integration: "i".parse().unwrap(),
            channel: Channel::Shopify,
            about: LiveUpdateKind::Event { id: id(second), topic: "t".into(), status: Status::Processed, order: None },
            json: RawValue::from_string(format!("{:?}", "x".repeat(length))).unwrap(),
        }
    }

    fn id(second: i64) -> EventId {
        EventId::first_of(Time::from_millis(second * 1000).unwrap())
    }

    #[test]
    fn lines_are_joined_and_no_frame_is_over_32_kb() {
        let lines: Vec<_> = (0..100).map(|second| shown(second, 1000)).collect();
        let frames = Frames::join(&lines);
        assert_eq!(frames.texts().len(), 4);
        assert!(frames.texts().iter().all(|text| text.len() <= LARGEST_FRAME));
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
        let lines: Vec<_> = (0..100).map(|second| shown(second, 1000)).collect();
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
