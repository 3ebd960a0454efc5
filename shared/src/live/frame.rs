//! Frames: messages to live clients, joined up to the size that API Gateway bills as one.

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::event_id::EventId;
use crate::event_line::EventLine;
use crate::integration::IntegrationId;
use crate::order::OrderLine;

/// The largest frame in bytes: API Gateway bills WebSocket messages in units of 32 KB
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html>).
const LARGEST_FRAME: usize = 32 * 1024;
/// Room for a frame's own fields.
const ENVELOPE: usize = 256;

/// A line as clients are shown it: serialized once, whoever gets it.
#[derive(Clone, Debug)]
pub struct Shown {
    integration: IntegrationId,
    event_id: Option<EventId>,
    json: Box<RawValue>,
}

impl Shown {
    /// An event.
    pub fn event(line: &EventLine) -> Self {
        Self { integration: line.integration.clone(), event_id: Some(line.id), json: raw(line) }
    }

    /// An order.
    pub fn order(line: &OrderLine) -> Self {
        Self { integration: line.integration.clone(), event_id: None, json: raw(line) }
    }

    /// Whose line it is.
    pub fn integration(&self) -> &IntegrationId {
        &self.integration
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
    /// Why not: `too_old`, `too_many`, `late_change`.
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
    /// to its end, or `cursor` where that is greater.
    pub fn join<'a>(lines: impl IntoIterator<Item = &'a Shown>, cursor: Option<EventId>) -> Self {
        Self::build(lines, cursor, None)
    }

    /// As [`Frames::join`], the last frame saying what the resume has come to; there is always one.
    pub fn answer<'a>(lines: impl IntoIterator<Item = &'a Shown>, cursor: Option<EventId>, resumed: Resumed) -> Self {
        Self::build(lines, cursor, Some(resumed))
    }

    fn build<'a>(
        lines: impl IntoIterator<Item = &'a Shown>,
        mut cursor: Option<EventId>,
        resumed: Option<Resumed>,
    ) -> Self {
        let mut texts = Vec::new();
        let mut frame = Frame { v: 1, ..Frame::default() };
        let mut size = ENVELOPE;
        for line in lines {
            let length = line.json.get().len() + 1;
            if size > ENVELOPE && size + length > LARGEST_FRAME {
                frame.cursor = cursor;
                texts.push(text(&frame));
                frame = Frame { v: 1, ..Frame::default() };
                size = ENVELOPE;
            }
            size += length;
            cursor = cursor.max(line.event_id);
            let list = if line.event_id.is_some() { &mut frame.events } else { &mut frame.orders };
            list.push(&line.json);
        }
        if size > ENVELOPE || resumed.is_some() {
            frame.cursor = cursor;
            frame.resume = resumed;
            texts.push(text(&frame));
        }
        Self(texts)
    }

    /// The frames' texts.
    pub fn texts(&self) -> &[String] {
        &self.0
    }
}

/// A frame that says what was wrong with a client's message.
pub fn error_frame(word: &'static str, message: &str) -> String {
    #[derive(Serialize)]
    struct Error<'a> {
        v: u8,
        error: &'a str,
        message: &'a str,
    }
    text(&Error { v: 1, error: word, message })
}

fn text(frame: &impl Serialize) -> String {
    serde_json::to_string(frame).expect("a frame of plain fields serializes")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event_id::EventId;
    use crate::time::Time;

    fn shown(second: i64, length: usize) -> Shown {
        Shown {
            integration: "i".parse().unwrap(),
            event_id: Some(id(second)),
            json: RawValue::from_string(format!("{:?}", "x".repeat(length))).unwrap(),
        }
    }

    fn id(second: i64) -> EventId {
        EventId::first_of(Time::from_millis(second * 1000).unwrap())
    }

    #[test]
    fn lines_are_joined_and_no_frame_is_over_32_kb() {
        let lines: Vec<_> = (0..100).map(|second| shown(second, 1000)).collect();
        let frames = Frames::join(&lines, None);
        assert_eq!(frames.texts().len(), 4);
        assert!(frames.texts().iter().all(|text| text.len() <= LARGEST_FRAME));
        let last: serde_json::Value = serde_json::from_str(&frames.texts()[3]).unwrap();
        assert_eq!(last["cursor"], id(99).to_string());
    }

    #[test]
    fn no_line_makes_no_frame_but_a_resume_is_always_answered() {
        assert!(Frames::join([], None).texts().is_empty());
        let resumed = Resumed { complete: true, reason: None };
        let frames = Frames::answer([], Some(id(1)), resumed);
        assert_eq!(
            frames.texts(),
            [format!(r#"{{"v":1,"events":[],"orders":[],"cursor":"{}","resume":{{"complete":true}}}}"#, id(1))]
        );
    }
}
