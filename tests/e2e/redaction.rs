//! Redaction removes personal data from every table permanently when Shopify requests it.

use local_client::demo::SELLOSHIP;
use local_client::{StackUrl, WebhookSender};
use reqwest::Method;
use serde_json::{Value, json};
use signatures::hmac_sha256;
use types::secret::Secret;

use crate::stack::{Stack, TIMEOUT, Webhook, from_now, sample};

/// A word in all personal data of the customer.
const CUSTOMER_WORD: &str = "Zyxwomina";
/// A word in personal data that names no customer: only the redaction of a shop finds it.
const SHOP_WORD: &str = "Qorvelane";
const ORDER: &str = "/api/orders/637194728041593621?integration=demo-shopify";

/// The sample of a topic, with personal data.
fn personal(topic: &str) -> Value {
    let mut order: Value = serde_json::from_slice(&sample(topic)).unwrap();
    order["customer"]["first_name"] = json!(CUSTOMER_WORD);
    order["email"] = json!(format!("{CUSTOMER_WORD}@example.com"));
    order["shipping_address"] =
        json!({"name": CUSTOMER_WORD, "address1": format!("12 {CUSTOMER_WORD} Street"), "phone": "+91 80455 50142"});
    order
}

/// As [`personal`], but so large that it is stored in parts.
fn large() -> Value {
    let mut order = personal("orders/create");
    let sign = |number: u32| hmac_sha256::sign(&Secret::new("noise"), &number.to_be_bytes());
    order["note"] = format!("{CUSTOMER_WORD} {}", (0_u32..16_000).map(sign).collect::<String>()).into();
    order
}

fn shipment() -> String {
    json!({
        "status": "DELIVERED", "tracking_number": "SELLO123456789", "updated_at": "2026-11-05T13:02:00.000000",
        "location": {"city": CUSTOMER_WORD}, "order_id": "637194728041593621", "consignee": {"name": CUSTOMER_WORD, "phone": "8045550142"}
    })
    .to_string()
}

async fn processed(stack: &Stack, id: &str) -> Value {
    stack.until(&format!("/api/webhooks/{id}"), |event| event["status"] == "processed").await
}

/// The order without its shipments, its history and its `rev`.
async fn order(stack: &Stack) -> Value {
    let mut order = stack.get("demo", ORDER).await.1;
    let members = order.as_object_mut().unwrap();
    members.retain(|member, _| !["rev", "shipments", "history", "history_complete"].contains(&member.as_str()));
    order
}

/// Redacts the customer; returns the request's event once it is done.
async fn redact(stack: &Stack) -> String {
    let request = stack.post(&Webhook::sample("customers/redact")).await.event_id();
    let is_done = |event: &Value| event["payload_summary"].as_str().is_some_and(|summary| summary.contains("; done"));
    stack.until(&format!("/api/webhooks/{request}"), is_done).await;
    request
}

