//! Batches that failed for good behind an event: the outcome was written, and what comes after it was not done.

use domain::delivery::DeliveryKey;
use domain::statistics::BucketSize;
use serde_json::{Value, json};
use store::deliveries::DeliveryRedactor;
use store::ledger::{RedactionTarget, Redactions};
use types::event_id::EventIds;
use types::time::{Clock, Time};

use crate::healing::ask;
use crate::stack::{Stack, order};

fn key_of(key: &str) -> DeliveryKey {
    let (integration, id) = key.split_once('#').unwrap();
    DeliveryKey { integration: integration.parse().unwrap(), id: serde_json::from_value(json!(id)).unwrap() }
}

#[tokio::test]
async fn what_comes_behind_an_event_is_done_again() {
    let stack = Stack::start().await;
    let key = stack.delivered(&order(1)).await;
    stack.process(stack.record(&key).await).await;
    // As if it had been on the list already, and could not be redacted.
    let list = Redactions::new(stack.client.clone(), &stack.environment).unwrap();
    let event = EventIds::new(Clock::system()).mint().0;
    list.add(&"shop".parse().unwrap(), &RedactionTarget::Order("1".to_owned()), event, stack.now()).await.unwrap();
    stack.give_up(&[stack.record(&key).await]);
    let before = stack.event().await;
    assert_eq!(stack.run().await["batches"], 1);
    assert_eq!((stack.event().await, stack.notes().await), (before, 0));
    assert_eq!(stack.replays(&key).await, (1, 1));
    // The same object once more, as if the run had been cut off before it was removed.
    stack.give_up(&[stack.record(&key).await]);
    stack.process(stack.record(&key).await).await;
    assert!(stack.record(&key).await["dynamodb"]["NewImage"]["redacted_at"]["S"].is_string());
}

#[tokio::test]
async fn it_is_done_again_seven_times_and_once_for_each_failure() {
    let stack = Stack::start().await;
    let key = stack.delivered(&order(1)).await;
    for count in 1..=9 {
        stack.process(stack.record(&key).await).await;
        let record = stack.record(&key).await;
        stack.give_up(&[record.clone(), record.clone()]);
        stack.run().await;
        stack.give_up(&[record]);
        stack.run().await;
        let asked = std::cmp::min(count, 7);
        assert_eq!(stack.replays(&key).await, (asked, asked));
    }
    assert_eq!((stack.event().await["status"].clone(), stack.notes().await), (json!("processed"), 0));
}

#[tokio::test]
async fn what_is_known_of_a_delivery_stays_when_its_replay_fails_for_good() {
    let stack = Stack::start().await;
    let key = stack.delivered(&order(1)).await;
    stack.process(stack.record(&key).await).await;
    let before = stack.event().await;
    ask(&stack, &key).await;
    stack.give_up(&[stack.record(&key).await]);
    stack.run().await;
    let failed = stack.event().await;
    assert_eq!((&failed["status"], &failed["replays"]), (&json!("failed"), &json!(1)));
    for name in ["by_subject", "subject", "occurred_at", "payload_summary"] {
        assert_ne!(before[name], Value::Null, "{name}");
        assert_eq!(failed[name], before[name], "{name}");
    }
}

#[tokio::test]
async fn a_redacted_delivery_stays_processed_when_its_replay_fails_for_good() {
    let stack = Stack::start().await;
    let key = stack.delivered(&order(1)).await;
    stack.process(stack.record(&key).await).await;
    let redactor = DeliveryRedactor::new(stack.client.clone(), &stack.environment, channels::redact_headers).unwrap();
    let row = redactor.head(&key_of(&key)).await.unwrap().unwrap();
    redactor.redact(&row, None, stack.now()).await.unwrap();
    ask(&stack, &key).await;
    stack.give_up(&[stack.record(&key).await]);
    stack.run().await;
    let event = stack.event().await;
    assert_eq!((&event["status"], &event["error"], stack.notes().await), (&json!("processed"), &Value::Null, 0));
    assert_eq!(stack.replays(&key).await, (1, 0));
}

#[tokio::test]
async fn the_minute_of_receipt_is_marked_for_statistics() {
    let stack = Stack::start().await;
    let key = stack.failed_for_good(&order(1)).await;
    stack.run().await;
    let received_at: Time =
        stack.record(&key).await["dynamodb"]["NewImage"]["received_at"]["S"].as_str().unwrap().parse().unwrap();
    let marks = stack.rows("ledger", "due#").await;
    assert_eq!(marks.len(), 1);
    assert_eq!(
        (&marks[0]["kind"], &marks[0]["slot"]),
        (&json!("events"), &json!(BucketSize::Minute.floor(received_at)))
    );
}
