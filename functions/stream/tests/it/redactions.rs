//! Redaction of a customer: personal data are removed from all tables, whatever comes first, and nothing else is.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use crate::redaction_samples::{
    EMAIL, NAME, customer_redact, event, invoke_one, large_order, personal_order, personal_rows, rows, shipment,
    shipment_delivery, stack_with_courier, text,
};

#[tokio::test]
async fn redaction_in_any_order_removes_personal_data_and_keeps_the_order() {
    for case in 0..6 {
        let stack = stack_with_courier().await;
        let created = stack.delivery("shop", "orders/create", &personal_order(1), "100").await;
        let shipped = shipment_delivery(&stack, &shipment("W1", "#1"), "101").await;
        let request = stack.delivery("shop", "customers/redact", &customer_redact(&[1]), "102").await;
        match case {
            0 => {
                invoke_one(&stack, &created).await;
                invoke_one(&stack, &shipped).await;
                stack.settle(request).await;
            }
            1 => {
                stack.settle(request).await;
                invoke_one(&stack, &shipped).await;
                invoke_one(&stack, &created).await;
            }
            2 => {
                invoke_one(&stack, &created).await;
                stack.settle(request).await;
                invoke_one(&stack, &shipped).await;
            }
            3 => {
                invoke_one(&stack, &shipped).await;
                stack.settle(request).await;
                invoke_one(&stack, &created).await;
            }
            4 => {
                assert!(stack.invoke(vec![request.clone(), shipped, created]).await.is_empty());
                stack.settle(stack.replayed(&request).await.unwrap()).await;
            }
            _ => {
                tokio::join!(invoke_one(&stack, &created), invoke_one(&stack, &shipped), stack.settle(request));
            }
        }
        assert_eq!(personal_rows(&stack).await, Vec::<String>::new(), "case {case}");
        let summary = stack.order_summary("shop", "1").await;
        assert_eq!((&summary["name"], &summary["total"]), (&json!("#1"), &json!("100.00")), "case {case}");
        assert_eq!(stack.order("shop", "1").await.joined().shipments.len(), 1, "case {case}");
        assert!(stack.events().await.iter().all(|event| event["status"] == "processed"), "case {case}");
    }
}

#[tokio::test]
async fn replay_of_a_redacted_delivery_changes_only_its_event() {
    let stack = stack_with_courier().await;
    let created = stack.delivery("shop", "orders/create", &personal_order(1), "100").await;
    let shipped = shipment_delivery(&stack, &shipment("W1", "#1"), "101").await;
    let request = stack.delivery("shop", "customers/redact", &customer_redact(&[1]), "102").await;
    assert!(stack.invoke(vec![created.clone(), shipped.clone()]).await.is_empty());
    stack.settle(request).await;
    let (state, before) = (rows(&stack, "storebell-state").await, stack.events().await);
    assert!(before[1]["payload_summary"].as_str().unwrap().contains("removed by a redaction"), "{before:?}");
    // The row has changed since, but not its replay count: nothing is processed.
    let mut changed = created.clone();
    changed["eventName"] = json!("MODIFY");
    changed["dynamodb"]["OldImage"] = created["dynamodb"]["NewImage"].clone();
    invoke_one(&stack, &changed).await;
    assert_eq!(stack.events().await, before);
    let replays = vec![stack.replay(&created).await, stack.replay(&shipped).await];
    assert!(stack.invoke(replays).await.is_empty());
    assert_eq!(rows(&stack, "storebell-state").await, state);
    for (before, after) in before.iter().zip(stack.events().await).take(2) {
        let same = ["status", "subject", "payload_summary", "occurred_at", "error"];
        assert!(same.iter().all(|field| before[field] == after[field]), "{before} {after}");
        assert_eq!(after["replays"], json!(1));
    }
    // A replay whose record was sent with the whole body before the redaction.
    let mut late = shipment_delivery(&stack, &shipment("W1", "#1"), "103").await;
    late["dynamodb"]["NewImage"]["body"] = shipped["dynamodb"]["NewImage"]["body"].clone();
    late["dynamodb"]["NewImage"].as_object_mut().unwrap().remove("redacted_at");
    late["dynamodb"]["NewImage"]["replays"] = json!({"N": "2"});
    invoke_one(&stack, &late).await;
    assert_eq!(personal_rows(&stack).await, Vec::<String>::new());
}

