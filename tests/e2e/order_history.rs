//! An order's history: the changes of each delivery by source time, independent of the order of arrival.

use local_client::demo::SELLOSHIP;
use local_client::{SAMPLES, StackUrl, WebhookSender};
use serde_json::{Value, json};
use types::Channel;

use crate::stack::{Stack, Webhook};

const ORDER: &str = "/api/orders/637194728041593621?integration=demo-shopify";

/// The changes of one entry as text.
fn changes(entry: &Value) -> Vec<String> {
    let changes = entry["changes"].as_array().unwrap().iter();
    changes.map(|c| format!("{} {}: {} -> {}", c["subject"], c["field"], c["from"], c["to"])).collect()
}

#[tokio::test]
async fn history_has_the_changes_of_each_delivery_by_source_time() {
    let stack = Stack::start().await;
    // The newest webhook arrives first, and the shipment before its order.
    let shipment = SAMPLES.iter().find(|s| s.channel == Channel::Selloship && s.topic == "SHIPMENT_DELIVERED").unwrap();
    let url: StackUrl = stack.url("").parse().unwrap();
    let courier = WebhookSender::demo(&url, SELLOSHIP).unwrap();
    assert_eq!(courier.post(shipment.topic, shipment.body).await.unwrap().status, 200);
    for topic in ["refunds/create", "orders/cancelled", "orders/create"] {
        assert_eq!(stack.post(&Webhook::sample(topic)).await.status, 200);
    }
    stack.events(4).await;
    let (status, order) = stack.get("demo", ORDER).await;
    assert_eq!((status, &order["history_complete"]), (200, &json!(true)), "{order}");
    let history = order["history"].as_array().unwrap();
    let topics: Vec<_> = history.iter().map(|entry| entry["topic"].as_str().unwrap()).collect();
    assert_eq!(topics, ["orders/create", "orders/cancelled", "refunds/create", "SHIPMENT_DELIVERED"]);
    let (created, cancelled) = (changes(&history[0]), changes(&history[1]));
    assert!(created.iter().any(|line| line.contains(r##""contents.name": null -> "#"##)), "{created:?}");
    assert!(cancelled.iter().any(|line| line.contains(r#""cancelled_at": null -> "2026-"#)), "{cancelled:?}");
    let refunded = changes(&history[2]);
    assert!(
        refunded.iter().any(|line| line.contains("refunds.") && line.contains("amount\": null -> ")),
        "{refunded:?}"
    );
    let delivered = changes(&history[3]);
    assert!(delivered.iter().any(|line| line.contains(r#""status.step": null -> "delivered""#)), "{delivered:?}");
    // The order has the shipment, too.
    assert_eq!((&order["shipment"], &order["shipments"][0]["id"]), (&json!("delivered"), &json!("SELLO123456789")));
}
