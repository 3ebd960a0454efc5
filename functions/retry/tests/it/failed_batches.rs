//! Failed batches that are readable completely, in part, or not at all.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::statistics::BucketSize;
use local_testing::deliveries::received_at;
use local_testing::shopify_bodies::order;
use serde_json::{Value, json};
use store::events::Event;

use crate::stack::start;

#[tokio::test]
async fn unreadable_object_is_set_aside_and_others_are_processed() {
    let stack = start().await;
    stack.failed_batches.add(b"no JSON at all");
    let readable = stack.store_delivery(&order(1)).await;
    let mut unreadable = stack.stream_record(&readable).await;
    unreadable["dynamodb"]["NewImage"]["event_id"] = json!({"S": "no id"});
    stack.fail_batch(&[unreadable, stack.stream_record(&readable).await, json!({"eventName": 7})]);
    stack.store_failed_delivery(&order(2)).await;
    let before = stack.failed_batches.objects();

    let run = stack.run().await;
    assert_eq!((&run["batches"], &run["set_aside"], &run["deliveries"]), (&json!(1), &json!(2), &json!(2)));
    // The unreadable records of the second object do not affect its readable delivery.
    assert_eq!((stack.tables.rows("events").await.len(), stack.retry_marker_count().await), (2, 2));
    assert_eq!(stack.failed_batches.objects(), Vec::<Vec<u8>>::new());
    let mut set_aside = stack.failed_batches.set_aside();
    set_aside.sort_by_key(|object| before.iter().position(|other| other == object));
    assert_eq!(set_aside, before[..2]);

    assert_eq!(stack.run().await["set_aside"], 0);
    assert_eq!(stack.failed_batches.set_aside().len(), 2);
}

#[tokio::test]
async fn object_over_16_mb_is_set_aside() {
    let stack = start().await;
    stack.failed_batches.add(&vec![b' '; 16 * 1024 * 1024 + 1]);
    assert_eq!(stack.run().await["set_aside"], 1);
    assert_eq!(stack.failed_batches.set_aside().len(), 1);
}

#[tokio::test]
async fn missing_table_fails_the_run_and_leaves_the_batch() {
    let stack = start().await;
    stack.store_failed_delivery(&order(1)).await;
    stack.tables.drop_table("events").await;
    assert!(stack.try_run_at(stack.clock.now()).await.is_err());
    assert_eq!(stack.failed_batches.objects().len(), 1);
    stack.tables.restore_tables().await;
    assert_eq!(stack.run().await["batches"], 1);
    assert_eq!((stack.event().await["status"].clone(), stack.failed_batches.objects().len()), (json!("failed"), 0));
}

#[tokio::test]
async fn event_of_an_expired_delivery_fails_with_delivery_gone() {
    let stack = start().await;
    let key = stack.store_failed_delivery(&order(1)).await;
    stack.run().await;
    let delete = stack.client.delete_item().table_name("storebell-deliveries");
    delete.key("pk", AttributeValue::S(key)).send().await.unwrap();
    let (before, marker) = (stack.event().await, stack.retry_markers().await.remove(0));
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
    stack.tables.put_row("ledger", &marker).await;
    let pushed = stack.pushed_events().len();
    assert_eq!(stack.run_at(stack.clock.now().plus_millis(120_000)).await["gone"], 1);
    assert_eq!(
        (stack.event().await, stack.pushed_events().len(), stack.retry_marker_count().await),
        (event, pushed + 1, 0)
    );
}

#[tokio::test]
async fn repeated_event_update_returns_the_first_result() {
    let stack = start().await;
    stack.store_failed_delivery(&order(1)).await;
    stack.run().await;
    let stored: Event = serde_json::from_value(stack.event().await).unwrap();
    let mut changed = stored.clone();
    changed.summary.error = Some("changed".to_owned());
    let log = local_testing::store(&stack.client, &stack.environment).event_log().unwrap();
    let written = log.update_event(&changed).await.unwrap();
    assert_eq!(written.as_ref().map(|line| line.rev), Some(stored.summary.rev + 1));
    assert_eq!(log.update_event(&changed).await.unwrap(), written);
    assert_eq!(log.update_event(&stored).await.unwrap(), None);
}

#[tokio::test]
async fn minute_of_receipt_is_marked_dirty() {
    let stack = start().await;
    let key = stack.store_failed_delivery(&order(1)).await;
    stack.run().await;
    let received_at = received_at(&stack.stream_record(&key).await);
    let marks = stack.tables.rows_with_prefix("ledger", "due#").await;
    assert_eq!(marks.len(), 1);
    assert_eq!(
        (&marks[0]["kind"], &marks[0]["slot"]),
        (&json!("events"), &json!(BucketSize::Minute.floor(received_at)))
    );
}
