//! Parses the messages of the WebSocket API, no further than the bridge needs: an event summary or order summary stays
//! the JSON text that arrived, so that no digit of a number is lost.

use serde::Deserialize;
use serde_json::value::RawValue;
use types::event_id::EventId;

/// The longest error code that is logged, in bytes.
const MAX_ERROR_CODE_BYTES: usize = 40;
/// The longest sentence of an error that is passed on, in characters.
const MAX_ERROR_MESSAGE_CHARS: usize = 500;

/// A message of the WebSocket API.
#[derive(Debug)]
pub(crate) enum ServerMessage<'a> {
    /// Events and orders for the client.
    Frame(SummariesFrame<'a>),
    /// An error frame.
    Error(ErrorFrame),
    /// Neither. For example, the message that API Gateway itself sends when the function `websocket` fails.
    Unrecognized,
}

/// An error frame: its code, and a sentence for people.
#[derive(Debug)]
pub(crate) struct ErrorFrame {
    pub(crate) code: String,
    pub(crate) message: String,
}

/// A frame: event summaries and order summaries, and what it means for a resume.
#[derive(Debug, Deserialize)]
pub(crate) struct SummariesFrame<'a> {
    #[serde(borrow, default)]
    pub(crate) events: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) orders: Vec<&'a RawValue>,
    #[serde(borrow)]
    cursor: Option<&'a RawValue>,
    /// Present in the last frame of a catch-up: whether the catch-up is complete.
    #[serde(borrow)]
    pub(crate) resume: Option<&'a RawValue>,
}

/// The members by which a frame, an error frame and other messages differ.
#[derive(Deserialize)]
struct MessageKind {
    v: u32,
    error: Option<String>,
    #[serde(default)]
    message: String,
}

impl<'a> ServerMessage<'a> {
    /// Parses a text message.
    pub(crate) fn parse(text: &'a str) -> Self {
        match serde_json::from_str(text) {
            Ok(MessageKind { v: 1, error: None, .. }) => {
                serde_json::from_str(text).map_or(Self::Unrecognized, Self::Frame)
            }
            Ok(MessageKind { v: 1, error: Some(code), message }) => Self::Error(ErrorFrame {
                code: loggable_code(code),
                message: message.chars().take(MAX_ERROR_MESSAGE_CHARS).collect(),
            }),
            _ => Self::Unrecognized,
        }
    }

    /// The frame, if the message is one.
    pub(crate) fn into_frame(self) -> Option<SummariesFrame<'a>> {
        match self {
            Self::Frame(frame) => Some(frame),
            Self::Error(_) | Self::Unrecognized => None,
        }
    }
}

impl SummariesFrame<'_> {
    /// Whether it has a summary.
    pub(crate) fn has_updates(&self) -> bool {
        !self.events.is_empty() || !self.orders.is_empty()
    }

    /// The id from which a client can resume after this frame; `None` if the frame has none.
    pub(crate) fn cursor(&self) -> Option<EventId> {
        serde_json::from_str(self.cursor?.get()).ok()
    }
}

/// The `id` of an event summary; `None` if it is not an event id.
pub(crate) fn event_id_of(summary: &RawValue) -> Option<EventId> {
    #[derive(Deserialize)]
    struct EventSummary {
        id: EventId,
    }
    serde_json::from_str(summary.get()).ok().map(|EventSummary { id }| id)
}

/// The error code, or `unreadable` if it is longer than codes are, or has other characters: it is logged.
fn loggable_code(code: String) -> String {
    let is_code = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    if code.len() <= MAX_ERROR_CODE_BYTES && code.bytes().all(is_code) { code } else { "unreadable".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_keeps_its_original_text() {
        let summary = r#"{"id":"01K9ABCDEF0123456789ABCDEF", "total":1.10,"n":123456789012345678901234567890}"#;
        let text = format!(r#"{{"v":1,"events":[{summary}],"orders":[],"cursor":null}}"#);
        let ServerMessage::Frame(frame) = ServerMessage::parse(&text) else { panic!("not a frame") };
        assert_eq!(frame.events[0].get(), summary);
        assert_eq!(event_id_of(frame.events[0]).unwrap().to_string(), "01K9ABCDEF0123456789ABCDEF");
        assert_eq!((frame.cursor(), frame.resume.is_none()), (None, true));
    }

    #[test]
    fn error_frames_and_unrecognized_messages_are_not_frames() {
        let kind = |text: &str| match ServerMessage::parse(text) {
            ServerMessage::Frame(_) => "frame".to_owned(),
            ServerMessage::Error(error) => error.code,
            ServerMessage::Unrecognized => "unrecognized".to_owned(),
        };
        assert_eq!(kind(r#"{"v":1,"resume":{"complete":true}}"#), "frame");
        assert_eq!(kind(r#"{"v":1,"error":"too_fast","message":"..."}"#), "too_fast");
        assert_eq!(kind(r#"{"v":1,"error":"a b\nc"}"#), "unreadable");
        for unrecognized in [
            r#"{"message":"Internal server error","connectionId":"a","requestId":"b"}"#,
            r#"{"v":2,"events":[]}"#,
            r#"{"v":1,"events":{}}"#,
            "[]",
            "",
        ] {
            assert_eq!(kind(unrecognized), "unrecognized", "{unrecognized}");
        }
    }

    #[test]
    fn id_that_is_not_an_event_id_is_ignored() {
        for summary in [r#"{"id":"a\nb"}"#, r#"{"id":1}"#, r#"{}"#, "[]"] {
            let raw: Box<RawValue> = serde_json::from_str(summary).unwrap();
            assert_eq!(event_id_of(&raw), None, "{summary}");
        }
    }
}
