//! What is printed.

use serde::de::IgnoredAny;
use serde_json::Value;

use local_client::SseEvent;

/// An SSE event as one line of JSON; its data stays the text that it came as.
pub(super) fn sse(event: &SseEvent) -> String {
    let quoted = |text: &str| Value::from(text).to_string();
    let data = if serde_json::from_str::<IgnoredAny>(&event.data).is_ok() {
        // JSON has line breaks only between its tokens.
        event.data.replace(['\r', '\n'], " ")
    } else {
        quoted(&event.data)
    };
    let id = event.id.as_deref().map(|id| format!(",\"id\":{}", quoted(id))).unwrap_or_default();
    format!("{{\"event\":{}{id},\"data\":{data}}}", quoted(&event.event))
}

/// What is told once the connection is live.
pub(super) fn resumed(resume: &Value) -> String {
    match resume["reason"].as_str() {
        Some(reason) if resume["complete"] == false => {
            format!("tail: live, but not all that was missed came: {reason}")
        }
        _ => "tail: live".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(id: Option<&str>, data: &str) -> SseEvent {
        SseEvent { event: "event".to_owned(), id: id.map(str::to_owned), data: data.to_owned() }
    }

    #[test]
    fn an_event_is_one_line_with_every_digit() {
        let data = "{\"n\":123456789012345678901,\n\"total\":1.10}";
        let line = sse(&event(Some("01A"), data));
        assert_eq!(line, r#"{"event":"event","id":"01A","data":{"n":123456789012345678901, "total":1.10}}"#);
        assert_eq!(sse(&event(None, "no \"JSON\"\n")), r#"{"event":"event","data":"no \"JSON\"\n"}"#);
    }

    #[test]
    fn a_gap_that_was_not_filled_is_told() {
        assert_eq!(resumed(&json!({"complete": true})), "tail: live");
        let late = resumed(&json!({"complete": false, "reason": "too_old"}));
        assert_eq!(late, "tail: live, but not all that was missed came: too_old");
    }
}
