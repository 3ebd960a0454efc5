//! Writes server-sent events as text.
//!
//! The format is that of the HTML standard, section 9.2.6 "Interpreting an event stream".

use std::fmt::Write as _;

use serde_json::value::RawValue;
use types::event_id::EventId;

use crate::last_sent_id::LastSentId;
use crate::server_message::{SummariesFrame, event_id_of};

/// A comment, which shows proxies and clients that the stream is alive.
pub(crate) const HEARTBEAT: &str = ": heartbeat\n\n";

/// Writes after how many milliseconds the client should reconnect once the stream has ended.
pub(crate) fn write_retry(out: &mut String, delay_ms: u64) {
    let _ = write!(out, "retry: {delay_ms}\n\n");
}

/// Writes whether the catch-up is complete, as the WebSocket API reported.
pub(crate) fn write_resume(out: &mut String, outcome: &RawValue) {
    write_event(out, "resume", None, outcome);
}

/// Writes a frame: its orders, then its events, then its cursor. A client that loses the connection in between has not
/// received the last id, and resumes from before the frame.
pub(crate) fn write_frame(out: &mut String, frame: &SummariesFrame<'_>, last_sent: &mut LastSentId) {
    write_orders(out, frame);
    for summary in &frame.events {
        write_event_summary(out, summary, last_sent);
    }
    if let Some(cursor) = frame.cursor() {
        write_cursor(out, cursor, last_sent);
    }
}

/// Writes a cursor, if it is beyond all ids that were sent: an id without an event. The client stores it and dispatches
/// no event.
pub(crate) fn write_cursor(out: &mut String, cursor: EventId, last_sent: &mut LastSentId) {
    if last_sent.advance(cursor) {
        let _ = write!(out, "id: {cursor}\n\n");
    }
}

/// Writes the order summaries of a frame.
pub(crate) fn write_orders(out: &mut String, frame: &SummariesFrame<'_>) {
    for summary in &frame.orders {
        write_event(out, "order", None, summary);
    }
}

/// Writes an event summary, with its id if a client can resume from there.
pub(crate) fn write_event_summary(out: &mut String, summary: &RawValue, last_sent: &mut LastSentId) {
    write_event(out, "event", event_id_of(summary).filter(|id| last_sent.advance(*id)), summary);
}

/// Writes one server-sent event. JSON has line breaks only between its tokens, and each starts a new `data:` line. So
/// no value can end its event or begin another.
fn write_event(out: &mut String, name: &'static str, id: Option<EventId>, data: &RawValue) {
    let _ = writeln!(out, "event: {name}");
    if let Some(id) = id {
        let _ = writeln!(out, "id: {id}");
    }
    for line in data.get().split(['\r', '\n']) {
        let _ = writeln!(out, "data: {line}");
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server_message::ServerMessage;

    const FIRST: &str = "01K9ABCDEF0123456789ABCDE1";
    const SECOND: &str = "01K9ABCDEF0123456789ABCDE2";

    fn encoded(text: &str) -> String {
        let mut out = String::new();
        write_text(&mut out, text, &mut LastSentId::default());
        out
    }

    fn write_text(out: &mut String, text: &str, last_sent: &mut LastSentId) {
        let ServerMessage::Frame(frame) = ServerMessage::parse(text) else { panic!("not a frame: {text}") };
        write_frame(out, &frame, last_sent);
    }

    #[test]
    fn events_have_ids_and_orders_have_none() {
        let text = format!(
            r#"{{"v":1,"events":[{{"id":"{FIRST}"}},{{"id":"{SECOND}"}}],"orders":[{{"id":"450789469"}}],"cursor":"{SECOND}"}}"#
        );
        assert_eq!(
            encoded(&text),
            format!(
                "event: order\ndata: {{\"id\":\"450789469\"}}\n\n\
                 event: event\nid: {FIRST}\ndata: {{\"id\":\"{FIRST}\"}}\n\n\
                 event: event\nid: {SECOND}\ndata: {{\"id\":\"{SECOND}\"}}\n\n"
            )
        );
    }

    #[test]
    fn older_event_is_sent_without_its_id() {
        let (mut out, mut last_sent) = (String::new(), LastSentId::default());
        for id in [SECOND, FIRST] {
            let text = format!(r#"{{"v":1,"events":[{{"id":"{id}"}}],"orders":[],"cursor":"{id}"}}"#);
            write_text(&mut out, &text, &mut last_sent);
        }
        assert_eq!(
            out,
            format!(
                "event: event\nid: {SECOND}\ndata: {{\"id\":\"{SECOND}\"}}\n\n\
                 event: event\ndata: {{\"id\":\"{FIRST}\"}}\n\n"
            )
        );
    }

    #[test]
    fn cursor_beyond_the_events_is_sent_alone() {
        assert_eq!(
            encoded(&format!(r#"{{"v":1,"events":[],"orders":[],"cursor":"{FIRST}"}}"#)),
            format!("id: {FIRST}\n\n")
        );
        assert_eq!(
            encoded(&format!(r#"{{"v":1,"events":[{{"id":"{FIRST}"}}],"orders":[],"cursor":"{SECOND}"}}"#)),
            format!("event: event\nid: {FIRST}\ndata: {{\"id\":\"{FIRST}\"}}\n\nid: {SECOND}\n\n")
        );
    }

    #[test]
    fn cursor_that_is_not_an_event_id_is_ignored() {
        assert_eq!(encoded(r#"{"v":1,"events":[],"orders":[],"cursor":null}"#), "");
        assert_eq!(encoded(r#"{"v":1,"events":[],"cursor":"x\n\ndata: y"}"#), "");
    }

    #[test]
    fn line_breaks_in_json_cannot_forge_an_event() {
        let spread = encoded("{\"v\":1,\"orders\":[{\"a\":\r\n1,\n\"b\":\r\"\\n\\nevent: forged\"}]}");
        assert_eq!(
            spread,
            "event: order\ndata: {\"a\":\ndata: \ndata: 1,\ndata: \"b\":\ndata: \"\\n\\nevent: forged\"}\n\n"
        );
    }

    #[test]
    fn retry_resume_and_heartbeat_follow_the_standard() {
        let mut out = String::new();
        write_retry(&mut out, 2000);
        write_resume(&mut out, serde_json::from_str(r#"{"complete":true}"#).unwrap());
        out.push_str(HEARTBEAT);
        assert_eq!(out, "retry: 2000\n\nevent: resume\ndata: {\"complete\":true}\n\n: heartbeat\n\n");
    }
}
