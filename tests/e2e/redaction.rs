//! What is personal goes when Shopify asks for it: from every table, and for good.

use local_client::demo::SELLOSHIP;
use local_client::{StackUrl, WebhookSender};
use reqwest::Method;
use serde_json::{Value, json};
use shared::scheme::hmac_sha256;
use shared::secret::Secret;

use crate::stack::{PATIENCE, Stack, Webhook, from_now, sample};

/// Stands in everything personal of the customer who is redacted.
const HIS: &str = "Zyxwomina";
/// Stands in what is personal and names no customer: only a shop's redaction finds it.
const ANYONES: &str = "Qorvelane";
const ORDER: &str = "/api/orders/637194728041593621?integration=demo-shopify";

/// The sample of a topic, with a person in it.
fn personal(topic: &str) -> Value {
    let mut order: Value = serde_json::from_slice(&sample(topic)).unwrap();
    order["customer"]["first_name"] = json!(HIS);
    order["email"] = json!(format!("{HIS}@example.com"));
    order["shipping_address"] =
        json!({"name": HIS, "address1": format!("12 {HIS} Street"), "phone": "+91 80455 50142"});
    order
}

/// As [`personal`], with so much in it that it takes parts.
fn large() -> Value {
    let mut order = personal("orders/create");
    let sign = |number: u32| hmac_sha256::sign(&Secret::new("noise"), &number.to_be_bytes());
    order["note"] = format!("{HIS} {}", (0_u32..16_000).map(sign).collect::<String>()).into();
    order
}

fn parcel() -> String {
    json!({
        "status": "DELIVERED", "tracking_number": "SELLO123456789", "updated_at": "2026-11-05T13:02:00.000000",
        "location": {"city": HIS}, "order_id": "637194728041593621", "consignee": {"name": HIS, "phone": "8045550142"}
    })
    .to_string()
}

async fn processed(stack: &Stack, id: &str) -> Value {
    stack.until(&format!("/api/webhooks/{id}"), |event| event["status"] == "processed").await
}

/// The order, but for what a parcel tells of its place, and how often it was written.
async fn order(stack: &Stack) -> Value {
    let mut order = stack.get("demo", ORDER).await.1;
    let members = order.as_object_mut().unwrap();
    members.retain(|member, _| !["rev", "shipments", "history", "history_complete"].contains(&member.as_str()));
    order
}

/// Redacts the customer; gives the request's event when it is done.
async fn redact(stack: &Stack) -> String {
    let request = stack.post(&Webhook::sample("customers/redact")).await.event_id();
    let is_done = |event: &Value| event["payload_summary"].as_str().is_some_and(|told| told.contains("; done"));
    stack.until(&format!("/api/webhooks/{request}"), is_done).await;
    request
}