#[tokio::test]
async fn redacted_customer_is_in_no_table_and_the_order_is_unchanged() {
    let stack = Stack::start().await;
    let created = stack.post(&Webhook::new("orders/create", large().to_string())).await.event_id();
    let updated = stack.post(&Webhook::new("orders/updated", personal("orders/updated").to_string())).await.event_id();
    let failed = format!(r#"{{"no": "order", "of": {{"customer": 711305920648173350, "name": "{CUSTOMER_WORD}"}}}}"#);
    let failed = stack.post(&Webhook::new("orders/create", failed)).await.event_id();
    let url: StackUrl = stack.url("").parse().unwrap();
    let courier = WebhookSender::demo(&url, SELLOSHIP).unwrap();
    let carried = courier.post("SHIPMENT_DELIVERED", shipment()).await.unwrap().event_id().unwrap().to_owned();
    for id in [&created, &updated, &carried] {
        processed(&stack, id).await;
    }
    stack.until(&format!("/api/webhooks/{failed}"), |event| event["status"] == "failed").await;
    stack.until(ORDER, |order| order["shipments"][0]["tracking"]["place"] == CUSTOMER_WORD).await;
    let (before, rows) = (order(&stack).await, stack.rows().await);
    assert!(stack.rows_containing(CUSTOMER_WORD).await.len() >= 6, "the word is found before");

    redact(&stack).await;
    assert_eq!(stack.rows_containing(CUSTOMER_WORD).await, Vec::<String>::new());
    assert_eq!(stack.rows_containing("meera").await, Vec::<String>::new());
    assert_eq!(stack.rows_containing("8045550142").await, Vec::<String>::new());
    assert!(stack.rows().await.of("deliveries") < rows.of("deliveries"), "parts are gone");
    assert_eq!(order(&stack).await, before);
    let shown = stack.get("demo", &format!("/api/webhooks/{carried}")).await.1;
    assert_eq!((&shown["status"], &shown["delivery"]["body"]), (&json!("processed"), &Value::Null), "{shown}");
    assert!(shown["delivery"]["redacted_at"].is_string(), "{shown}");

    // A replay of all events.
    let revs: Vec<_> = stack.events(5).await.iter().map(|event| event["rev"].as_u64().unwrap()).collect();
    let all = json!({"filter": {"status": "any"}});
    let (status, response) = stack.send(Method::POST, "demo", "/api/webhooks/replay", &all).await;
    assert_eq!((status, &response["replayed"]), (200, &json!(5)), "{response}");
    let is_again = |page: &Value| {
        let events = page["events"].as_array().unwrap().iter().zip(&revs);
        events.into_iter().all(|(event, rev)| event["rev"].as_u64().unwrap() > *rev)
    };
    let again = stack.until("/api/webhooks", is_again).await;
    let statuses: Vec<_> = again["events"].as_array().unwrap().iter().map(|event| event["status"].clone()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == "failed").count(), 1, "{again}");
    assert_eq!((stack.rows_containing(CUSTOMER_WORD).await, order(&stack).await), (Vec::new(), before));

    // A later change of the order, and a late update of its shipment.
    let mut later = personal("orders/updated");
    later["updated_at"] = json!(from_now(0).to_string());
    later["fulfillment_status"] = json!("fulfilled");
    let late = stack.post(&Webhook::new("orders/updated", later.to_string())).await.event_id();
    let update = courier.post("SHIPMENT_UPDATED", shipment().replace("DELIVERED", "IN_TRANSIT")).await.unwrap();
    for id in [&late, update.event_id().unwrap()] {
        let path = format!("/api/webhooks/{id}");
        stack.until(&path, |event| event["delivery"]["redacted_at"].is_string() && event["rev"].is_u64()).await;
    }
    assert_eq!(order(&stack).await["updated_at"], later["updated_at"]);
    let gone = async { while !stack.rows_containing(CUSTOMER_WORD).await.is_empty() {} };
    tokio::time::timeout(TIMEOUT, gone).await.expect("late deliveries are redacted, too");
}

#[tokio::test]
async fn shop_is_redacted_only_after_it_has_uninstalled_the_app() {
    let stack = Stack::start().await;
    let created = stack.post(&Webhook::new("orders/create", personal("orders/create").to_string())).await.event_id();
    let kept = json!({"id": 1, "first_name": SHOP_WORD}).to_string();
    let kept = stack.post(&Webhook::new("customers/update", kept)).await.event_id();
    for id in [&created, &kept] {
        processed(&stack, id).await;
    }
    redact(&stack).await;
    assert_eq!(
        (stack.rows_containing(CUSTOMER_WORD).await.len(), stack.rows_containing(SHOP_WORD).await.len()),
        (0, 1)
    );

    let request = stack.post(&Webhook::sample("shop/redact")).await.event_id();
    let path = format!("/api/webhooks/{request}");
    let rejected = stack.until(&path, |event| event["status"] == "failed").await;
    assert!(rejected["error"].as_str().unwrap().starts_with("still_installed"), "{rejected}");
    assert_eq!(stack.rows_containing(SHOP_WORD).await.len(), 1);

    let uninstalled = stack.post(&Webhook::sample("app/uninstalled")).await.event_id();
    processed(&stack, &uninstalled).await;
    let before = order(&stack).await;
    assert_eq!(stack.send(Method::POST, "demo", &format!("{path}/replay"), &json!({})).await.0, 200);
    let is_done = |event: &Value| event["payload_summary"].as_str().is_some_and(|summary| summary.contains("; done"));
    stack.until(&path, is_done).await;
    assert_eq!(
        (stack.rows_containing(CUSTOMER_WORD).await, stack.rows_containing(SHOP_WORD).await),
        (Vec::new(), Vec::new())
    );
    assert_eq!(order(&stack).await, before);
    let body = stack.get("demo", &format!("/api/webhooks/{uninstalled}")).await.1["delivery"]["body"].clone();
    assert_eq!(body, r#"{"myshopify_domain":"demo-shop.myshopify.com"}"#);
}
