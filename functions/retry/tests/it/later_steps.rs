//! Batches that failed after an event was written, in a later step: push, markers or redaction.

use domain::statistics::BucketSize;
use serde_json::{Value, json};
use store::deliveries::DeliveryRedactor;
use store::ledger::{RedactionTarget, Redactions};
use types::event_id::EventIds;
use types::time::{Clock, Time};

use crate::stack::{Stack, delivery_key, order, request_replay};

#[tokio::test]
async fn steps_after_a_written_event_are_repeated_by_a_replay() {
    let stack = Stack::start().await;
    let key = stack.store_delivery(&order(1)).await;
    stack.process(stack.stream_record(&key).await).await;
    // The order is to be redacted, as if the stream had failed in that step.
    let redactions = Redactions::new(stack.client.clone(), &stack.environment).unwrap();
    let event = EventIds::new(Clock::system()).mint().0;
    redactions
        .add(&"shop".parse().unwrap(), &RedactionTarget::Order("1".to_owned()), event, stack.clock.now())
        .await
        .unwrap();
    stack.fail_batch(&[stack.stream_record(&key).await]);
    let before = stack.event().await;
    assert_eq!(stack.run().await["batches"], 1);
    assert_eq!((stack.event().await, stack.retry_marker_count().await), (before, 0));
    assert_eq!(stack.replay_counts(&key).await, (1, 1));
    // The same object again, as if the run had been interrupted before it deleted the object.
    stack.fail_batch(&[stack.stream_record(&key).await]);
    stack.process(stack.stream_record(&key).await).await;
    assert!(stack.stream_record(&key).await["dynamodb"]["NewImage"]["redacted_at"]["S"].is_string());
}

#[tokio::test]
async fn later_steps_are_repeated_once_for_each_failure_and_at_most_seven_times() {
    let stack = Stack::start().await;
    let key = stack.store_delivery(&order(1)).await;
    for count in 1..=9 {
        stack.process(stack.stream_record(&key).await).await;
        let record = stack.stream_record(&key).await;
        stack.fail_batch(&[record.clone(), record.clone()]);
        stack.run().await;
        stack.fail_batch(&[record]);
        stack.run().await;
        let expected = std::cmp::min(count, 7);
        assert_eq!(stack.replay_counts(&key).await, (expected, expected));
    }
    assert_eq!((stack.event().await["status"].clone(), stack.retry_marker_count().await), (json!("processed"), 0));
}

#[tokio::test]
async fn failed_replay_keeps_what_was_normalized_before() {
    let stack = Stack::start().await;
    let key = stack.store_delivery(&order(1)).await;
    stack.process(stack.stream_record(&key).await).await;
    let before = stack.event().await;
    request_replay(&stack, &key).await;
    stack.fail_batch(&[stack.stream_record(&key).await]);
    stack.run().await;
    let failed = stack.event().await;
    assert_eq!((&failed["status"], &failed["replays"]), (&json!("failed"), &json!(1)));
    for name in ["by_subject", "subject", "occurred_at", "payload_summary"] {
        assert_ne!(before[name], Value::Null, "{name}");
        assert_eq!(failed[name], before[name], "{name}");
    }
}

#[tokio::test]
async fn failed_replay_of_a_redacted_delivery_stays_processed() {
    let stack = Stack::start().await;
    let key = stack.store_delivery(&order(1)).await;
    stack.process(stack.stream_record(&key).await).await;
    let redactor = DeliveryRedactor::new(stack.client.clone(), &stack.environment, channels::redact_headers).unwrap();
    let row = redactor.head(&delivery_key(&key)).await.unwrap().unwrap();
    redactor.redact(&row, None, stack.clock.now()).await.unwrap();
    request_replay(&stack, &key).await;
    stack.fail_batch(&[stack.stream_record(&key).await]);
    stack.run().await;
    let event = stack.event().await;
    assert_eq!(
        (&event["status"], &event["error"], stack.retry_marker_count().await),
        (&json!("processed"), &Value::Null, 0)
    );
    assert_eq!(stack.replay_counts(&key).await, (1, 0));
}

#[tokio::test]
async fn minute_of_receipt_is_marked_dirty() {
    let stack = Stack::start().await;
    let key = stack.store_failed_delivery(&order(1)).await;
    stack.run().await;
    let received_at: Time =
        stack.stream_record(&key).await["dynamodb"]["NewImage"]["received_at"]["S"].as_str().unwrap().parse().unwrap();
    let marks = stack.rows("ledger", "due#").await;
    assert_eq!(marks.len(), 1);
    assert_eq!(
        (&marks[0]["kind"], &marks[0]["slot"]),
        (&json!("events"), &json!(BucketSize::Minute.floor(received_at)))
    );
}
