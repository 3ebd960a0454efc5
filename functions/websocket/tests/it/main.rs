//! The WebSocket function's messages, against the embedded DynamoDB and a management API of the tests' own.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod filtered_gaps;
mod gaps;
mod happened;
#[path = "../../../api/tests/it/issuer.rs"]
mod issuer;
#[path = "../../../stream/tests/it/management.rs"]
mod management;
mod messages;
mod stack;
mod streams;

use serde_json::{Value, json};
use stack::Stack;
use types::event_id::EventId;
use types::time::Clock;

fn resume(after: Option<EventId>) -> Value {
    json!({"action": "resume", "after": after})
}

fn ago(seconds: i64) -> Option<EventId> {
    Some(EventId::first_of(Clock::system().now().plus_millis(-seconds * 1000)))
}

#[tokio::test]
async fn a_resume_without_a_place_is_live_and_complete() {
    let stack = Stack::start().await;
    stack.connection("one", 60).await;
    stack.say("one", &resume(None)).await;
    let frames = stack.management.frames("one");
    assert_eq!((frames.len(), &frames[0]["resume"]), (1, &json!({"complete": true})));
    assert!(frames[0]["cursor"].is_string());
    assert!(stack.live("one").await);
}

#[tokio::test]
async fn a_gap_that_cannot_be_filled_is_said_to_be_so() {
    let stack = Stack::start().await;
    for (id, after, reason) in [("old", ago(25 * 60 * 60), "too_old"), ("late", ago(300), "late_change")] {
        stack.connection(id, 60).await;
        stack.change_late().await;
        stack.say(id, &resume(after)).await;
        let outcome = &stack.management.frames(id)[0]["resume"];
        assert_eq!(outcome, &json!({"complete": false, "reason": reason}), "{id}");
    }
}

#[tokio::test]
async fn a_connection_whose_gap_could_not_be_read_is_closed_and_not_left_live() {
    let stack = Stack::start().await;
    stack.connection("one", 60).await;
    stack.drop_table("storebell-events").await;
    stack.say("one", &resume(ago(10))).await;
    assert!(stack.management.was_closed("one"));
    assert!(!stack.exists("one").await);
}

#[tokio::test]
async fn a_row_that_nobody_can_read_leaves_a_gap_that_is_said_to_be_so() {
    let stack = Stack::start().await;
    stack.connection("one", 60).await;
    let event = stack.event("orders/create").await;
    stack.set("events", ["shop".to_owned(), event.to_string()], "received_at").await;
    stack.say("one", &resume(ago(10))).await;
    let outcome = &stack.management.frames("one")[0]["resume"];
    assert_eq!(outcome, &json!({"complete": false, "reason": "unreadable"}));
    assert!(stack.live("one").await && !stack.management.was_closed("one"));
}

#[tokio::test]
async fn a_connection_whose_row_nobody_can_read_ends_like_others() {
    let stack = Stack::start().await;
    for (id, ends) in [("left", "disconnect"), ("refused", "message")] {
        stack.connection(id, 60).await;
        stack.set("connections", ["u#asha".to_owned(), id.to_owned()], "connected_at").await;
        assert_eq!(stack.connection_rows().await.len(), 2, "{id}");
        for _ in 0..if ends == "disconnect" { 1 } else { 30 } {
            stack.happens(ends, id, &json!({"action": "none"})).await;
        }
        assert_eq!(stack.connection_rows().await.len(), 0, "{id}");
    }
    assert!(stack.management.was_closed("refused"));
}

#[tokio::test]
async fn an_ended_token_and_an_unknown_connection_are_closed() {
    let stack = Stack::start().await;
    stack.connection("ended", -1).await;
    for id in ["ended", "unknown"] {
        stack.say(id, &resume(None)).await;
        assert!(stack.management.was_closed(id), "{id}");
        assert!(stack.management.frames(id).is_empty(), "{id}");
    }
}