#[tokio::test]
async fn deliveries_without_a_subject_are_redacted_if_they_contain_identifiers() {
    let stack = stack_with_courier().await;
    let first = stack.delivery("shop", "orders/create", &personal_order(1), "100").await;
    invoke_one(&stack, &first).await;
    let personal = [
        ("orders/create", format!(r#"{{"contact":"{EMAIL}"}}"#)),
        ("orders/updated", format!("not JSON, of {EMAIL}")),
        ("customers/update", json!({"id": 77, "first_name": NAME}).to_string()),
        ("fulfillment_orders/split", json!({"order_id": 1, "destination": {"name": NAME}}).to_string()),
        ("checkouts/create", json!({"phone": "+91 98000 00000"}).to_string()),
    ];
    for (number, (topic, body)) in personal.iter().enumerate() {
        invoke_one(&stack, &stack.delivery("shop", topic, body, &(200 + number).to_string()).await).await;
    }
    // Of the courier: a body that cannot be normalized, and a push of several shipments, which has no subject.
    invoke_one(&stack, &shipment_delivery(&stack, &shipment("W1", "#1"), "300").await).await;
    invoke_one(&stack, &shipment_delivery(&stack, &format!("not JSON, of W1 for {NAME}"), "301").await).await;
    let push = json!({"Status": "SUCCESS", "waybillDetails": [
        {"waybill": "W1", "currentStatus": "DELIVERED", "statusDate": "2026-11-03T09:00:00Z", "to": NAME},
        {"waybill": "W2", "currentStatus": "DELIVERED", "statusDate": "2026-11-03T09:00:00Z"},
    ]});
    invoke_one(&stack, &shipment_delivery(&stack, &push.to_string(), "302").await).await;
    let other = stack.delivery("shop", "customers/update", r#"{"id":770,"first_name":"Ravi"}"#, "400").await;
    invoke_one(&stack, &other).await;
    let data_request = customer_redact(&[]).replace("orders_to_redact", "orders_requested");
    invoke_one(&stack, &stack.delivery("shop", "customers/data_request", &data_request, "401").await).await;
    stack.settle(stack.delivery("shop", "customers/redact", &customer_redact(&[1]), "500").await).await;

    assert_eq!(personal_rows(&stack).await, Vec::<String>::new());
    let events = stack.events().await;
    let failed = events.iter().filter(|event| event["status"] == "failed").count();
    assert_eq!((failed, events.len()), (3, 12));
    let last = events.last().unwrap();
    assert!(last["payload_summary"].as_str().unwrap().ends_with("done, 10 deliveries redacted"), "{last}");
    let kept = rows(&stack, "storebell-deliveries").await;
    assert!(kept.iter().any(|row| row.get("body").is_some_and(|body| text(body).contains("ravi"))));
}

fn is_part(row: &HashMap<String, AttributeValue>) -> bool {
    row.get("kind").is_some_and(|kind| kind.as_s().is_ok_and(|kind| kind == "part"))
}

#[tokio::test]
async fn parts_of_a_large_body_are_removed_even_after_a_crash() {
    let stack = stack_with_courier().await;
    let created = stack.delivery("shop", "orders/create", &large_order(), "100").await;
    invoke_one(&stack, &created).await;
    let parts: Vec<_> = rows(&stack, "storebell-deliveries").await.into_iter().filter(is_part).collect();
    assert!(parts.len() > 1);
    stack.settle(stack.delivery("shop", "customers/redact", &customer_redact(&[1]), "101").await).await;
    let deliveries = rows(&stack, "storebell-deliveries").await;
    assert!(!deliveries.iter().any(is_part) && !deliveries.iter().any(|row| row.contains_key("removing")));

    // The state after a crash: the head row was replaced, and one part deleted.
    for part in parts.iter().skip(1) {
        let put = stack.client.put_item().table_name("storebell-deliveries").set_item(Some(part.clone()));
        put.send().await.unwrap();
    }
    let image = &created["dynamodb"]["NewImage"];
    let removing = AttributeValue::M(HashMap::from([
        ("hash".to_owned(), AttributeValue::S(image["parts"]["M"]["hash"]["S"].as_str().unwrap().to_owned())),
        ("count".to_owned(), AttributeValue::N(parts.len().to_string())),
    ]));
    let pk = AttributeValue::S(image["pk"]["S"].as_str().unwrap().to_owned());
    let update = stack.client.update_item().table_name("storebell-deliveries").key("pk", pk);
    let update = update.update_expression("SET removing = :parts").expression_attribute_values(":parts", removing);
    update.send().await.unwrap();
    stack.settle(stack.replay(&created).await).await;
    let deliveries = rows(&stack, "storebell-deliveries").await;
    assert!(!deliveries.iter().any(is_part) && !deliveries.iter().any(|row| row.contains_key("removing")));
}

#[tokio::test]
async fn request_redacts_only_its_own_shop() {
    let stack = stack_with_courier().await;
    stack.integration("other", &[]).await;
    for (shop, sequence) in [("shop", "100"), ("other", "101")] {
        invoke_one(&stack, &stack.delivery(shop, "orders/create", &personal_order(1), sequence).await).await;
    }
    // A body of one shop, delivered for the other.
    stack.settle(stack.delivery("other", "customers/redact", &customer_redact(&[1]), "102").await).await;
    let rejected = event(&stack, "customers/redact").await;
    assert!(rejected["error"].as_str().unwrap().starts_with("account_mismatch"), "{rejected}");
    assert_eq!(personal_rows(&stack).await.iter().filter(|row| row.contains("orders/create")).count(), 2);
    stack.settle(stack.delivery("shop", "customers/redact", &customer_redact(&[1]), "103").await).await;
    let left = personal_rows(&stack).await;
    let orders: Vec<_> = left.iter().filter(|row| row.contains("orders/create")).collect();
    assert!(orders.len() == 1 && orders[0].contains("other#"), "{left:?}");
}

#[tokio::test]
async fn replay_after_its_parts_were_redacted_reads_the_remaining_body() {
    let stack = stack_with_courier().await;
    let created = stack.delivery("shop", "orders/create", &large_order(), "100").await;
    invoke_one(&stack, &created).await;
    // The replay's record still names the parts.
    let replay = stack.replay(&created).await;
    stack.settle(stack.delivery("shop", "customers/redact", &customer_redact(&[1]), "101").await).await;
    invoke_one(&stack, &replay).await;
    let event = event(&stack, "orders/create").await;
    assert_eq!((&event["status"], &event["replays"]), (&json!("processed"), &json!(1)), "{event}");
}

#[tokio::test]
async fn late_delivery_that_cannot_be_applied_is_redacted() {
    let stack = stack_with_courier().await;
    invoke_one(&stack, &stack.delivery("shop", "orders/create", &personal_order(1), "100").await).await;
    stack.settle(stack.delivery("shop", "customers/redact", &customer_redact(&[1]), "101").await).await;
    for row in rows(&stack, "storebell-state").await {
        let mut corrupt = row.clone();
        corrupt.insert("document".to_owned(), AttributeValue::B(Blob::new("corrupt")));
        let put = stack.client.put_item().table_name("storebell-state").set_item(Some(corrupt));
        put.send().await.unwrap();
    }
    invoke_one(&stack, &stack.delivery("shop", "orders/updated", &personal_order(1), "102").await).await;
    let event = event(&stack, "orders/updated").await;
    assert!(event["error"].as_str().unwrap().starts_with("state_unreadable"), "{event}");
    assert_eq!(personal_rows(&stack).await, Vec::<String>::new());
}

/// An earlier attempt may have removed the summary and failed before it pushed the event.
#[tokio::test]
async fn late_delivery_about_a_redacted_order_that_it_does_not_change_is_redacted() {
    let stack = stack_with_courier().await;
    let request = stack.delivery("shop", "customers/redact", &customer_redact(&[1]), "100").await;
    stack.settle(request).await;
    let transaction = json!({
        "id": 5, "order_id": 1, "kind": "sale", "gateway": "bogus", "status": "success", "amount": "5.00",
        "payment_details": {"credit_card_name": NAME},
    });
    let late = stack.delivery("shop", "order_transactions/create", &transaction.to_string(), "101").await;
    invoke_one(&stack, &late).await;
    assert_eq!(event(&stack, "order_transactions/create").await["subject"], "order#1");
    assert_eq!(personal_rows(&stack).await, Vec::<String>::new());
}

#[tokio::test]
async fn deleted_order_is_redacted_and_stays_deleted() {
    let stack = stack_with_courier().await;
    let created = stack.delivery("shop", "orders/create", &personal_order(1), "100").await;
    let shipped = shipment_delivery(&stack, &shipment("W1", "#1"), "101").await;
    let deleted = stack.delivery("shop", "orders/delete", r#"{"id":1}"#, "102").await;
    assert!(stack.invoke(vec![created, shipped, deleted.clone()]).await.is_empty());
    stack.settle(stack.delivery("shop", "customers/redact", &customer_redact(&[1]), "103").await).await;
    assert_eq!(personal_rows(&stack).await, Vec::<String>::new());
    let replay = stack.replay(&deleted).await;
    assert!(stack.invoke(vec![replay]).await.is_empty());
    assert_eq!(stack.order_summary("shop", "1").await["status"], "deleted");
    assert!(stack.events().await.iter().all(|event| event["status"] == "processed"));
}

#[tokio::test]
async fn removed_summary_is_pushed_again_when_its_request_is_retried() {
    let stack = stack_with_courier().await;
    invoke_one(&stack, &shipment_delivery(&stack, &shipment("W1", "#1"), "100").await).await;
    invoke_one(&stack, &stack.delivery("shop", "orders/create", &personal_order(1), "101").await).await;
    let request = stack.delivery("shop", "customers/redact", &customer_redact(&[1]), "102").await;
    stack.settle(request.clone()).await;
    stack.connection("asha", "live", true, 60).await;
    invoke_one(&stack, &request).await;
    let frames = stack.management.frames("live");
    let is_removed = |event: &Value| event["payload_summary"].as_str().unwrap().contains("removed by a redaction");
    assert!(frames.iter().flat_map(|frame| frame["events"].as_array().unwrap()).any(is_removed), "{frames:?}");
    let markers = rows(&stack, "storebell-ledger").await.into_iter().filter(|row| text(&row["pk"]).contains("late#"));
    let markers: Vec<_> = markers.collect();
    assert!(!markers.is_empty() && markers.iter().all(|marker| marker.contains_key("over_at")), "{markers:?}");
}
