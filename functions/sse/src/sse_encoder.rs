//! Writes server-sent events as text.
//!
//! The format is that of the HTML standard, section 9.2.6 "Interpreting an event stream".

use std::fmt::Write as _;

use serde_json::value::RawValue;
use types::event_id::EventId;

use crate::last_sent_id::LastSentId;
use crate::server_message::{ErrorFrame, SummariesFrame, event_id_of};

/// A comment, which shows proxies and clients that the stream is alive.
pub(crate) const HEARTBEAT: &str = ": heartbeat\n\n";

/// The first block of a stream: after how many milliseconds the client should reconnect once the stream has ended, and
/// whether the catch-up is complete, as the WebSocket API reported. `id` is the position from which a client resumes
/// that receives nothing after this block.
pub(crate) fn write_resume(out: &mut String, reconnect_delay_ms: u64, outcome: &RawValue, id: Option<EventId>) {
    let _ = writeln!(out, "retry: {reconnect_delay_ms}");
    write_event(out, "resume", id, outcome.get());
}

/// The last block of a stream that is closed before its time: why, and after how many milliseconds the client should
/// reconnect.
pub(crate) fn write_closed(out: &mut String, reconnect_delay_ms: u64, error: &ErrorFrame) {
    let _ = writeln!(out, "retry: {reconnect_delay_ms}");
    let data = serde_json::json!({"reason": error.code, "message": error.message});
    write_event(out, "closed", None, &data.to_string());
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

/// Writes a cursor, if it is beyond all ids that were sent. It has data, since many clients ignore a block without data,
/// and its `id:` with it.
pub(crate) fn write_cursor(out: &mut String, cursor: EventId, last_sent: &mut LastSentId) {
    if last_sent.advance(cursor) {
        write_event(out, "cursor", Some(cursor), &format!("{{\"cursor\":\"{cursor}\"}}"));
    }
}

/// Writes the order summaries of a frame.
pub(crate) fn write_orders(out: &mut String, frame: &SummariesFrame<'_>) {
    for summary in &frame.orders {
        write_event(out, "order", None, summary.get());
    }
}

/// Writes an event summary, with its id if a client can resume from there.
pub(crate) fn write_event_summary(out: &mut String, summary: &RawValue, last_sent: &mut LastSentId) {
    let id = event_id_of(summary).filter(|id| last_sent.advance(*id));
    write_event(out, "event", id, summary.get());
}

/// Writes one server-sent event. JSON has line breaks only between its tokens, and each starts a new `data:` line. So
/// no value can end its event or begin another.
///
/// The `id:` is the last line: some clients take it as soon as its line has arrived (`@microsoft/fetch-event-source`), or
/// pass on a block whose end is missing (`sseclient-py`). If the connection breaks within a block, they do not resume
/// after an event that they have not received completely.
fn write_event(out: &mut String, name: &'static str, id: Option<EventId>, data: &str) {
    let _ = writeln!(out, "event: {name}");
    for line in data.split(['\r', '\n']) {
        let _ = writeln!(out, "data: {line}");
    }
    if let Some(id) = id {
        let _ = writeln!(out, "id: {id}");
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
                 event: event\ndata: {{\"id\":\"{FIRST}\"}}\nid: {FIRST}\n\n\
                 event: event\ndata: {{\"id\":\"{SECOND}\"}}\nid: {SECOND}\n\n"
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
                "event: event\ndata: {{\"id\":\"{SECOND}\"}}\nid: {SECOND}\n\n\
                 event: event\ndata: {{\"id\":\"{FIRST}\"}}\n\n"
            )
        );
    }

    #[test]
    fn cursor_beyond_the_events_is_an_event_of_its_own() {
        assert_eq!(
            encoded(&format!(r#"{{"v":1,"events":[],"orders":[],"cursor":"{FIRST}"}}"#)),
            format!("event: cursor\ndata: {{\"cursor\":\"{FIRST}\"}}\nid: {FIRST}\n\n")
        );
        assert_eq!(
            encoded(&format!(r#"{{"v":1,"events":[{{"id":"{FIRST}"}}],"orders":[],"cursor":"{SECOND}"}}"#)),
            format!(
                "event: event\ndata: {{\"id\":\"{FIRST}\"}}\nid: {FIRST}\n\n\
                 event: cursor\ndata: {{\"cursor\":\"{SECOND}\"}}\nid: {SECOND}\n\n"
            )
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
    fn resume_closed_and_heartbeat_follow_the_standard() {
        let mut out = String::new();
        write_resume(&mut out, 2000, serde_json::from_str(r#"{"complete":true}"#).unwrap(), FIRST.parse().ok());
        out.push_str(HEARTBEAT);
        let error = ErrorFrame { code: "too_many_connections".into(), message: "Too\nmany.".into() };
        write_closed(&mut out, 60_000, &error);
        assert_eq!(
            out,
            format!(
                "retry: 2000\nevent: resume\ndata: {{\"complete\":true}}\nid: {FIRST}\n\n: heartbeat\n\n\
                 retry: 60000\nevent: closed\n\
                 data: {{\"message\":\"Too\\nmany.\",\"reason\":\"too_many_connections\"}}\n\n"
            )
        );
    }
}
