//! An order's profit depends on fees and costs, and missing inputs are named.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stack::{Stack, Webhook};

const ORDER: &str = "/api/orders/637194728041593621?integration=demo-shopify";
const SETTINGS: &str = "/api/integrations/demo-shopify";

/// The order once its event has this `rev`.
async fn order(stack: &Stack, event: &str, rev: u64) -> Value {
    stack.until(&format!("/api/webhooks/{event}"), |event| event["rev"] == rev).await;
    stack.get("demo", ORDER).await.1
}

fn cents(order: &Value, part: &str) -> i64 {
    order["profit_parts"][part].as_str().unwrap().replace('.', "").parse().unwrap()
}

#[tokio::test]
async fn profit_depends_on_fees_and_costs_and_is_null_without_them() {
    let stack = Stack::start().await;
    let event = stack.post(&Webhook::sample("orders/create")).await.event_id();
    let first = order(&stack, &event, 1).await;
    assert_eq!(first["missing"], json!([]), "{first}");
    let parts = ["refunded", "tax", "channel_fee", "payment_fee", "shipping", "goods"];
    let spent: i64 = parts.iter().map(|part| cents(&first, part)).sum();
    let earned: i64 = first["profit"].as_str().unwrap().replace('.', "").parse().unwrap();
    assert_eq!(earned, cents(&first, "paid") - spent, "{first}");

    // A new cost without a date applies to all orders; a replay updates the order.
    let costs = json!({"costs": [{"sku": "KURTA-IND-M", "cost": "500.00", "currency": "INR"}]});
    let (status, stored) = stack.send(Method::PUT, "demo", "/api/costs?integration=demo-shopify", &costs).await;
    assert_eq!((status, &stored["stored"]), (200, &json!(1)), "{stored}");
    let replay = format!("/api/webhooks/{event}/replay");
    assert_eq!(stack.send(Method::POST, "demo", &replay, &json!({})).await.0, 200);
    let second = order(&stack, &event, 2).await;
    assert_ne!(cents(&second, "goods"), cents(&first, "goods"));
    let goods = cents(&second, "goods") - cents(&first, "goods");
    assert_eq!(second["profit"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap(), earned - goods);

    // Without fees the profit is unknown.
    let (status, shown) = stack.send(Method::PATCH, "demo", SETTINGS, &json!({"fees": null})).await;
    assert_eq!(status, 200, "{shown}");
    assert_eq!(stack.send(Method::POST, "demo", &replay, &json!({})).await.0, 200);
    let third = order(&stack, &event, 3).await;
    assert_eq!(
        (&third["profit"], &third["missing"]),
        (&json!(null), &json!(["fee:channel", "fee:payment", "fee:shipping"]))
    );
}
