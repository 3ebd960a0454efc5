//! The message `ping`.

use serde_json::{Value, json};

use crate::client_messages::{cursor_seconds_ago, ping};
use crate::stack::Stack;

#[tokio::test]
async fn ping_returns_the_catch_up_after_its_cursor() {
    let stack = Stack::start().await;
    stack.add_live_connection("one").await;
    let missed = stack.add_event_now("orders/create").await;
    let catch_up = stack.response("one", &ping()).await;
    assert_eq!(catch_up["events"][0]["id"], json!(missed));
    assert!(catch_up["cursor"].as_str().unwrap() >= missed.to_string().as_str());
    assert_eq!(catch_up["resume"], json!({"complete": true}));
}

#[tokio::test]
async fn ping_with_an_incomplete_catch_up_leaves_the_connection_open() {
    let stack = Stack::start().await;
    stack.add_live_connection("one").await;
    stack.mark_late_change_now().await;
    let ping: Value = json!({"action": "ping", "after": cursor_seconds_ago(300)});
    let catch_up = stack.response("one", &ping).await;
    assert_eq!(catch_up["resume"], json!({"complete": false, "reason": "late_change"}));
    assert!(stack.is_live("one").await && !stack.was_closed("one"));
}
