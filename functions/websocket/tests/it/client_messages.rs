//! The messages that a client sends.

use serde_json::{Value, json};
use types::event_id::EventId;
use types::time::Clock;

pub(crate) fn resume(after: Option<EventId>) -> Value {
    json!({"action": "resume", "after": after})
}

/// A ping with the cursor of a second ago.
pub(crate) fn ping() -> Value {
    json!({"action": "ping", "after": cursor_seconds_ago(1)})
}

pub(crate) fn auth(token: &str) -> Value {
    json!({"action": "auth", "token": token})
}

pub(crate) fn cursor_seconds_ago(seconds: i64) -> EventId {
    EventId::first_of(Clock::system().now().plus_millis(-seconds * 1000))
}
