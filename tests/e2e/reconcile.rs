//! Reconciliation fetches orders that no webhook delivered, with the same result.

use reqwest::Method;
use serde_json::{Value, json};
use types::time::Clock;

use crate::stack::{Stack, Webhook, field, read};

const SHOP: &str = "/local/shopify/demo-shop.myshopify.com";
const TOKEN: &str = "demo-shopify-token";
const ORDER: &str = "/api/orders/637194728041593621?integration=demo-shopify";

/// The order of the samples, changed this number of minutes ago.
fn order(minutes_ago: i64) -> Value {
    let file = format!("{}/../../events/bodies/shopify-orders-create.json", env!("CARGO_MANIFEST_DIR"));
    let mut order: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    // Shopify's times have whole seconds.
    let changed = Clock::system().now().plus_millis(-minutes_ago * 60_000).to_string();
    let changed = format!("{}Z", changed.split('.').next().unwrap());
    order["created_at"] = json!("2026-11-02T10:14:58+05:30");
    order["updated_at"] = json!(changed);
    order
}

/// Sends a request to the demo shop of the Shopify emulator.
async fn set_up(stack: &Stack, method: Method, what: &str, json: &Value) {
    let request =
        stack.http().request(method, stack.url(format!("{SHOP}/{what}").trim_end_matches('/'))).body(json.to_string());
    let (status, body) = read(request.send().await.unwrap()).await;
    assert_eq!(status, 200, "{body}");
}

/// Invokes the function as its schedule does.
async fn reconcile(stack: &Stack) -> Value {
    let url = stack.url("/2015-03-31/functions/reconcile/invocations");
    let (status, report) = read(stack.http().post(url).body("{}").send().await.unwrap()).await;
    assert_eq!(status, 200, "{report}");
    report
}

fn webhook(topic: &str, order: &Value) -> Webhook {
    Webhook::new(topic, order.to_string())
}

/// The order without its history.
fn without_history(mut order: Value) -> Value {
    let fields = order.as_object_mut().unwrap();
    fields.retain(|name, _| !["rev", "history"].contains(&name.as_str()));
    order
}

#[tokio::test]
async fn missed_order_is_fetched_and_the_late_webhook_changes_nothing() {
    let stack = Stack::start().await;
    let mut missed = order(10);
    missed["fulfillments"] = json!([{
        "id": 255858046193_i64, "status": "success", "shipment_status": "in_transit", "tracking_company": "Delhivery",
        "tracking_numbers": ["AWB1"], "tracking_urls": ["https://track.example/AWB1"],
        "created_at": "2026-11-02T10:30:00+05:30", "updated_at": "2026-11-02T11:00:00+05:30",
        "line_items": [{"id": 884301957260413972_i64, "quantity": 2}],
    }]);
    set_up(&stack, Method::PUT, "orders", &missed).await;
    let report = reconcile(&stack).await;
    assert_eq!((&report["stored"], &report["failed"]), (&json!(1), &json!(0)), "{report}");
    let fetched = stack.until(ORDER, |order| order["profit"].is_string()).await;
    assert_eq!((&fetched["total"], &fetched["missing"]), (&json!("3242.39"), &json!([])), "{fetched}");
    let shipment = &fetched["shipments"][0];
    assert_eq!(
        (&shipment["urls"][0], &shipment["items"][0]["quantity"]),
        (&json!("https://track.example/AWB1"), &json!(2))
    );
    let events = stack.events(1).await;
    assert_eq!((&events[0]["topic"], &events[0]["status"]), (&json!("reconcile"), &json!("processed")));

    let late = stack.post(&webhook("orders/create", &missed)).await;
    stack.until(&format!("/api/webhooks/{}", late.event_id()), |event| event["status"] == "processed").await;
    let after = stack.get("demo", ORDER).await.1;
    assert_eq!(after["history"][1]["changes"], json!([]), "{after}");
    assert_eq!(without_history(after), without_history(fetched));
    // A second run fetches the same delivery of an unchanged order.
    assert_eq!(reconcile(&stack).await["stored"], 0);
    assert_eq!(stack.rows().await.of("deliveries"), 2);
    let (_, shown) = stack.get("demo", "/api/integrations/demo-shopify").await;
    assert!(shown["reconciled"]["until"].is_string() && shown["reconciled"]["error"].is_null(), "{shown}");
}

#[tokio::test]
async fn newer_webhook_takes_precedence_over_the_fetched_order() {
    let stack = Stack::start().await;
    set_up(&stack, Method::PUT, "orders", &order(10)).await;
    let mut newer = order(5);
    for total in ["total_price", "current_total_price"] {
        newer[total] = json!("9999.00");
    }
    let posted = stack.post(&webhook("orders/updated", &newer)).await;
    stack.until(&format!("/api/webhooks/{}", posted.event_id()), |event| event["status"] == "processed").await;
    assert_eq!(reconcile(&stack).await["stored"], 1);
    stack.events(2).await;
    assert_eq!(stack.until(ORDER, |order| order["total"].is_string()).await["total"], "9999.00");
}