#[tokio::test]
async fn a_redacted_customer_is_in_no_table_any_more_and_the_order_is_as_it_was() {
    let stack = Stack::start().await;
    let created = stack.post(&Webhook::new("orders/create", large().to_string())).await.event_id();
    let updated = stack.post(&Webhook::new("orders/updated", personal("orders/updated").to_string())).await.event_id();
    let failed = format!(r#"{{"no": "order", "of": {{"customer": 711305920648173350, "name": "{HIS}"}}}}"#);
    let failed = stack.post(&Webhook::new("orders/create", failed)).await.event_id();
    let url: StackUrl = stack.url("").parse().unwrap();
    let courier = WebhookSender::demo(&url, SELLOSHIP).unwrap();
    let carried = courier.post("SHIPMENT_DELIVERED", parcel()).await.unwrap().event_id().unwrap().to_owned();
    for id in [&created, &updated, &carried] {
        processed(&stack, id).await;
    }
    stack.until(&format!("/api/webhooks/{failed}"), |event| event["status"] == "failed").await;
    stack.until(ORDER, |order| order["shipments"][0]["tracking"]["place"] == HIS).await;
    let (before, rows) = (order(&stack).await, stack.rows().await);
    assert!(stack.rows_with(HIS).await.len() >= 6, "what is planted is found");

    redact(&stack).await;
    assert_eq!(stack.rows_with(HIS).await, Vec::<String>::new());
    assert_eq!(stack.rows_with("meera").await, Vec::<String>::new());
    assert_eq!(stack.rows_with("8045550142").await, Vec::<String>::new());
    assert!(stack.rows().await.of("deliveries") < rows.of("deliveries"), "parts are gone");
    assert_eq!(order(&stack).await, before);
    let shown = stack.get("demo", &format!("/api/webhooks/{carried}")).await.1;
    assert_eq!((&shown["status"], &shown["delivery"]["body"]), (&json!("processed"), &Value::Null), "{shown}");
    assert!(shown["delivery"]["redacted_at"].is_string(), "{shown}");

    // All of it once more.
    let revs: Vec<_> = stack.events(5).await.iter().map(|event| event["rev"].as_u64().unwrap()).collect();
    let all = json!({"filter": {"status": "any"}});
    let (status, answer) = stack.send(Method::POST, "demo", "/api/webhooks/replay", &all).await;
    assert_eq!((status, &answer["replayed"]), (200, &json!(5)), "{answer}");
    let is_again = |page: &Value| {
        let events = page["events"].as_array().unwrap().iter().zip(&revs);
        events.into_iter().all(|(event, rev)| event["rev"].as_u64().unwrap() > *rev)
    };
    let again = stack.until("/api/webhooks", is_again).await;
    let statuses: Vec<_> = again["events"].as_array().unwrap().iter().map(|event| event["status"].clone()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == "failed").count(), 1, "{again}");
    assert_eq!((stack.rows_with(HIS).await, order(&stack).await), (Vec::new(), before));

    // A later change of the order, and a late word on its parcel.
    let mut later = personal("orders/updated");
    later["updated_at"] = json!(from_now(0).to_string());
    later["fulfillment_status"] = json!("fulfilled");
    let late = stack.post(&Webhook::new("orders/updated", later.to_string())).await.event_id();
    let word = courier.post("SHIPMENT_UPDATED", parcel().replace("DELIVERED", "IN_TRANSIT")).await.unwrap();
    for id in [&late, word.event_id().unwrap()] {
        let path = format!("/api/webhooks/{id}");
        stack.until(&path, |event| event["delivery"]["redacted_at"].is_string() && event["rev"].is_u64()).await;
    }
    assert_eq!(order(&stack).await["updated_at"], later["updated_at"]);
    let gone = async { while !stack.rows_with(HIS).await.is_empty() {} };
    tokio::time::timeout(PATIENCE, gone).await.expect("what came late is redacted, too");
}

#[tokio::test]
async fn a_shop_is_redacted_when_it_has_uninstalled_the_app_and_not_before() {
    let stack = Stack::start().await;
    let created = stack.post(&Webhook::new("orders/create", personal("orders/create").to_string())).await.event_id();
    let kept = json!({"id": 1, "first_name": ANYONES}).to_string();
    let kept = stack.post(&Webhook::new("customers/update", kept)).await.event_id();
    for id in [&created, &kept] {
        processed(&stack, id).await;
    }
    redact(&stack).await;
    assert_eq!((stack.rows_with(HIS).await.len(), stack.rows_with(ANYONES).await.len()), (0, 1));

    let request = stack.post(&Webhook::sample("shop/redact")).await.event_id();
    let path = format!("/api/webhooks/{request}");
    let refused = stack.until(&path, |event| event["status"] == "failed").await;
    assert!(refused["error"].as_str().unwrap().starts_with("still_installed"), "{refused}");
    assert_eq!(stack.rows_with(ANYONES).await.len(), 1);

    let uninstalled = stack.post(&Webhook::sample("app/uninstalled")).await.event_id();
    processed(&stack, &uninstalled).await;
    let before = order(&stack).await;
    assert_eq!(stack.send(Method::POST, "demo", &format!("{path}/replay"), &json!({})).await.0, 200);
    let is_done = |event: &Value| event["payload_summary"].as_str().is_some_and(|told| told.contains("; done"));
    stack.until(&path, is_done).await;
    assert_eq!((stack.rows_with(HIS).await, stack.rows_with(ANYONES).await), (Vec::new(), Vec::new()));
    assert_eq!(order(&stack).await, before);
    let body = stack.get("demo", &format!("/api/webhooks/{uninstalled}")).await.1["delivery"]["body"].clone();
    assert_eq!(body, r#"{"myshopify_domain":"demo-shop.myshopify.com"}"#);
}
