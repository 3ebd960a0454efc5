//! Myntra: a sample of every topic, and an integration with its own topic setting and response body.

use local_client::demo::MYNTRA;
use local_client::{SAMPLES, Sample, StackUrl, WebhookSender};
use serde_json::{Value, json};
use signatures::Scheme;
use types::Channel;

use crate::stack::{Account, Stack};

async fn event(stack: &Stack, id: &str) -> Value {
    stack.until(&format!("/api/webhooks/{id}"), |event| event["status"].is_string()).await
}

fn body(topic: &str) -> &'static str {
    Sample::find(Channel::Myntra, topic).unwrap().body
}

fn account(id: &str, scheme: Value) -> Account {
    Account::of(Channel::Myntra, id, &serde_json::from_value::<Scheme>(scheme).unwrap())
}

#[tokio::test]
async fn every_sample_is_a_processed_event_of_one_order() {
    let stack = Stack::start().await;
    let url: StackUrl = stack.url("").trim_end_matches('/').parse().unwrap();
    let sender = WebhookSender::demo(&url, MYNTRA).unwrap();
    for sample in SAMPLES.into_iter().filter(|sample| sample.channel == Channel::Myntra) {
        let stored = sender.post(sample.topic, sample.body).await.unwrap();
        assert_eq!(stored.code(), "stored", "{}", sample.topic);
        let event = event(&stack, stored.event_id().unwrap()).await;
        assert_eq!((&event["status"], &event["topic"]), (&json!("processed"), &json!(sample.topic)), "{event}");
        assert!(event["payload_summary"].as_str().unwrap().contains("437194728041593621"), "{event}");
        assert_eq!(sender.post(sample.topic, sample.body).await.unwrap().code(), "duplicate", "{}", sample.topic);
    }
    // An order and its return.
    assert_eq!(stack.rows().await.of("state"), 2);
    let path = format!("/api/orders/437194728041593621?integration={}", MYNTRA.integration);
    let order = stack.until(&path, |order| order["id"].is_string()).await;
    let shown = (&order["status"], &order["payment"], &order["total"], &order["currency"], &order["items"]);
    assert_eq!(shown, (&json!("cancelled"), &json!("pending"), &json!("1048.75"), &json!("INR"), &json!(2)), "{order}");
}

#[tokio::test]
async fn token_topic_and_reply_are_settings_of_the_integration() {
    let stack = Stack::start().await;
    let account = account("store", json!({"scheme": "static-token", "header": "x-order-push-token"}));
    let reply = json!({"status": "SUCCESS", "code": 200});
    let mut settings = account.settings();
    settings["topic"] = json!({"from": "path", "names": {"CreateOrder": "order/create", "cancel/v4": "order/cancel"}});
    settings["reply"] = json!({"body": reply});
    account.create_with(&stack, &settings).await;

    for (path, topic) in
        [("CreateOrder", "order/create"), ("cancel/v4", "order/cancel"), ("order/return", "order/return")]
    {
        let response = account.request(body(topic)).to(format!("{}/{path}", account.path())).post(&stack).await;
        assert_eq!((response.status, &response.json), (200, &reply), "{path}");
    }
    let events = stack.events(3).await;
    let mut topics: Vec<_> = events.iter().map(|event| event["topic"].as_str().unwrap()).collect();
    topics.sort_unstable();
    assert_eq!(topics, ["order/cancel", "order/create", "order/return"]);
    for listed in events {
        let shown = event(&stack, listed["id"].as_str().unwrap()).await;
        assert_eq!((&shown["status"], &shown["delivery"]["body_authenticated"]), (&json!("processed"), &json!(false)));
        assert!(!shown.to_string().contains(&account.secret), "{shown}");
    }
}

#[tokio::test]
async fn topic_is_read_from_header_or_body_and_signature_may_be_hex() {
    let stack = Stack::start().await;
    let hex = account("hex", json!({"scheme": "hmac-sha256", "header": "x-myntra-signature", "encoding": "hex"}));
    hex.create(&stack).await;
    let said = r#"{"eventType":"ORDER_CREATED","orderId":"7","status":"NEW","lines":[{"sku":"A"}]}"#;
    let shown = event(&stack, &hex.request(said).post(&stack).await.event_id()).await;
    assert_eq!((&shown["status"], &shown["topic"]), (&json!("processed"), &json!("ORDER_CREATED")), "{shown}");
    let in_header = hex.request(body("order/create")).header("x-myntra-event-type", "order/create");
    let shown = event(&stack, &in_header.post(&stack).await.event_id()).await;
    assert_eq!((&shown["status"], &shown["delivery"]["body_authenticated"]), (&json!("processed"), &json!(true)));
}

#[tokio::test]
async fn invalid_webhook_is_a_failed_event_and_changes_nothing() {
    let stack = Stack::start().await;
    let account = account("strict", json!({"scheme": "hmac-sha256", "header": "x-myntra-signature"}));
    account.create(&stack).await;
    for (topic, body, code) in [
        ("order/cancel", body("order/create"), "topic_mismatch"),
        ("order/create", body("order/return"), "topic_mismatch"),
        ("order/create", r#"{"status":"NEW"}"#, "not_understood"),
        ("order/create", r#"{"orderId":"7","sellerId":"another"}"#, "account_mismatch"),
        ("", r#"{"orderId":"7"}"#, "topic_missing"),
        ("order/create", "no json", "not_json"),
    ] {
        let request = account.request(body);
        let request = if topic.is_empty() { request } else { request.header("x-myntra-event-type", topic) };
        let failed = event(&stack, &request.post(&stack).await.event_id()).await;
        assert_eq!(failed["status"], "failed", "{code}: {failed}");
        assert!(failed["error"].as_str().unwrap().starts_with(code), "{failed}");
    }
    assert_eq!(stack.rows().await.of("state"), 0);
}
