//! Which connections get which frames.

use std::time::{Duration, Instant};

use local_testing::shopify_bodies::{order, product};

use crate::stack::Stack;

#[tokio::test]
async fn batch_is_pushed_in_one_frame_to_members_only() {
    let stack = Stack::start().await;
    stack.integration("one", &["asha", "ravi"]).await;
    stack.integration("two", &["ravi"]).await;
    stack.connection("asha", "asha-1", true, 60).await;
    stack.connection("asha", "asha-2", true, 60).await;
    stack.connection("ravi", "ravi-1", true, 60).await;
    stack.connection("stranger", "stranger-1", true, 60).await;
    let mut batch = Vec::new();
    for number in 0..10 {
        let integration = if number % 2 == 0 { "one" } else { "two" };
        batch.push(stack.delivery(integration, "orders/create", &order(number), &(100 + number).to_string()).await);
    }
    assert!(stack.invoke(batch).await.is_empty());

    for (connection, count) in [("asha-1", 5), ("asha-2", 5), ("ravi-1", 10)] {
        let frames = stack.management.frames(connection);
        assert_eq!(frames.len(), 1, "{connection}");
        let summaries = |kind: &str| frames[0][kind].as_array().unwrap().clone();
        assert_eq!((summaries("events").len(), summaries("orders").len()), (count, count), "{connection}");
        let is_allowed = |summary: &serde_json::Value| connection == "ravi-1" || summary["integration"] == "one";
        assert!(summaries("events").iter().chain(&summaries("orders")).all(is_allowed), "{connection}");
    }
    assert!(stack.management.frames("stranger-1").is_empty());
}

#[tokio::test]
async fn pending_connection_gets_no_frame_and_expired_token_is_closed() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    stack.connection("asha", "pending", false, 60).await;
    stack.connection("asha", "expired", true, -1).await;
    stack.connection("asha", "live", true, 60).await;
    let record = stack.delivery("shop", "products/update", &product(1), "100").await;
    assert!(stack.invoke(vec![record]).await.is_empty());
    assert_eq!(stack.management.frames("live").len(), 1);
    assert!(stack.management.frames("pending").is_empty());
    assert!(stack.management.frames("expired").is_empty());
    assert!(stack.management.was_closed("expired") && !stack.has_connection("expired").await);
    assert!(!stack.management.was_closed("pending") && stack.has_connection("pending").await);
}

#[tokio::test]
async fn throttled_post_is_retried_until_its_connection_is_closed() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    for id in ["throttled", "always-throttled", "live"] {
        stack.connection("asha", id, true, 60).await;
    }
    let record = stack.delivery("shop", "products/update", &product(1), "100").await;
    let started = Instant::now();
    assert!(stack.invoke(vec![record]).await.is_empty());
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    for (id, frames, closed) in [("throttled", 1, false), ("always-throttled", 0, true), ("live", 1, false)] {
        assert_eq!((stack.management.frames(id).len(), stack.management.was_closed(id)), (frames, closed), "{id}");
    }
}

#[tokio::test]
async fn connection_gets_only_summaries_that_match_its_filter() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    let filters = [
        ("all", serde_json::json!({})),
        ("orders", serde_json::json!({"topics": ["orders/create"]})),
        ("one", serde_json::json!({"order": "7"})),
        ("none", serde_json::json!({"integrations": ["other"]})),
    ];
    for (id, filter) in filters {
        stack.filtered_connection("asha", id, serde_json::from_value(filter).unwrap()).await;
    }
    let batch = vec![
        stack.delivery("shop", "orders/create", &order(7), "100").await,
        stack.delivery("shop", "orders/create", &order(8), "101").await,
        stack.delivery("shop", "products/update", &product(1), "102").await,
    ];
    assert!(stack.invoke(batch).await.is_empty());
    for (id, events, orders) in [("all", 3, 2), ("orders", 2, 2), ("one", 1, 1)] {
        let frames = stack.management.frames(id);
        let count = |kind: &str| frames[0][kind].as_array().unwrap().len();
        assert_eq!((frames.len(), count("events"), count("orders")), (1, events, orders), "{id}");
    }
    assert!(stack.management.frames("none").is_empty() && !stack.management.was_closed("none"));
}
