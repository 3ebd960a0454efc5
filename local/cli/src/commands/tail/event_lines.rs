//! The lines that `tail` prints.

use std::collections::HashMap;

use local_client::SseEvent;
use serde::de::IgnoredAny;
use serde_json::Value;
use types::time::Time;

use super::live_connection::LiveMessage;

/// How many orders are remembered; an order of SSE arrives shortly before its event.
const MAX_ORDERS: usize = 1_000;

/// Creates one line for each webhook. It remembers the orders, which have names and amounts.
#[derive(Debug, Default)]
pub(super) struct EventLines {
    /// Name and amount by integration and subject.
    orders: HashMap<(String, String), (String, String)>,
}

impl EventLines {
    /// The lines of a message: time, channel, topic, order, amount, status, latency.
    pub(super) fn of(&mut self, message: &LiveMessage) -> Vec<String> {
        if self.orders.len() > MAX_ORDERS {
            self.orders.clear();
        }
        for order in &message.orders {
            let subject = format!("order#{}", text(&order["id"]));
            let amount = format!("{} {}", text(&order["total"]), text(&order["currency"]));
            let mut name = order["name"].as_str().map_or_else(|| text(&order["id"]), str::to_owned);
            if order["test"] == true {
                name.push_str(" (test)");
            }
            self.orders.insert((text(&order["integration"]), subject), (name, amount.trim().to_owned()));
        }
        message.events.iter().map(|event| self.line(event)).collect()
    }

    fn line(&self, event: &Value) -> String {
        let subject = text(&event["subject"]);
        let order = self.orders.get(&(text(&event["integration"]), subject.clone()));
        let (name, amount) = order.cloned().unwrap_or_else(|| (subject.replacen('#', " ", 1), String::new()));
        let time = text(&event["received_at"]);
        let time = time.get(11..19).unwrap_or("-");
        let latency = latency_ms(event).map(|ms| format!("{ms} ms"));
        let status = match event["error"].as_str() {
            Some(error) => format!("{}: {}", text(&event["status"]), error),
            None => text(&event["status"]),
        };
        let fields = [text(&event["source"]), text(&event["topic"]), name, amount, status];
        let fields: Vec<_> = fields.into_iter().chain(latency).map(|field| dash_if_empty(&field)).collect();
        format!("{time}Z  {}", fields.join("  "))
    }
}

/// The time from receipt to the end of processing.
fn latency_ms(event: &Value) -> Option<i64> {
    let time = |name: &str| event[name].as_str()?.parse::<Time>().ok();
    Some(time("processed_at")?.millis() - time("received_at")?.millis())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn dash_if_empty(field: &str) -> String {
    if field.is_empty() { "-".to_owned() } else { field.to_owned() }
}

/// An SSE event as one line of JSON. Data that is JSON stays as it arrived, except for line breaks; other data becomes
/// a string.
pub(super) fn json(event: &SseEvent) -> String {
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

/// The message for the result of a resume.
pub(super) fn resumed(resume: &Value) -> String {
    match resume["reason"].as_str() {
        Some(reason) if resume["complete"] == false => format!("tail: live; the catch-up is incomplete: {reason}"),
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

    fn message(events: Value, orders: Value) -> LiveMessage {
        let list = |value: Value| value.as_array().cloned().unwrap_or_default();
        LiveMessage { events: list(events), orders: list(orders), ..LiveMessage::default() }
    }

    #[test]
    fn webhook_is_one_line_with_order_amount_status_and_latency() {
        let order = json!({
            "id": "42", "integration": "demo-shopify", "name": "#1042", "total": "3242.39", "currency": "INR",
        });
        let event = json!({
            "integration": "demo-shopify", "source": "shopify", "topic": "orders/create", "subject": "order#42",
            "status": "processed", "error": null, "received_at": "2026-11-02T04:45:00.100Z",
            "processed_at": "2026-11-02T04:45:00.142Z",
        });
        let mut lines = EventLines::default();
        let line = "04:45:00Z  shopify  orders/create  #1042  3242.39 INR  processed  42 ms";
        assert_eq!(lines.of(&message(json!([event]), json!([order]))), [line]);
        let mut test_order = order.clone();
        test_order["test"] = json!(true);
        let lines = EventLines::default().of(&message(json!([event]), json!([test_order])));
        assert_eq!(lines, [line.replace("#1042", "#1042 (test)")]);
        // By SSE the order is an event of its own before.
        let mut lines = EventLines::default();
        assert!(lines.of(&message(json!([]), json!([order]))).is_empty());
        assert_eq!(lines.of(&message(json!([event]), json!([]))), [line]);
    }

    #[test]
    fn failed_webhook_without_an_order_names_its_error() {
        let event = json!({
            "integration": "i", "source": "shopify", "topic": "orders/create", "subject": null, "status": "failed",
            "error": "not_json", "received_at": "2026-11-02T04:45:00.100Z", "processed_at": "2026-11-02T04:45:00.101Z",
        });
        let line = "04:45:00Z  shopify  orders/create  -  -  failed: not_json  1 ms";
        assert_eq!(EventLines::default().of(&message(json!([event]), json!([]))), [line]);
    }

    #[test]
    fn sse_event_is_one_line_of_json_with_every_digit() {
        let data = "{\"n\":123456789012345678901,\n\"total\":1.10}";
        let line = json(&event(Some("01A"), data));
        assert_eq!(line, r#"{"event":"event","id":"01A","data":{"n":123456789012345678901, "total":1.10}}"#);
        assert_eq!(json(&event(None, "no \"JSON\"\n")), r#"{"event":"event","data":"no \"JSON\"\n"}"#);
    }

    #[test]
    fn incomplete_catch_up_is_reported() {
        assert_eq!(resumed(&json!({"complete": true})), "tail: live");
        let incomplete = resumed(&json!({"complete": false, "reason": "too_old"}));
        assert_eq!(incomplete, "tail: live; the catch-up is incomplete: too_old");
    }
}
