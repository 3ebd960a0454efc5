//! Failed batches that are readable completely, in part, or not at all.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use store::events::{Event, EventLog};

use crate::stack::{Stack, order};

#[tokio::test]
async fn processed_event_is_not_overwritten_by_its_failed_batch() {
    let stack = Stack::start().await;
    let key = stack.store_failed_delivery(&order(1)).await;
    // Lambda gives up on a batch from its first unprocessed record on, but the stream may have written this event.
    stack.process(stack.stream_record(&key).await).await;
    let processed = stack.event().await;
    assert_eq!(stack.run().await["batches"], 1);
    assert_eq!((stack.event().await, stack.retry_marker_count().await), (processed, 0));
    // The steps after the write may have failed, so they are repeated.
    assert_eq!(stack.replay_counts(&key).await, (1, 1));
}

#[tokio::test]
async fn unreadable_object_is_set_aside_and_others_are_processed() {
    let stack = Stack::start().await;
    stack.add_object(b"no JSON at all");
    let readable = stack.store_delivery(&order(1)).await;
    let mut unreadable = stack.stream_record(&readable).await;
    unreadable["dynamodb"]["NewImage"]["event_id"] = json!({"S": "no id"});
    stack.fail_batch(&[unreadable, stack.stream_record(&readable).await, json!({"eventName": 7})]);
    stack.store_failed_delivery(&order(2)).await;
    let before = stack.objects();

    let run = stack.run().await;
    assert_eq!((&run["batches"], &run["set_aside"], &run["deliveries"]), (&json!(1), &json!(2), &json!(2)));
    // The unreadable records of the second object do not affect its readable delivery.
    assert_eq!((stack.rows("events", "shop").await.len(), stack.retry_marker_count().await), (2, 2));
    assert_eq!(stack.objects(), Vec::<Vec<u8>>::new());
    let mut set_aside = stack.objects_set_aside();
    set_aside.sort_by_key(|object| before.iter().position(|other| other == object));
    assert_eq!(set_aside, before[..2]);

    assert_eq!(stack.run().await["set_aside"], 0);
    assert_eq!(stack.objects_set_aside().len(), 2);
}

#[tokio::test]
async fn unreadable_event_row_sets_its_batch_aside_and_others_are_processed() {
    let stack = Stack::start().await;
    let corrupt = stack.store_delivery(&order(1)).await;
    stack.process(stack.stream_record(&corrupt).await).await;
    stack.corrupt(&stack.event().await).await;
    let readable = stack.store_delivery(&order(2)).await;
    stack.fail_batch(&[stack.stream_record(&corrupt).await, stack.stream_record(&readable).await]);
    stack.store_failed_delivery(&order(3)).await;
    let run = stack.run().await;
    assert_eq!((&run["batches"], &run["set_aside"]), (&json!(1), &json!(1)));
    assert_eq!((stack.retry_marker_count().await, stack.objects_set_aside().len()), (2, 1));
}

#[tokio::test]
async fn object_over_16_mb_is_set_aside() {
    let stack = Stack::start().await;
    stack.add_object(&vec![b' '; 16 * 1024 * 1024 + 1]);
    assert_eq!(stack.run().await["set_aside"], 1);
    assert_eq!(stack.objects_set_aside().len(), 1);
}

#[tokio::test]
async fn missing_table_fails_the_run_and_leaves_the_batch() {
    let stack = Stack::start().await;
    stack.store_failed_delivery(&order(1)).await;
    stack.client.delete_table().table_name("storebell-events").send().await.unwrap();
    assert!(stack.try_run_at(stack.clock.now()).await.is_err());
    assert_eq!(stack.objects().len(), 1);
    local_dynamodb::ensure_tables(&stack.client).await.unwrap();
    assert_eq!(stack.run().await["batches"], 1);
    assert_eq!((stack.event().await["status"].clone(), stack.objects().len()), (json!("failed"), 0));
}

#[tokio::test]
async fn event_of_an_expired_delivery_fails_with_delivery_gone() {
    let stack = Stack::start().await;
    let key = stack.store_failed_delivery(&order(1)).await;
    stack.run().await;
    let delete = stack.client.delete_item().table_name("storebell-deliveries");
    delete.key("pk", AttributeValue::S(key)).send().await.unwrap();
    let (before, marker) = (stack.event().await, stack.rows("ledger", "retry#").await.remove(0));
    assert_eq!(stack.run_at(stack.clock.now().plus_millis(120_000)).await["gone"], 1);
    let event = stack.event().await;
    assert!(event["error"].as_str().unwrap().starts_with("delivery_gone: "), "{event}");
    assert_eq!(stack.pushed_events().last().unwrap()["error"], event["error"]);
    assert_eq!((&event["status"], &event["next_retry_at"]), (&json!("failed"), &Value::Null));
    assert_eq!(
        (event["rev"].as_u64(), stack.retry_marker_count().await),
        (before["rev"].as_u64().map(|rev| rev + 1), 0)
    );

    // A run that is interrupted before it pushes the event leaves the marker, and the next run pushes.
    stack.put_row("ledger", &marker).await;
    let pushed = stack.pushed_events().len();
    assert_eq!(stack.run_at(stack.clock.now().plus_millis(120_000)).await["gone"], 1);
    assert_eq!(
        (stack.event().await, stack.pushed_events().len(), stack.retry_marker_count().await),
        (event, pushed + 1, 0)
    );
}

#[tokio::test]
async fn repeated_event_update_returns_the_first_result() {
    let stack = Stack::start().await;
    stack.store_failed_delivery(&order(1)).await;
    stack.run().await;
    let stored: Event = serde_json::from_value(stack.event().await).unwrap();
    let mut changed = stored.clone();
    changed.summary.error = Some("changed".to_owned());
    let log = EventLog::new(stack.client.clone(), &stack.environment).unwrap();
    let written = log.update_event(&changed).await.unwrap();
    assert_eq!(written.as_ref().map(|line| line.rev), Some(stored.summary.rev + 1));
    assert_eq!(log.update_event(&changed).await.unwrap(), written);
    assert_eq!(log.update_event(&stored).await.unwrap(), None);
}
