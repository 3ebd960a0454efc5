//! Only an error of DynamoDB fails a batch, from the lowest failed sequence number on.

use local_testing::failing_client::failing;
use serde_json::json;

use crate::redaction_samples::customer_redact;
use crate::stack::{Stack, order, product};

#[tokio::test]
async fn lowest_failed_sequence_number_is_reported_and_other_records_are_processed() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let batch = vec![
        // A topic that is kept unread changes no state.
        stack.delivery("shop", "carts/update", &product(1), "100").await,
        stack.delivery("shop", "orders/create", &order(2), "101").await,
        stack.delivery("shop", "products/update", &product(3), "102").await,
        stack.delivery("shop", "carts/update", &product(4), "103").await,
    ];
    stack.drop_table("storebell-state").await;
    assert_eq!(stack.invoke(batch).await, ["101"]);
    assert_eq!(stack.events().await.len(), 2);
}

#[tokio::test]
async fn unreadable_record_is_retried() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let good = stack.delivery("shop", "products/update", &product(1), "100").await;
    let mut bad = stack.delivery("shop", "products/update", &product(2), "101").await;
    bad["dynamodb"]["NewImage"]["event_id"] = json!({"S": "not an id"});
    assert_eq!(stack.invoke(vec![good, bad]).await, ["101"]);
    assert_eq!(stack.events().await.len(), 1);
}

#[tokio::test]
async fn delivery_that_cannot_be_normalized_fails_its_event_and_not_the_batch() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let batch = vec![
        stack.delivery("shop", "orders/create", "not JSON", "100").await,
        stack.delivery("shop", "orders/create", &order(1), "101").await,
    ];
    assert_eq!(stack.invoke(batch).await, Vec::<String>::new());
    let events = stack.events().await;
    let statuses: Vec<_> = events.iter().map(|event| event["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["failed", "processed"]);
}

#[tokio::test]
async fn parts_of_bodies_and_removals_are_ignored() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let mut part = stack.delivery("shop", "products/update", &product(1), "100").await;
    part["dynamodb"]["NewImage"] = json!({"pk": {"S": "shop#1#2#0"}, "kind": {"S": "part"}});
    let mut removal = stack.delivery("shop", "products/update", &product(2), "101").await;
    removal["eventName"] = json!("REMOVE");
    assert_eq!(stack.invoke(vec![part, removal]).await, Vec::<String>::new());
    assert_eq!(stack.events().await.len(), 0);
}

#[tokio::test]
async fn late_delivery_that_cannot_be_redacted_is_retried_from_its_own_record() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    stack.settle(stack.delivery("shop", "customers/redact", &customer_redact(&[2]), "100").await).await;
    let batch = vec![
        stack.delivery("shop", "orders/create", &order(1), "101").await,
        stack.delivery("shop", "orders/create", &order(2), "102").await,
        stack.delivery("shop", "orders/create", &order(3), "103").await,
    ];
    let key = batch[1]["dynamodb"]["NewImage"]["pk"]["S"].as_str().unwrap();
    let function = stack.function(&failing(&stack.client, "UpdateItem", key));
    assert_eq!(function(batch.clone()).await, ["102"]);
    assert_eq!(stack.invoke(batch).await, Vec::<String>::new());
}
