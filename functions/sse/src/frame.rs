//! The WebSocket API's frames, read no further than the bridge needs: lines stay the text that they came as.

use serde::Deserialize;
use serde_json::value::RawValue;
use types::event_id::EventId;

/// A message of the WebSocket API.
#[derive(Debug)]
pub(crate) enum Message<'a> {
    /// Lines for the client.
    Frame(Frame<'a>),
    /// The WebSocket API says that something went wrong, by a stable word.
    Error(String),
    /// Neither: for one, what API Gateway itself writes when the function behind it fails.
    Other,
}

/// Lines for the client, with what they mean for resuming.
#[derive(Debug, Deserialize)]
pub(crate) struct Frame<'a> {
    #[serde(borrow, default)]
    pub(crate) events: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) orders: Vec<&'a RawValue>,
    #[serde(borrow)]
    cursor: Option<&'a RawValue>,
    /// There if this frame is the last of a gap: whether the gap was filled whole.
    #[serde(borrow)]
    pub(crate) resume: Option<&'a RawValue>,
}

/// What of a message tells which kind it is.
#[derive(Deserialize)]
struct Kind {
    v: u32,
    error: Option<String>,
}

impl<'a> Message<'a> {
    /// Reads one text message.
    pub(crate) fn read(text: &'a str) -> Self {
        match serde_json::from_str(text) {
            Ok(Kind { v: 1, error: None }) => serde_json::from_str(text).map_or(Self::Other, Self::Frame),
            Ok(Kind { v: 1, error: Some(word) }) => Self::Error(stable(word)),
            _ => Self::Other,
        }
    }
}

impl<'a> Message<'a> {
    /// The frame, if it is one.
    pub(crate) fn into_frame(self) -> Option<Frame<'a>> {
        match self {
            Self::Frame(frame) => Some(frame),
            Self::Error(_) | Self::Other => None,
        }
    }
}

impl Frame<'_> {
    /// The id from which a client can resume after this frame.
    pub(crate) fn cursor(&self) -> Option<EventId> {
        serde_json::from_str(self.cursor?.get()).ok()
    }
}

/// The `id` of an event line, if it has one that is an event id.
pub(crate) fn line_id(line: &RawValue) -> Option<EventId> {
    #[derive(Deserialize)]
    struct Line {
        id: EventId,
    }
    serde_json::from_str(line.get()).ok().map(|Line { id }| id)
}

/// The word as it may stand in a log: short, and of the characters that such words have.
fn stable(word: String) -> String {
    let plain = word.len() <= 40 && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if plain { word } else { "unreadable".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_the_text_that_it_came_as() {
        let line = r#"{"id":"01K9ABCDEF0123456789ABCDEF", "total":1.10,"n":123456789012345678901234567890}"#;
        let text = format!(r#"{{"v":1,"events":[{line}],"orders":[],"cursor":null}}"#);
        let Message::Frame(frame) = Message::read(&text) else { panic!("not a frame") };
        assert_eq!(frame.events[0].get(), line);
        assert_eq!(line_id(frame.events[0]).unwrap().to_string(), "01K9ABCDEF0123456789ABCDEF");
        assert_eq!((frame.cursor(), frame.resume.is_none()), (None, true));
    }

    #[test]
    fn errors_and_strangers_are_told_from_frames() {
        let kind = |text: &str| match Message::read(text) {
            Message::Frame(_) => "frame".to_owned(),
            Message::Error(word) => word,
            Message::Other => "other".to_owned(),
        };
        assert_eq!(kind(r#"{"v":1,"resume":{"complete":true}}"#), "frame");
        assert_eq!(kind(r#"{"v":1,"error":"too_fast","message":"..."}"#), "too_fast");
        assert_eq!(kind(r#"{"v":1,"error":"a b\nc"}"#), "unreadable");
        for other in [
            r#"{"message":"Internal server error","connectionId":"a","requestId":"b"}"#,
            r#"{"v":2,"events":[]}"#,
            r#"{"v":1,"events":{}}"#,
            "[]",
            "",
        ] {
            assert_eq!(kind(other), "other", "{other}");
        }
    }

    #[test]
    fn only_an_event_id_becomes_an_id() {
        for line in [r#"{"id":"a\nb"}"#, r#"{"id":1}"#, r#"{}"#, "[]"] {
            let raw: Box<RawValue> = serde_json::from_str(line).unwrap();
            assert_eq!(line_id(&raw), None, "{line}");
        }
    }
}
