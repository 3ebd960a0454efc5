//! Nothing false is stored; what is genuine is stored even if nobody understands it.

mod accounts;
mod cases;

use std::time::{Duration, Instant};

use serde_json::json;

use crate::stack::{Stack, Webhook};
use cases::Refused;

fn genuine() -> Webhook {
    Webhook::sample("orders/create")
}

#[tokio::test]
async fn whatever_is_not_genuine_is_answered_alike_whatever_the_channel_and_leaves_no_row() {
    let stack = Stack::start().await;
    let accounts = accounts::every();
    for account in &accounts {
        account.make(&stack).await;
        cases::make_twins(&stack, account).await;
    }
    let before = stack.rows().await;
    for account in &accounts {
        for refused in cases::table(account) {
            refused.judge(&stack, account.channel).await;
        }
    }
    assert_eq!(stack.rows().await, before);
    // What the table breaks is else taken.
    for account in &accounts {
        let answer = account.request("{}").post(&stack).await;
        assert_eq!((answer.status, &answer.json["status"]), (200, &json!("stored")), "{}", account.id);
    }
}

#[tokio::test]
async fn a_proof_that_fits_any_body_is_taken_for_one_alone() {
    let stack = Stack::start().await;
    for account in accounts::every().iter().filter(|account| account.scheme.name() == "fklogin") {
        account.make(&stack).await;
        let genuine = account.request(r#"{"eventType":"a"}"#);
        let first = genuine.post(&stack).await.event_id();
        let before = stack.rows().await;
        let again = genuine.post(&stack).await;
        assert_eq!((&again.json["status"], &again.json["id"]), (&json!("duplicate"), &json!(first)));
        let replayed = genuine.with(|request| request.body = r#"{"eventType":"b"}"#.into());
        Refused::of("the proof of another body", "proof_used", replayed).judge(&stack, account.channel).await;
        assert_eq!(stack.rows().await, before);
    }
}

#[tokio::test]
async fn a_rotated_secret_works_within_seconds_beside_the_old_one() {
    let stack = Stack::start().await;
    // From here on the door knows the integration as it was.
    assert_eq!(stack.post(&genuine()).await.status, 200);
    let path = "/api/integrations/demo-shopify";
    let old = stack.get("demo", path).await.1["secrets"][0]["id"].clone();
    let both = json!({"secrets": [{"id": old}, {"value": "rotated-secret"}]});
    let (status, shown) = stack.send(reqwest::Method::PATCH, "demo", path, &both).await;
    assert_eq!((status, shown["secrets"].as_array().map(Vec::len)), (200, Some(2)));
    assert!(!shown.to_string().contains("rotated-secret"));

    let rotated = Webhook::sample("orders/updated").signed_with("rotated-secret");
    let started = Instant::now();
    while stack.post(&rotated).await.status != 200 {
        assert!(started.elapsed() < Duration::from_secs(10), "the new secret is not taken");
    }
    assert_eq!(stack.post(&Webhook::sample("orders/cancelled")).await.status, 200);
}

#[tokio::test]
async fn genuine_bodies_that_nobody_understands_are_stored_as_failed_events() {
    let stack = Stack::start().await;
    let cases = [
        ("not UTF-8", Webhook::new("orders/create", b"\xff\xfe\x00".to_vec()), "not_utf8"),
        ("not JSON", Webhook::new("orders/create", "hello"), "not_json"),
        ("empty", Webhook::new("orders/create", ""), "not_json"),
        ("no order", Webhook::new("orders/create", r#"{"id":1}"#), "not_understood"),
        (
            "another topic's body",
            Webhook::sample("refunds/create").with(|webhook| webhook.topic = "orders/create".into()),
            "topic_mismatch",
        ),
        ("no topic", genuine().with(|webhook| webhook.topic = String::new()), "topic_missing"),
    ];
    for (name, webhook, word) in cases {
        let id = stack.post(&webhook).await.event_id();
        let event = stack.until(&format!("/api/webhooks/{id}"), |event| event["status"].is_string()).await;
        assert_eq!(event["status"], "failed", "{name}");
        assert!(event["error"].as_str().unwrap().starts_with(word), "{name}: {event}");
    }
    assert_eq!(stack.rows().await.of("state"), 0);
}
