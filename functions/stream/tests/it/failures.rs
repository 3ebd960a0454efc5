//! Only trouble with DynamoDB fails a batch, from the lowest sequence number on that failed.

use serde_json::json;

use crate::redactions::customer_redact;
use crate::refusal::refusing;
use crate::stack::{Stack, order, product};

#[tokio::test]
async fn the_lowest_failed_sequence_number_is_reported_and_the_rest_is_done() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let batch = vec![
        // A topic that is kept and not read changes no state.
        stack.delivered("shop", "carts/update", &product(1), "100").await,
        stack.delivered("shop", "orders/create", &order(2), "101").await,
        stack.delivered("shop", "products/update", &product(3), "102").await,
        stack.delivered("shop", "carts/update", &product(4), "103").await,
    ];
    stack.drop_table("storebell-state").await;
    assert_eq!(stack.invoke(batch).await, ["101"]);
    assert_eq!(stack.events().await.len(), 2);
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_not_passed_over() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let good = stack.delivered("shop", "products/update", &product(1), "100").await;
    let mut bad = stack.delivered("shop", "products/update", &product(2), "101").await;
    bad["dynamodb"]["NewImage"]["event_id"] = json!({"S": "no id"});
    assert_eq!(stack.invoke(vec![good, bad]).await, ["101"]);
    assert_eq!(stack.events().await.len(), 1);
}

#[tokio::test]
async fn what_is_not_understood_is_a_failed_event_and_no_failed_batch() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let batch = vec![
        stack.delivered("shop", "orders/create", "no json", "100").await,
        stack.delivered("shop", "orders/create", &order(1), "101").await,
    ];
    assert_eq!(stack.invoke(batch).await, Vec::<String>::new());
    let events = stack.events().await;
    let told: Vec<_> = events.iter().map(|event| event["status"].as_str().unwrap()).collect();
    assert_eq!(told, ["failed", "processed"]);
}

#[tokio::test]
async fn parts_of_bodies_and_removals_are_none_of_its_business() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    let mut part = stack.delivered("shop", "products/update", &product(1), "100").await;
    part["dynamodb"]["NewImage"] = json!({"pk": {"S": "shop#1#2#0"}, "kind": {"S": "part"}});
    let mut removal = stack.delivered("shop", "products/update", &product(2), "101").await;
    removal["eventName"] = json!("REMOVE");
    assert_eq!(stack.invoke(vec![part, removal]).await, Vec::<String>::new());
    assert_eq!(stack.events().await.len(), 0);
}

#[tokio::test]
async fn a_late_delivery_that_cannot_be_redacted_fails_its_own_place() {
    let stack = Stack::start().await;
    stack.integration("shop", &[]).await;
    stack.settle(stack.delivered("shop", "customers/redact", &customer_redact(&[2]), "100").await).await;
    let batch = vec![
        stack.delivered("shop", "orders/create", &order(1), "101").await,
        stack.delivered("shop", "orders/create", &order(2), "102").await,
        stack.delivered("shop", "orders/create", &order(3), "103").await,
    ];
    let key = batch[1]["dynamodb"]["NewImage"]["pk"]["S"].as_str().unwrap();
    let another = stack.another(&refusing(&stack.client, "UpdateItem", key));
    assert_eq!(another(batch.clone()).await, ["102"]);
    assert_eq!(stack.invoke(batch).await, Vec::<String>::new());
}
