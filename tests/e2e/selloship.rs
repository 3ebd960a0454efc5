//! Selloship: a sample of each topic, and waybills without a topic.

use local_client::demo::SELLOSHIP;
use local_client::{SAMPLES, Sample, StackUrl, WebhookSender};
use serde_json::{Value, json};
use signatures::Scheme;
use types::Channel;

use crate::stack::{Account, Request, Stack};

/// The demo integration with the default scheme.
fn demo() -> Account {
    let scheme = json!({"scheme": "hmac-sha256", "header": "x-selloship-signature"});
    let account = account(SELLOSHIP.integration, scheme);
    Account { secret: SELLOSHIP.secret.into(), ..account }
}

fn account(id: &str, scheme: Value) -> Account {
    Account::of(Channel::Selloship, id, &serde_json::from_value::<Scheme>(scheme).unwrap())
}

/// Signed by the demo, with a topic in a header.
fn signed(topic: &str, body: &str) -> Request {
    let request = demo().request(body);
    if topic.is_empty() { request } else { request.header("x-selloship-event-type", topic) }
}

fn sample(topic: &str) -> Sample {
    Sample::find(Channel::Selloship, topic).unwrap()
}

async fn event(stack: &Stack, id: &str) -> Value {
    stack.until(&format!("/api/webhooks/{id}"), |event| event["status"].is_string()).await
}

#[tokio::test]
async fn every_sample_is_a_processed_event_of_its_shipment() {
    let stack = Stack::start().await;
    let url: StackUrl = stack.url("").trim_end_matches('/').parse().unwrap();
    let sender = WebhookSender::demo(&url, SELLOSHIP).unwrap();
    for sample in SAMPLES.into_iter().filter(|sample| sample.channel == Channel::Selloship) {
        let stored = sender.post(sample.topic, sample.body).await.unwrap();
        assert_eq!(stored.code(), "stored", "{}", sample.topic);
        let event = event(&stack, stored.event_id().unwrap()).await;
        // A body without a topic is an update, unless all its statuses are the same.
        let (topic, shipment) = match sample.topic {
            "waybill" => ("SHIPMENT_UPDATED", "SS0000000001"),
            "waybills" => ("SHIPMENT_UPDATED", "2 shipments"),
            topic => (topic, "Shipment SELLO123456789"),
        };
        assert_eq!((&event["status"], &event["topic"]), (&json!("processed"), &json!(topic)), "{event}");
        assert!(event["payload_summary"].as_str().unwrap().contains(shipment), "{event}");
        assert_eq!(sender.post(sample.topic, sample.body).await.unwrap().code(), "duplicate", "{}", sample.topic);
    }
    // One shipment of four topics, and two of waybills.
    assert_eq!(stack.rows().await.of("state"), 3);
}

#[tokio::test]
async fn tracking_number_is_read_from_the_body_and_a_wrong_topic_is_a_failed_event() {
    let stack = Stack::start().await;
    let claiming = signed("SHIPMENT_UPDATED", sample("SHIPMENT_UPDATED").body);
    let claiming = claiming.header("x-selloship-tracking-number", "ANOTHER");
    let stored = event(&stack, &claiming.post(&stack).await.event_id()).await;
    assert_eq!(stored["delivery"]["headers"]["x-selloship-tracking-number"], "ANOTHER");
    assert!(stored["delivery"]["headers"]["x-selloship-signature"].is_null(), "{stored}");
    assert!(stored["payload_summary"].as_str().unwrap().contains("SELLO123456789"), "{stored}");

    for (topic, body, code) in [
        ("SHIPMENT_DELIVERED", sample("SHIPMENT_UPDATED").body, "topic_mismatch"),
        ("", sample("SHIPMENT_UPDATED").body, "topic_missing"),
        ("SHIPMENT_UPDATED", r#"{"status":"LOST","tracking_number":["S1"]}"#, "not_understood"),
        ("SHIPMENT_UPDATED", "no json", "not_json"),
    ] {
        let failed = event(&stack, &signed(topic, body).post(&stack).await.event_id()).await;
        assert_eq!(failed["status"], "failed", "{code}: {failed}");
        assert!(failed["error"].as_str().unwrap().starts_with(code), "{failed}");
    }
    assert_eq!(stack.rows().await.of("state"), 1);
}

#[tokio::test]
async fn token_is_stored_as_unauthenticated_body_and_hex_signature_as_authenticated() {
    let stack = Stack::start().await;
    let token = account("courier-token", json!({"scheme": "static-token", "header": "x-selloship-token"}));
    token.create(&stack).await;
    let shown = token.request(sample("waybill").body);
    let stored = event(&stack, &shown.post(&stack).await.event_id()).await;
    assert_eq!(stored["delivery"]["body_authenticated"], false);
    assert!(!stored.to_string().contains(&token.secret), "{stored}");

    let scheme = json!({"scheme": "hmac-sha256", "header": "x-selloship-signature", "encoding": "hex"});
    let hex = account("courier-hex", scheme);
    hex.create(&stack).await;
    let signed = hex.request(sample("waybill").body);
    let stored = event(&stack, &signed.post(&stack).await.event_id()).await;
    assert_eq!(stored["delivery"]["body_authenticated"], true);
}
