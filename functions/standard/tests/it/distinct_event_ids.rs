//! Event ids that no signature covers: they distinguish equal bodies, within a bound.

use std::collections::BTreeSet;

use ingest::EVENT_ID_FLOOD;
use serde_json::{Value, json};
use types::Channel;
use types::time::Clock;

use crate::stack::{Stack, StatusAndBody, respond, schemes, signed, signed_by};

/// The most ids that distinguish deliveries of one body in a day.
const MAX_EVENT_IDS: usize = 16;
const BODY: &str = r#"{"sku":"TEE","stock":0}"#;

fn github() -> Value {
    json!({"scheme": "hmac-sha256", "header": "X-Hub-Signature-256", "encoding": "hex", "prefix": "sha256="})
}

/// A stack with an integration of GitHub's webhooks
/// (<https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers>).
async fn stack() -> Stack {
    let stack = Stack::start().await;
    stack
        .create_integration("github", Channel::Standard, |integration| {
            integration.schemes = schemes(json!({"https": github()}));
            let topic = json!({"from": "header", "name": "X-GitHub-Event"});
            integration.topic = Some(serde_json::from_value(topic).unwrap());
            integration.event_id = Some(serde_json::from_value(json!({"header": "X-GitHub-Delivery"})).unwrap());
        })
        .await;
    stack
}

fn request(topic: &str, event_id: &str, body: &str) -> ingest::Request {
    signed_by(&github(), "standard/github", &[("x-github-event", topic), ("x-github-delivery", event_id)], body)
}

fn status((status, response): &StatusAndBody) -> (u16, &str) {
    (*status, response["status"].as_str().unwrap())
}

#[tokio::test]
async fn equal_bodies_with_different_event_ids_or_topics_are_distinct() {
    let stack = stack().await;
    let receiver = stack.receiver(Channel::Standard);
    for (topic, event_id) in [("push", "id-1"), ("push", "id-2"), ("release", "id-1")] {
        let first = respond(&receiver, request(topic, event_id, BODY)).await;
        assert_eq!(status(&first), (200, "stored"), "{topic} {event_id}");
        let again = respond(&receiver, request(topic, event_id, BODY)).await;
        assert_eq!(again, (200, json!({"id": first.1["id"], "status": "duplicate"})), "{topic} {event_id}");
    }
    let headers = &stack.tables.rows("deliveries").await[0]["headers"];
    assert!(headers["x-github-delivery"].is_string() && headers["x-hub-signature-256"].is_null(), "{headers}");
    // One id with two bodies: a sender that reuses ids, as WooCommerce does within a second, loses nothing.
    assert_eq!(status(&respond(&receiver, request("push", "id-1", "{}")).await), (200, "stored"));
    assert_eq!(stack.count("deliveries").await, 4);
}

#[tokio::test]
async fn webhook_without_its_event_id_is_deduplicated_by_topic_and_body() {
    let stack = stack().await;
    let receiver = stack.receiver(Channel::Standard);
    for (number, headers) in
        [&[("x-github-event", "push")][..], &[("x-github-event", "push"), ("x-github-delivery", " ")]]
            .into_iter()
            .enumerate()
    {
        let response = respond(&receiver, signed_by(&github(), "standard/github", headers, BODY)).await;
        assert_eq!(status(&response), (200, if number == 0 { "stored" } else { "duplicate" }));
    }
    assert_eq!(stack.count("deliveries").await, 1);
}

