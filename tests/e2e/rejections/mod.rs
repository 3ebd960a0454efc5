//! Unverified webhooks are rejected; verified ones are stored even if they cannot be normalized.

mod accounts;
mod cases;

use std::time::{Duration, Instant};

use serde_json::json;

use crate::stack::{Stack, Webhook};
use cases::RejectedRequest;

fn signed() -> Webhook {
    Webhook::sample("orders/create")
}

#[tokio::test]
async fn unverified_webhook_gets_the_same_response_on_every_channel_and_leaves_no_row() {
    let stack = Stack::start().await;
    let accounts = accounts::all();
    for account in &accounts {
        account.create(&stack).await;
        cases::create_twins(&stack, account).await;
    }
    let before = stack.rows().await;
    for account in &accounts {
        for rejected in cases::table(account) {
            rejected.verify(&stack, account.channel).await;
        }
    }
    assert_eq!(stack.rows().await, before);
    // Without these errors the webhooks are accepted.
    for account in &accounts {
        let response = account.request("{}").post(&stack).await;
        assert_eq!((response.status, &response.json["status"]), (200, &json!("stored")), "{}", account.id);
    }
}

#[tokio::test]
async fn signature_without_a_body_is_valid_for_one_body_only() {
    let stack = Stack::start().await;
    for account in accounts::all().iter().filter(|account| account.scheme.name() == "fklogin") {
        account.create(&stack).await;
        let genuine = account.request(r#"{"eventType":"a"}"#);
        let first = genuine.post(&stack).await.event_id();
        let before = stack.rows().await;
        let again = genuine.post(&stack).await;
        assert_eq!((&again.json["status"], &again.json["id"]), (&json!("duplicate"), &json!(first)));
        let replayed = genuine.with(|request| request.body = r#"{"eventType":"b"}"#.into());
        RejectedRequest::new("the signature of another body", "proof_used", replayed)
            .verify(&stack, account.channel)
            .await;
        assert_eq!(stack.rows().await, before);
    }
}

#[tokio::test]
async fn rotated_secret_is_accepted_within_seconds_beside_the_old_one() {
    let stack = Stack::start().await;
    // Now the channel function caches the integration.
    assert_eq!(stack.post(&signed()).await.status, 200);
    let path = "/api/integrations/demo-shopify";
    let old = stack.get("demo", path).await.1["secrets"][0]["id"].clone();
    let both = json!({"secrets": [{"id": old}, {"value": "rotated-secret"}]});
    let (status, shown) = stack.send(reqwest::Method::PATCH, "demo", path, &both).await;
    assert_eq!((status, shown["secrets"].as_array().map(Vec::len)), (200, Some(2)));
    assert!(!shown.to_string().contains("rotated-secret"));

    let rotated = Webhook::sample("orders/updated").signed_with("rotated-secret");
    let started = Instant::now();
    while stack.post(&rotated).await.status != 200 {
        assert!(started.elapsed() < Duration::from_secs(10), "the new secret is not accepted");
    }
    assert_eq!(stack.post(&Webhook::sample("orders/cancelled")).await.status, 200);
}

#[tokio::test]
async fn verified_body_that_cannot_be_normalized_is_a_failed_event() {
    let stack = Stack::start().await;
    let cases = [
        ("not UTF-8", Webhook::new("orders/create", b"\xff\xfe\x00".to_vec()), "not_utf8"),
        ("not JSON", Webhook::new("orders/create", "hello"), "not_json"),
        ("empty", Webhook::new("orders/create", ""), "not_json"),
        ("no order", Webhook::new("orders/create", r#"{"number":1}"#), "not_understood"),
        ("the body of a deletion", Webhook::new("orders/create", r#"{"id":1}"#), "topic_mismatch"),
        (
            "another topic's body",
            Webhook::sample("refunds/create").with(|webhook| webhook.topic = "orders/create".into()),
            "topic_mismatch",
        ),
        ("no topic", signed().with(|webhook| webhook.topic = String::new()), "topic_missing"),
    ];
    for (name, webhook, code) in cases {
        let id = stack.post(&webhook).await.event_id();
        let event = stack.until(&format!("/api/webhooks/{id}"), |event| event["status"].is_string()).await;
        assert_eq!(event["status"], "failed", "{name}");
        assert!(event["error"].as_str().unwrap().starts_with(code), "{name}: {event}");
    }
    assert_eq!(stack.rows().await.of("state"), 0);
}