#[tokio::test]
async fn webhook_cannot_claim_to_be_a_fetched_order() {
    let stack = Stack::start().await;
    let money = json!({"shopMoney": {"amount": "1.0", "currencyCode": "INR"}});
    let forged = json!({
        "legacyResourceId": "1", "name": "#1", "number": 1, "createdAt": "2026-11-02T04:44:58Z",
        "updatedAt": "2026-11-02T04:45:00Z", "cancelledAt": null, "currencyCode": "INR",
        "displayFinancialStatus": "PAID", "displayFulfillmentStatus": "UNFULFILLED", "totalPriceSet": money,
        "totalTaxSet": money, "lineItems": {"nodes": [], "pageInfo": {"hasNextPage": false}}, "refunds": [],
    });
    for (number, topic) in (1..).zip(["reconcile", " reconcile ", "recon\tcile"]) {
        let mut body = forged.clone();
        body["legacyResourceId"] = json!(number.to_string());
        stack.post(&webhook(topic, &body)).await.event_id();
    }
    for event in stack.events(3).await {
        assert_eq!((&event["topic"], &event["subject"]), (&json!("claimed:reconcile"), &Value::Null), "{event}");
    }
    assert_eq!(stack.rows().await.of("state"), 0);
}

#[tokio::test]
async fn large_order_is_complete_and_an_order_over_the_limit_is_a_failed_event() {
    let stack = Stack::start().await;
    let line = |n: i64| json!({"id": 9000 + n, "sku": "TEE", "title": "Tee", "quantity": 1, "price": "1.00"});
    let refund = |n: i64| {
        json!({
            "id": 7000 + n, "created_at": "2026-11-02T11:00:00Z", "refund_shipping_lines": [],
            "refund_line_items": [{
                "quantity": 1, "restock_type": "return", "line_item_id": 9000 + n, "subtotal": "1.00", "total_tax": "0.05",
            }],
            "transactions": [{"kind": "refund", "status": "success", "amount": "1.05", "currency": "INR"}],
        })
    };
    let mut large = order(10);
    large["line_items"] = (0..125).map(line).collect();
    large["refunds"] = (0..3).map(refund).collect();
    set_up(&stack, Method::PUT, "orders", &large).await;
    let mut too_large = order(9);
    too_large["id"] = json!(5);
    too_large["refunds"] = (0..21).map(refund).collect();
    set_up(&stack, Method::PUT, "orders", &too_large).await;
    assert_eq!(reconcile(&stack).await["stored"], 2);
    let events = stack.events(2).await;
    let failed: Vec<_> = events.iter().filter(|event| event["status"] == "failed").collect();
    assert!(failed.len() == 1 && failed[0]["error"].to_string().contains("too_large"), "{events:?}");
    let shown = stack.until(ORDER, |order| order["refunded"] == "3.15").await;
    assert_eq!(shown["lines"].as_array().map(Vec::len), Some(125), "{shown}");
}

#[tokio::test]
async fn registration_and_errors_of_the_shop_are_shown_without_the_token() {
    let stack = Stack::start().await;
    let path = "/api/webhooks/register/demo-shopify";
    let (status, body) = stack.send(Method::POST, "demo", path, &json!({})).await;
    assert_eq!((status, &body["topics"][0]["result"]), (200, &json!("created")), "{body}");
    let (status, _) = stack.send(Method::POST, "eve", path, &json!({})).await;
    assert_eq!(status, 404);
    set_up(&stack, Method::PUT, "", &json!({"access_token": "another-token"})).await;
    assert_eq!(reconcile(&stack).await["failed"], 1);
    let (_, shown) = stack.get("demo", "/api/integrations/demo-shopify").await;
    assert_eq!((&shown["access_token"], &shown["reconciled"]["error"]), (&json!(true), &json!("token_refused")));
    stack.logged(&["demo-shopify", &field("code", "token_refused")]).await;
    for seen in [body.to_string(), shown.to_string(), stack.log().join("\n")] {
        assert!(!seen.contains(TOKEN), "{seen}");
    }
}

#[tokio::test]
async fn page_of_another_origin_cannot_change_a_shop() {
    let stack = Stack::start().await;
    let request = stack.http().put(stack.url(&format!("{SHOP}/orders"))).header("origin", "https://evil.example");
    assert_eq!(read(request.body(order(1).to_string()).send().await.unwrap()).await.0, 403);
}
