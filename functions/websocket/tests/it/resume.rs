//! The message `resume`, and which connections it closes.

use serde_json::json;

use crate::client_messages::{cursor_seconds_ago, resume};
use crate::stack::Stack;

#[tokio::test]
async fn resume_without_cursor_makes_live_and_is_complete() {
    let stack = Stack::start().await;
    stack.add_live_connection("one").await;
    let frames = stack.frames("one");
    assert_eq!((frames.len(), &frames[0]["resume"]), (1, &json!({"complete": true})));
    assert!(frames[0]["cursor"].is_string());
    assert!(stack.is_live("one").await);
}

#[tokio::test]
async fn incomplete_catch_up_names_its_reason() {
    let stack = Stack::start().await;
    for (id, seconds, reason) in [("old", 25 * 60 * 60, "too_old"), ("late", 300, "late_change")] {
        stack.add_pending_connection(id, 60).await;
        stack.mark_late_change_now().await;
        stack.send(id, &resume(Some(cursor_seconds_ago(seconds)))).await;
        let outcome = &stack.frames(id)[0]["resume"];
        assert_eq!(outcome, &json!({"complete": false, "reason": reason}), "{id}");
    }
}

#[tokio::test]
async fn connection_whose_catch_up_fails_is_closed() {
    let stack = Stack::start().await;
    stack.add_pending_connection("one", 60).await;
    stack.tables.drop_table("events").await;
    stack.send("one", &resume(Some(cursor_seconds_ago(10)))).await;
    assert!(stack.is_closed("one").await);
}

#[tokio::test]
async fn unreadable_event_makes_the_catch_up_incomplete() {
    let stack = Stack::start().await;
    stack.add_pending_connection("one", 60).await;
    let event = stack.add_event_now("orders/create").await;
    stack.corrupt("events", ["shop".to_owned(), event.to_string()], "received_at").await;
    stack.send("one", &resume(Some(cursor_seconds_ago(10)))).await;
    let outcome = &stack.frames("one")[0]["resume"];
    assert_eq!(outcome, &json!({"complete": false, "reason": "unreadable"}));
    assert!(stack.is_live("one").await && !stack.was_closed("one"));
}

#[tokio::test]
async fn connection_with_an_unreadable_row_is_removed_by_disconnect() {
    let stack = Stack::start().await;
    add_unreadable_connection(&stack, "one").await;
    stack.disconnect("one").await;
    assert_eq!(stack.connection_rows().await.len(), 0);
}

#[tokio::test]
async fn connection_with_an_unreadable_row_is_closed_after_too_many_rejected_messages() {
    let stack = Stack::start().await;
    add_unreadable_connection(&stack, "one").await;
    for _ in 0..30 {
        stack.send("one", &json!({"action": "none"})).await;
    }
    assert_eq!(stack.connection_rows().await.len(), 0);
    assert!(stack.was_closed("one"));
}

async fn add_unreadable_connection(stack: &Stack, id: &str) {
    stack.add_pending_connection(id, 60).await;
    stack.corrupt("connections", ["u#asha".to_owned(), id.to_owned()], "connected_at").await;
    assert_eq!(stack.connection_rows().await.len(), 2);
}

#[tokio::test]
async fn expired_and_unknown_connections_are_closed() {
    let stack = Stack::start().await;
    stack.add_pending_connection("expired", -1).await;
    for id in ["expired", "unknown"] {
        stack.send(id, &resume(None)).await;
        assert!(stack.was_closed(id), "{id}");
        assert!(stack.frames(id).is_empty(), "{id}");
    }
}