#[tokio::test]
async fn made_up_event_ids_make_a_bounded_number_of_deliveries_also_concurrently() {
    let stack = stack().await;
    let receivers = [0, 1, 2, 3].map(|_| stack.receiver(Channel::Standard));
    let posts = (0..40).map(|number| {
        let receiver = &receivers[number % receivers.len()];
        async move { respond(receiver, request("push", &format!("made-up-{number}"), BODY)).await }
    });
    let responses = futures_util::future::join_all(posts).await;
    let stored = |response: &&StatusAndBody| status(response) == (200, "stored");
    let stored: BTreeSet<_> = responses.iter().filter(stored).map(|(_, body)| body["id"].to_string()).collect();
    // One more for all further ids: that of topic, body and day.
    assert_eq!((stored.len(), stack.count("deliveries").await), (MAX_EVENT_IDS + 1, MAX_EVENT_IDS + 1));
    let duplicates: BTreeSet<_> = responses
        .iter()
        .filter(|response| status(response) == (200, "duplicate"))
        .map(|(_, body)| body["id"].to_string())
        .collect();
    assert!(duplicates.len() == 1 && duplicates.is_subset(&stored), "{responses:?}");

    let received = receivers[0].receive_request(request("push", "one-more", BODY)).await.unwrap();
    assert_eq!((received.status(), received.is_event_id_flood, EVENT_ID_FLOOD), ("duplicate", true, "event_id_flood"));
    // A genuine webhook of another topic with this body is no duplicate of the flood.
    for status in ["stored", "duplicate"] {
        let received = receivers[0].receive_request(request("pull_request", "genuine", BODY)).await.unwrap();
        assert_eq!((received.status(), received.is_event_id_flood), (status, true));
    }
    // An id that was accepted stays a duplicate of its own delivery, and another body has its own bound.
    let shared: Value = serde_json::from_str(duplicates.first().unwrap()).unwrap();
    let is_known = |(_, body): &StatusAndBody| body["status"] == "stored" && body["id"] != shared;
    let known = responses.iter().position(is_known).unwrap();
    let again = receivers[0].receive_request(request("push", &format!("made-up-{known}"), BODY)).await.unwrap();
    assert_eq!(
        (again.event_id().to_string(), again.is_event_id_flood),
        (responses[known].1["id"].as_str().unwrap().to_owned(), false)
    );
    assert_eq!(status(&respond(&receivers[0], request("push", "one-more", "{}")).await), (200, "stored"));
    let ledger = stack.tables.rows("ledger").await;
    assert!(!json!(ledger).to_string().contains("made-up"), "{ledger:?}");
}

#[tokio::test]
async fn event_ids_are_counted_anew_each_day_and_a_retry_after_midnight_is_a_duplicate() {
    let stack = stack().await;
    let at = |time: &'static str| stack.receiver_at(Channel::Standard, Clock::from_fn(move || time.parse().unwrap()));
    let (today, tomorrow) = (at("2026-11-02T23:59:59Z"), at("2026-11-03T00:00:01Z"));
    for number in 0..MAX_EVENT_IDS {
        assert_eq!(status(&respond(&today, request("push", &number.to_string(), BODY)).await), (200, "stored"));
    }
    let over = || request("push", "over", BODY);
    assert_eq!(status(&respond(&today, over()).await), (200, "stored"));
    assert_eq!(status(&respond(&today, over()).await), (200, "duplicate"));
    assert_eq!(status(&respond(&tomorrow, request("push", "0", BODY)).await), (200, "duplicate"));
    assert_eq!(status(&respond(&tomorrow, over()).await), (200, "stored"));
}

#[tokio::test]
async fn signed_event_id_precedes_the_configured_one() {
    let stack = Stack::start().await;
    stack
        .create_integration("plain", Channel::Standard, |integration| {
            integration.event_id = Some(serde_json::from_value(json!({"header": "x-id"})).unwrap())
        })
        .await;
    let receiver = stack.receiver(Channel::Standard);
    for (number, x_id) in ["a", "b", "c"].into_iter().enumerate() {
        let mut request = signed("standard/plain", "msg_1", "{}");
        request.headers.insert("x-id", x_id.parse().unwrap());
        let response = respond(&receiver, request).await;
        assert_eq!(status(&response), (200, if number == 0 { "stored" } else { "duplicate" }));
    }
    assert_eq!((stack.count("deliveries").await, stack.count("ledger").await), (1, 0));
}

#[tokio::test]
async fn webhook_with_an_event_id_is_not_stored_without_the_ledger() {
    let stack = stack().await;
    stack.tables.drop_table("ledger").await;
    let receiver = stack.receiver(Channel::Standard);
    let without_topic = signed_by(&github(), "standard/github", &[("x-github-delivery", "id-1")], BODY);
    assert_eq!(receiver.receive_https(without_topic).await.status(), 503);
    assert_eq!(stack.count("deliveries").await, 0);
}
