//! Writes server-sent events. Pure: text in, text out.
//!
//! The format is that of the HTML standard, section 9.2.6 "Interpreting an event stream".

use std::fmt::Write as _;

use serde_json::value::RawValue;
use types::event_id::EventId;

use crate::frame::{Frame, line_id};
use crate::last_sent_id::LastSentId;

/// Tells the client after how many milliseconds it should come back when the stream has ended.
pub(crate) fn retry(out: &mut String, after_ms: u64) {
    let _ = write!(out, "retry: {after_ms}\n\n");
}

/// A comment, which shows proxies and clients that the stream lives.
pub(crate) fn heartbeat() -> &'static str {
    ": heartbeat\n\n"
}

/// How the resume went, as the WebSocket API put it.
pub(crate) fn resume(out: &mut String, outcome: &RawValue) {
    event(out, "resume", None, outcome);
}

/// The lines of a frame: its orders, then its events, then its cursor. Whoever breaks off in between has not got the
/// last id, and resumes from before it.
pub(crate) fn frame(out: &mut String, frame: &Frame<'_>, told: &mut LastSentId) {
    orders(out, frame);
    for line in &frame.events {
        event_summary(out, line, told);
    }
    if let Some(cursor) = frame.cursor() {
        self::cursor(out, cursor, told);
    }
}

/// A place from which to resume, where it is beyond all that was told: an id without an event, which a client remembers
/// and shows to no one.
pub(crate) fn cursor(out: &mut String, cursor: EventId, told: &mut LastSentId) {
    if told.advance(cursor) {
        let _ = write!(out, "id: {cursor}\n\n");
    }
}

/// The orders of a frame.
pub(crate) fn orders(out: &mut String, frame: &Frame<'_>) {
    for line in &frame.orders {
        event(out, "order", None, line);
    }
}

/// One event line, with its id if a client can resume from there.
pub(crate) fn event_summary(out: &mut String, line: &RawValue, told: &mut LastSentId) {
    event(out, "event", line_id(line).filter(|id| told.advance(*id)), line);
}

/// One event. JSON has line breaks only between its tokens; each starts a `data:` line of its own,
/// so whatever a line holds, it cannot end its event or begin another.
fn event(out: &mut String, name: &'static str, id: Option<EventId>, data: &RawValue) {
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
    use crate::frame::Message;

    const FIRST: &str = "01K9ABCDEF0123456789ABCDE1";
    const SECOND: &str = "01K9ABCDEF0123456789ABCDE2";

    fn written(text: &str) -> String {
        let mut out = String::new();
        write_frame(&mut out, text, &mut LastSentId::default());
        out
    }

    fn write_frame(out: &mut String, text: &str, told: &mut LastSentId) {
        let Message::Frame(read) = Message::read(text) else { panic!("not a frame: {text}") };
        frame(out, &read, told);
    }

    #[test]
    fn events_have_their_ids_and_orders_have_none() {
        let text = format!(
            r#"{{"v":1,"events":[{{"id":"{FIRST}"}},{{"id":"{SECOND}"}}],"orders":[{{"id":"450789469"}}],"cursor":"{SECOND}"}}"#
        );
        assert_eq!(
            written(&text),
            format!(
                "event: order\ndata: {{\"id\":\"450789469\"}}\n\n\
                 event: event\nid: {FIRST}\ndata: {{\"id\":\"{FIRST}\"}}\n\n\
                 event: event\nid: {SECOND}\ndata: {{\"id\":\"{SECOND}\"}}\n\n"
            )
        );
    }

    #[test]
    fn an_event_of_before_is_told_without_taking_the_client_back() {
        let (mut out, mut told) = (String::new(), LastSentId::default());
        for id in [SECOND, FIRST] {
            let text = format!(r#"{{"v":1,"events":[{{"id":"{id}"}}],"orders":[],"cursor":"{id}"}}"#);
            write_frame(&mut out, &text, &mut told);
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
    fn a_cursor_beyond_the_lines_moves_the_clients_last_id() {
        assert_eq!(
            written(&format!(r#"{{"v":1,"events":[],"orders":[],"cursor":"{FIRST}"}}"#)),
            format!("id: {FIRST}\n\n")
        );
        assert_eq!(
            written(&format!(r#"{{"v":1,"events":[{{"id":"{FIRST}"}}],"orders":[],"cursor":"{SECOND}"}}"#)),
            format!("event: event\nid: {FIRST}\ndata: {{\"id\":\"{FIRST}\"}}\n\nid: {SECOND}\n\n")
        );
        assert_eq!(written(r#"{"v":1,"events":[],"orders":[],"cursor":null}"#), "");
        assert_eq!(written(r#"{"v":1,"events":[],"cursor":"x\n\ndata: y"}"#), "");
    }

    #[test]
    fn no_line_breaks_out_of_its_event() {
        let spread = written("{\"v\":1,\"orders\":[{\"a\":\r\n1,\n\"b\":\r\"\\n\\nevent: forged\"}]}");
        assert_eq!(
            spread,
            "event: order\ndata: {\"a\":\ndata: \ndata: 1,\ndata: \"b\":\ndata: \"\\n\\nevent: forged\"}\n\n"
        );
    }

    #[test]
    fn the_rest_is_as_the_standard_has_it() {
        let mut out = String::new();
        retry(&mut out, 2000);
        resume(&mut out, serde_json::from_str(r#"{"complete":true}"#).unwrap());
        out.push_str(heartbeat());
        assert_eq!(out, "retry: 2000\n\nevent: resume\ndata: {\"complete\":true}\n\n: heartbeat\n\n");
    }
}
