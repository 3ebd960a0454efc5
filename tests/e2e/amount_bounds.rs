//! A webhook with an impossible amount or quantity is stored, shown as failed, and changes no order.

use local_client::demo::{Demo, FLIPKART, MYNTRA, SHOPIFY};
use local_client::{StackUrl, WebhookSender};
use serde_json::{Value, json};

use crate::stack::{Stack, Webhook};

const ORDER: &str = "/api/orders/637194728041593621?integration=demo-shopify";

/// The sample in `file`, with `value` at `pointer`.
fn with_value(file: &str, pointer: &str, value: Value) -> String {
    let path = format!("{}/../../events/bodies/{file}.json", env!("CARGO_MANIFEST_DIR"));
    let mut body: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    *body.pointer_mut(pointer).unwrap() = value;
    body.to_string()
}

#[tokio::test]
async fn impossible_amount_is_a_failed_event_and_does_not_change_the_order() {
    let stack = Stack::start().await;
    assert_eq!(stack.post(&Webhook::sample("orders/create")).await.status, 200);
    stack.events(1).await;
    let before = (stack.get("demo", ORDER).await, stack.get("demo", "/api/orders").await.1["orders"].to_string());
    let impossible: [(Demo, &str, String, &str); 7] = [
        (SHOPIFY, "orders/updated", with_value("shopify-orders-updated", "/total_price", json!("-1.00")), "bad_amount"),
        (SHOPIFY, "orders/updated", with_value("shopify-orders-updated", "/total_tax", json!("1e3")), "bad_amount"),
        (
            SHOPIFY,
            "refunds/create",
            with_value("shopify-refunds-create", "/transactions/0/amount", json!("-5")),
            "bad_amount",
        ),
        (
            SHOPIFY,
            "orders/updated",
            with_value("shopify-orders-updated", "/line_items/0/quantity", json!(0)),
            "bad_quantity",
        ),
        (
            FLIPKART,
            "ORDER_UPDATED",
            with_value("flipkart-ORDER_UPDATED", "/order/totalAmount", json!(-1)),
            "bad_amount",
        ),
        (
            FLIPKART,
            "PAYMENT_UPDATED",
            with_value("flipkart-PAYMENT_UPDATED", "/payment/amount", json!("NaN")),
            "bad_amount",
        ),
        (
            MYNTRA,
            "order/update",
            with_value("myntra-order-update", "/orderLines/0/quantity", json!(-2)),
            "bad_quantity",
        ),
    ];
    let url: StackUrl = stack.url("").parse().unwrap();
    for (demo, topic, body, code) in &impossible {
        let sender = WebhookSender::demo(&url, *demo).unwrap();
        let received = sender.post(topic, body.as_bytes()).await.unwrap();
        let event = format!("/api/webhooks/{}", received.event_id().unwrap());
        let event = stack.until(&event, |event| event["rev"] == 1).await;
        assert_eq!(event["status"], "failed", "{event}");
        assert!(event["error"].as_str().unwrap().starts_with(code), "{event}");
    }
    let after = (stack.get("demo", ORDER).await, stack.get("demo", "/api/orders").await.1["orders"].to_string());
    assert_eq!(after, before);
    let rows = stack.rows().await;
    assert_eq!((rows.of("deliveries"), rows.of("events"), rows.of("state")), (8, 8, 1));
}
