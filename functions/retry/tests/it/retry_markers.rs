//! Retry markers: rewritten if lost, handled once.

use futures_util::future::join_all;
use serde_json::{Value, json};
use store::event_writer::EventWriter;
use store::events::Event;

use crate::stack::{Stack, order};

/// More than the first backoff, and less than the schedule's event may be ahead of the clock.
const HOUR_MS: i64 = 60 * 60_000;

#[tokio::test]
async fn lost_retry_marker_is_rewritten_when_the_batch_fails_again() {
    let stack = Stack::start().await;
    let key = stack.store_failed_delivery(&order(1)).await;
    stack.run().await;
    let marker = stack.rows("ledger", "retry#").await;
    delete_marker(&stack, &marker[0]).await;
    assert_eq!(stack.retry_marker_count().await, 0);
    stack.fail_batch(&[stack.stream_record(&key).await]);
    stack.run().await;
    assert_eq!(stack.rows("ledger", "retry#").await, marker);
}

async fn delete_marker(stack: &Stack, marker: &Value) {
    let text = |name: &str| aws_sdk_dynamodb::types::AttributeValue::S(marker[name].as_str().unwrap().to_owned());
    let delete = stack.client.delete_item().table_name("storebell-ledger");
    delete.key("pk", text("pk")).key("sk", text("sk")).send().await.unwrap();
}

#[tokio::test]
async fn concurrent_runs_request_one_replay_of_each_event() {
    let stack = Stack::start().await;
    let mut keys = Vec::new();
    for id in 0..40 {
        keys.push(stack.store_delivery(&order(id)).await);
    }
    let records = join_all(keys.iter().map(|key| stack.stream_record(key))).await;
    records.chunks(7).for_each(|records| stack.fail_batch(records));
    let due = stack.clock.now().plus_millis(HOUR_MS);
    let runs = join_all([stack.run_at(due), stack.run_at(due), stack.run_at(due)]).await;
    let retried: u64 = runs.iter().map(|run| run["retried"].as_u64().unwrap()).sum();
    assert_eq!((retried, stack.retry_marker_count().await), (40, 0), "{runs:?}");
    for key in &keys {
        assert_eq!(stack.replay_counts(key).await, (1, 1), "{key}");
        stack.process(stack.stream_record(key).await).await;
    }
    let events = stack.rows("events", "").await;
    assert!(events.iter().all(|event| event["status"] == "processed" && event["attempt"] == 1), "{events:?}");
    assert_eq!(stack.order_count().await, 40);
}

#[tokio::test]
async fn marker_left_by_an_interrupted_run_requests_no_second_replay() {
    let stack = Stack::start().await;
    let key = stack.store_failed_delivery(&order(1)).await;
    stack.run().await;
    let marker = stack.rows("ledger", "retry#").await;
    let due = stack.clock.now().plus_millis(HOUR_MS);
    assert_eq!(stack.run_at(due).await["retried"], 1);
    // The marker exists again, as if the run had been interrupted before it deleted the marker.
    let mut event: Event = serde_json::from_value(stack.event().await).unwrap();
    event.replays = 0;
    EventWriter::new(stack.client.clone(), &stack.environment).unwrap().record(&event).await.unwrap();
    assert_eq!(stack.rows("ledger", "retry#").await, marker);
    assert_eq!(stack.run_at(due).await["stale"], 1);
    assert_eq!((stack.replay_counts(&key).await, stack.retry_marker_count().await), ((1, 1), 0));
}

#[tokio::test]
async fn unreadable_event_does_not_delay_other_retries() {
    let stack = Stack::start().await;
    let (first, second) = (stack.store_failed_delivery(&order(1)).await, stack.store_failed_delivery(&order(2)).await);
    stack.run().await;
    let events = stack.rows("events", "").await;
    let unreadable = events.iter().find(|event| first.ends_with(event["delivery_id"].as_str().unwrap())).unwrap();
    stack.corrupt(unreadable).await;
    let run = stack.run_at(stack.clock.now().plus_millis(HOUR_MS)).await;
    assert_eq!((&run["retried"], &run["stale"]), (&json!(1), &json!(1)));
    assert_eq!((stack.replay_counts(&first).await, stack.replay_counts(&second).await), ((0, 0), (1, 1)));
    assert_eq!(stack.retry_marker_count().await, 0);
}
