//! Two snapshots of one order and one second, of which neither is known to be newer: Storebell fetches the order.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stack::{Stack, Webhook, read};

const SHOP: &str = "/local/shopify/demo-shop.myshopify.com";

/// An order whose body tells nothing but the title and the price apart from others of the same second.
fn order(id: u64, title: &str, total: &str) -> Value {
    json!({
        "id": id, "name": format!("#{id}"), "order_number": id, "currency": "INR", "test": false,
        "created_at": "2026-11-02T10:00:00Z", "updated_at": "2026-11-02T10:00:00Z", "cancelled_at": null,
        "total_price": total, "total_tax": "0.00", "current_total_price": total, "current_total_tax": "0.00",
        "financial_status": "paid", "fulfillment_status": null, "refunds": [], "fulfillments": [],
        "line_items": [{"id": id * 10, "sku": "TEE", "title": title, "quantity": 1, "current_quantity": 1, "price": total}],
    })
}

/// Invokes the function as its schedule for tied orders does every minute.
async fn settle_ties(stack: &Stack) -> Value {
    let url = stack.url("/2015-03-31/functions/reconcile/invocations");
    let input = json!({"work": "ties"}).to_string();
    let (status, report) = read(stack.http().post(url).body(input).send().await.unwrap()).await;
    assert_eq!(status, 200, "{report}");
    report
}

#[tokio::test]
async fn tied_order_ends_as_the_shop_has_it_whatever_the_tie_break_chose() {
    let stack = Stack::start().await;
    let orders = [(7001, "100.00"), (7002, "90.00")].map(|(id, truth)| {
        let versions = [order(id, "Tee", "100.00"), order(id, "Shirt", "90.00")];
        (id, versions, truth)
    });
    let mut events = Vec::new();
    for (id, versions, truth) in &orders {
        let shop = versions.iter().find(|order| order["total_price"] == *truth).unwrap();
        let put = stack.http().request(Method::PUT, stack.url(&format!("{SHOP}/orders"))).body(shop.to_string());
        assert_eq!(read(put.send().await.unwrap()).await.0, 200, "{id}");
        for order in versions {
            events.push(stack.post(&Webhook::new("orders/updated", order.to_string())).await.event_id());
        }
    }
    for event in events {
        stack.until(&format!("/api/webhooks/{event}"), |event| event["status"] == "processed").await;
    }
    // The schedule may have been faster.
    assert_eq!(settle_ties(&stack).await["unsettled"], 0);
    for (id, _, truth) in &orders {
        let path = format!("/api/orders/{id}?integration=demo-shopify");
        let settled = |order: &Value| order["history"].as_array().is_some_and(|history| history.len() == 3);
        let order = stack.until(&path, settled).await;
        assert_eq!(
            (&order["total"], &order["updated_at"]),
            (&json!(truth), &json!("2026-11-02T10:00:00.999Z")),
            "{order}"
        );
    }
    // The webhooks again, and another run, change nothing.
    let report = settle_ties(&stack).await;
    assert_eq!((&report["settled"], &report["unsettled"]), (&json!(0), &json!(0)), "{report}");
}
