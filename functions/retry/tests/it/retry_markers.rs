//! Retry markers: rewritten if lost, handled once.

use local_testing::shopify_bodies::order;
use retry_testing::{RetryStack, minutes_after};
use serde_json::{Value, json};
use store::events::Event;

use crate::stack::start;

/// More than the first backoff, and less than the schedule's event may be ahead of the clock.
const HOUR_MS: i64 = 60 * 60_000;

#[tokio::test]
async fn lost_retry_marker_is_rewritten_when_the_batch_fails_again() {
    let stack = start().await;
    let key = stack.store_failed_delivery(&order(1)).await;
    stack.run().await;
    let marker = stack.retry_markers().await;
    delete_marker(&stack, &marker[0]).await;
    assert_eq!(stack.retry_marker_count().await, 0);
    stack.fail_batch(&[stack.stream_record(&key).await]);
    stack.run().await;
    assert_eq!(stack.retry_markers().await, marker);
}

async fn delete_marker(stack: &RetryStack, marker: &Value) {
    let text = |name: &str| aws_sdk_dynamodb::types::AttributeValue::S(marker[name].as_str().unwrap().to_owned());
    let delete = stack.client.delete_item().table_name("storebell-ledger");
    delete.key("pk", text("pk")).key("sk", text("sk")).send().await.unwrap();
}

#[tokio::test]
async fn marker_left_by_an_interrupted_run_requests_no_second_replay() {
    let stack = start().await;
    let key = stack.store_failed_delivery(&order(1)).await;
    stack.run().await;
    let marker = stack.retry_markers().await;
    let due = stack.clock.now().plus_millis(HOUR_MS);
    assert_eq!(stack.run_at(due).await["retried"], 1);
    // The marker exists again, as if the run had been interrupted before it deleted the marker.
    let mut event: Event = serde_json::from_value(stack.event().await).unwrap();
    event.replays = 0;
    local_testing::store(&stack.client, &stack.environment).event_writer().unwrap().record(&event).await.unwrap();
    assert_eq!(stack.retry_markers().await, marker);
    assert_eq!(stack.run_at(due).await["stale"], 1);
    assert_eq!((stack.replay_counts(&key).await, stack.retry_marker_count().await), ((1, 1), 0));
}

#[tokio::test]
async fn unreadable_event_does_not_delay_other_retries() {
    let stack = start().await;
    let (first, second) = (stack.store_failed_delivery(&order(1)).await, stack.store_failed_delivery(&order(2)).await);
    stack.run().await;
    let events = stack.tables.rows("events").await;
    let unreadable = events.iter().find(|event| first.ends_with(event["delivery_id"].as_str().unwrap())).unwrap();
    stack.corrupt(unreadable).await;
    let run = stack.run_at(stack.clock.now().plus_millis(HOUR_MS)).await;
    assert_eq!((&run["retried"], &run["stale"]), (&json!(1), &json!(1)));
    assert_eq!((stack.replay_counts(&first).await, stack.replay_counts(&second).await), ((0, 0), (1, 1)));
    assert_eq!(stack.retry_marker_count().await, 0);
}

#[tokio::test]
async fn pending_replay_is_not_requested_again() {
    let stack = start().await;
    let key = stack.store_failed_delivery(&order(1)).await;
    stack.run().await;
    stack.request_replay(&key).await;
    stack.clock.set(minutes_after(&stack.event().await["processed_at"], 1));
    assert_eq!(stack.run().await["stale"], 1);
    assert_eq!((stack.replay_counts(&key).await, stack.retry_marker_count().await), ((1, 0), 0));
    // The result of that replay decides about the next retry.
    stack.fail_batch(&[stack.stream_record(&key).await]);
    stack.run().await;
    let event = stack.event().await;
    assert_eq!((&event["attempt"], stack.retry_marker_count().await), (&json!(0), 1));
    assert_eq!(event["next_retry_at"], json!(minutes_after(&event["processed_at"], 1)));
}
