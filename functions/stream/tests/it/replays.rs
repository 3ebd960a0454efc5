//! A record that is sent again changes nothing; a replay is processed anew.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use local_testing::shopify_bodies::order;
use serde_json::{Value, json};

use crate::stack::Stack;

/// The record of a modified delivery row whose replay count was `before` and is `after`.
fn modified(record: &Value, before: u64, after: u64) -> Value {
    let mut record = record.clone();
    record["eventName"] = json!("MODIFY");
    record["dynamodb"]["OldImage"] = record["dynamodb"]["NewImage"].clone();
    record["dynamodb"]["OldImage"]["replays"] = json!({"N": before.to_string()});
    record["dynamodb"]["NewImage"]["replays"] = json!({"N": after.to_string()});
    record
}

#[tokio::test]
async fn retried_batch_changes_nothing_and_is_pushed_again() {
    let stack = Stack::start().await;
    stack.integration("shop", &["asha"]).await;
    stack.connection("asha", "live", true, 60).await;
    let record = stack.delivery("shop", "orders/create", &order(1), "100").await;
    assert!(stack.invoke(vec![record.clone()]).await.is_empty());
    let once = stack.events().await;
    assert!(stack.invoke(vec![record]).await.is_empty());
    assert_eq!(stack.events().await, once);
    let frames = stack.management.frames("live");
    assert_eq!(frames.len(), 2);
    assert_eq!(frames[0], frames[1]);
    assert_eq!(frames[0]["orders"][0]["rev"], 1);
}

#[tokio::test]
async fn modified_row_is_a_replay_only_if_its_replay_count_grew() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let record = stack.delivery("shop", "orders/create", &order(1), "100").await;
    assert!(stack.invoke(vec![record.clone()]).await.is_empty());
    assert!(stack.invoke(vec![modified(&record, 0, 0)]).await.is_empty());
    assert_eq!(stack.events().await[0]["rev"], 1);
    assert!(stack.invoke(vec![modified(&record, 0, 1)]).await.is_empty());
    let replayed = stack.events().await;
    assert_eq!((replayed.len(), &replayed[0]["rev"], &replayed[0]["replays"]), (1, &json!(2), &json!(1)));
    // The record of the first processing comes late: it does not undo the replay.
    assert!(stack.invoke(vec![record]).await.is_empty());
    assert_eq!(stack.events().await, replayed);
}

/// All rows of the table `state`.
async fn states(stack: &Stack) -> Vec<HashMap<String, AttributeValue>> {
    stack.client.scan().table_name("storebell-state").send().await.unwrap().items.unwrap()
}

#[tokio::test]
async fn replay_processes_a_failed_event_once_its_cause_is_fixed() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let whole = stack.delivery("shop", "orders/create", &order(1), "100").await;
    let mut corrupt = whole.clone();
    corrupt["dynamodb"]["NewImage"]["body"] = json!({"B": "bm90IHpzdGQ="});
    assert!(stack.invoke(vec![corrupt.clone()]).await.is_empty());
    assert_eq!((stack.events().await[0]["status"].clone(), states(&stack).await.len()), (json!("failed"), 0));
    // A replay before the cause is fixed fails again, and has a new revision.
    assert!(stack.invoke(vec![modified(&corrupt, 0, 1)]).await.is_empty());
    let still = stack.events().await;
    assert_eq!((&still[0]["status"], &still[0]["rev"]), (&json!("failed"), &json!(2)));

    assert!(stack.invoke(vec![modified(&whole, 1, 2)]).await.is_empty());
    let processed = stack.events().await;
    assert_eq!((processed.len(), &processed[0]["status"], &processed[0]["rev"]), (1, &json!("processed"), &json!(3)));
    assert_eq!((processed[0]["error"].clone(), states(&stack).await.len()), (Value::Null, 1));
}

#[tokio::test]
async fn replay_of_a_processed_delivery_changes_no_order() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let created = stack.delivery("shop", "orders/create", &order(1), "100").await;
    let later = order(1).replace("\"updated_at\":\"2026-11-02T10:00:00Z\"", "\"updated_at\":\"2026-11-02T11:00:00Z\"");
    let updated = stack.delivery("shop", "orders/updated", &later.replace("100.00", "90.00"), "101").await;
    assert!(stack.invoke(vec![created.clone(), updated.clone()]).await.is_empty());
    let once = states(&stack).await;
    assert_eq!(once.len(), 1);
    for replay in [modified(&created, 0, 1), modified(&updated, 0, 1), modified(&created, 1, 2)] {
        assert!(stack.invoke(vec![replay]).await.is_empty());
    }
    assert_eq!(states(&stack).await, once);
    let events = stack.events().await;
    assert_eq!((&events[0]["rev"], &events[1]["rev"]), (&json!(3), &json!(2)));
}

#[tokio::test]
async fn concurrent_replays_are_counted_once_each_in_any_order() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let record = stack.delivery("shop", "orders/create", &order(1), "100").await;
    // Both replays were requested before the first record was processed. The later one is processed first.
    assert!(stack.invoke(vec![modified(&record, 1, 2)]).await.is_empty());
    let newest = stack.events().await;
    assert_eq!((&newest[0]["replays"], &newest[0]["rev"]), (&json!(2), &json!(1)));
    assert!(stack.invoke(vec![modified(&record, 0, 1), record]).await.is_empty());
    assert_eq!(stack.events().await, newest);
}
