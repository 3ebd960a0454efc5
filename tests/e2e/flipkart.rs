//! Flipkart: a sample of every topic of both contracts, and notifications signed by FKLOGIN only.

use local_client::demo::FLIPKART;
use local_client::{SAMPLES, Sample, StackUrl, WebhookSender};
use serde_json::{Value, json};
use signatures::Scheme;
use types::Channel;

use crate::stack::{Account, Stack};

async fn event(stack: &Stack, id: &str) -> Value {
    stack.until(&format!("/api/webhooks/{id}"), |event| event["status"].is_string()).await
}

fn samples() -> impl Iterator<Item = Sample> {
    SAMPLES.into_iter().filter(|sample| sample.channel == Channel::Flipkart)
}

fn account() -> Account {
    let scheme = json!({"scheme": "fklogin", "app_id": "app", "url": "https://hooks.example.com/as/registered"});
    Account::of(Channel::Flipkart, "seller-fklogin", &serde_json::from_value::<Scheme>(scheme).unwrap())
}

/// The beginning of the summary of a topic's sample.
fn summary_of(topic: &str) -> &'static str {
    match topic.to_lowercase().split('_').next().unwrap() {
        "order" => "Order OD437194728041593621",
        "payment" => "Payment PAY437194728041593621",
        "return" => "Return 123728041593621",
        _ => "Shipment 0f2c7a10-1111-4222-8333-728041593621",
    }
}

#[tokio::test]
async fn every_sample_is_a_processed_event_of_one_order() {
    let stack = Stack::start().await;
    let url: StackUrl = stack.url("").trim_end_matches('/').parse().unwrap();
    let sender = WebhookSender::demo(&url, FLIPKART).unwrap();
    for sample in samples() {
        let stored = sender.post(sample.topic, sample.body).await.unwrap();
        assert_eq!(stored.code(), "stored", "{}", sample.topic);
        let event = event(&stack, stored.event_id().unwrap()).await;
        assert_eq!((&event["status"], &event["topic"]), (&json!("processed"), &json!(sample.topic)), "{event}");
        let summary = event["payload_summary"].as_str().unwrap();
        assert!(summary.starts_with(summary_of(sample.topic)) && !summary.contains("Asha"), "{summary}");
        assert_eq!(sender.post(sample.topic, sample.body).await.unwrap().code(), "duplicate", "{}", sample.topic);
    }
    // An order, its shipment, its payment and its return.
    assert_eq!(stack.rows().await.of("state"), 4);
    let path = format!("/api/orders/OD437194728041593621?integration={}", FLIPKART.integration);
    // The status of its shipment, which arrived after the order's own webhooks.
    let order = stack.until(&path, |order| order["shipment"] == "delivered").await;
    let shown = (&order["status"], &order["payment"], &order["total"], &order["currency"], &order["items"]);
    assert_eq!(shown, (&json!("delivered"), &json!("paid"), &json!("2047.5"), &json!("INR"), &json!(3)), "{order}");
}

#[tokio::test]
async fn notification_by_fklogin_is_stored_with_an_unauthenticated_body() {
    let stack = Stack::start().await;
    let account = account();
    account.create(&stack).await;
    let sample = Sample::find(Channel::Flipkart, "shipment_created").unwrap();
    let request = account.request(sample.body);
    let stored = request.post(&stack).await.event_id();
    let shown = event(&stack, &stored).await;
    assert_eq!((&shown["status"], &shown["topic"]), (&json!("processed"), &json!("shipment_created")), "{shown}");
    assert_eq!(shown["delivery"]["body_authenticated"], false);
    let kept = &shown["delivery"]["headers"];
    assert!(kept["x_date"].is_string() && kept["x_authorization"].is_null(), "{kept}");
    // The same body, signed at another second: a retry.
    let retried = account.request_at(&account.secret, -1, sample.body).post(&stack).await;
    assert_eq!((&retried.json["status"], &retried.json["id"]), (&json!("duplicate"), &json!(stored)));
}

#[tokio::test]
async fn wrong_topic_or_seller_is_a_failed_event_and_changes_nothing() {
    let stack = Stack::start().await;
    let scheme: Scheme =
        serde_json::from_value(json!({"scheme": "hmac-sha256", "header": "x-flipkart-signature"})).unwrap();
    let account = Account::of(Channel::Flipkart, "seller-hmac", &scheme);
    account.create(&stack).await;
    let body = |topic| Sample::find(Channel::Flipkart, topic).unwrap().body;
    for (topic, body, code) in [
        ("shipment_delivered", body("shipment_packed"), "topic_mismatch"),
        ("ORDER_CREATED", body("shipment_packed"), "topic_mismatch"),
        ("PAYMENT_UPDATED", body("ORDER_CREATED"), "topic_mismatch"),
        ("", body("ORDER_CREATED"), "topic_missing"),
        ("ORDER_CREATED", r#"{"sellerId":"another","order":{"orderId":"OD1"}}"#, "account_mismatch"),
        ("ORDER_CREATED", r#"{"order":{"status":"PACKED"}}"#, "not_understood"),
        ("ORDER_CREATED", "no json", "not_json"),
    ] {
        let request = account.request(body);
        let request = if topic.is_empty() { request } else { request.header("x-flipkart-event-type", topic) };
        let failed = event(&stack, &request.post(&stack).await.event_id()).await;
        assert_eq!(failed["status"], "failed", "{code}: {failed}");
        assert!(failed["error"].as_str().unwrap().starts_with(code), "{failed}");
    }
    assert_eq!(stack.rows().await.of("state"), 0);
}
