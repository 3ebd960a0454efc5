//! One order, from the POST to a live client.

use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::time::timeout;

use crate::stack::{Stack, Webhook};

/// The guaranteed time to a live client.
const LIVE: Duration = Duration::from_secs(1);
const ORDER_ID: &str = "637194728041593621";

#[tokio::test]
async fn webhook_is_a_frame_within_a_second_on_both_transports() {
    let stack = Stack::start().await;
    let mut websocket = stack.websocket("demo", None).await;
    let mut sse = stack.sse("demo", None).await;
    let posted = Instant::now();
    let response = stack.post(&Webhook::sample("orders/create")).await;
    assert_eq!((response.status, &response.json["status"]), (200, &Value::from("stored")));

    let frame = timeout(LIVE, websocket.next_frame()).await.expect("a frame within a second");
    assert_eq!(frame["events"][0]["id"], response.json["id"]);
    assert_eq!(frame["cursor"], response.json["id"]);
    assert_eq!(frame["orders"][0]["id"], ORDER_ID);

    let order = timeout(LIVE, sse.next_event()).await.expect("an order within a second");
    assert_eq!((order.kind.as_str(), &order.data["id"]), ("order", &Value::from(ORDER_ID)));
    let event = timeout(LIVE, sse.next_event()).await.expect("its event with it");
    assert_eq!((event.kind.as_str(), event.id.as_deref()), ("event", response.json["id"].as_str()));
    assert!(posted.elapsed() < LIVE);
}

#[tokio::test]
async fn order_and_event_have_every_digit() {
    let stack = Stack::start().await;
    let webhook = Webhook::sample("orders/create");
    let response = stack.post(&webhook).await;
    let event = &stack.events(1).await[0];
    assert_eq!(event["id"], response.json["id"]);
    assert_eq!(event["status"], "processed");
    assert_eq!(event["subject"], format!("order#{ORDER_ID}"));
    assert!(event["payload_summary"].as_str().unwrap().contains(ORDER_ID));

    let (status, one) = stack.get("demo", &format!("/api/webhooks/{}", response.event_id())).await;
    assert_eq!(status, 200);
    assert_eq!(one["delivery"]["body"].as_str().unwrap().as_bytes(), webhook.body);

    let (_, orders) = stack.get("demo", "/api/orders").await;
    let (_, order) = stack.get("demo", &format!("/api/orders/{ORDER_ID}?integration=demo-shopify")).await;
    for line in [&orders["orders"][0], &order] {
        assert_eq!(line["id"], ORDER_ID);
        // The demo has fees and costs for the articles of its samples.
        assert_eq!(line["missing"], serde_json::json!([]), "{line}");
        assert!(line["profit"].is_string() && line["total"].is_string(), "{line}");
    }
    assert!(!order["lines"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn every_sample_is_a_processed_event() {
    let stack = Stack::start().await;
    let topics = [
        "orders/create",
        "orders/updated",
        "orders/cancelled",
        "refunds/create",
        "inventory_levels/update",
        "products/update",
        "app/uninstalled",
    ];
    // Shopify sends them two days after the app was uninstalled, which has to be processed before.
    let redactions = ["customers/data_request", "customers/redact", "shop/redact"];
    let mut sent = 0;
    for some in [&topics[..], &redactions] {
        for topic in some {
            assert_eq!(stack.post(&Webhook::sample(topic)).await.status, 200, "{topic}");
        }
        sent += some.len();
        stack.events(sent).await;
    }
    for event in stack.events(sent).await {
        assert_eq!(event["status"], "processed", "{event}");
        assert!(event["subject"].is_string(), "{event}");
    }
}

#[tokio::test]
async fn body_in_base64_is_verified() {
    let stack = Stack::start().await;
    // This type alone makes API Gateway send the body in base64.
    let webhook = Webhook::sample("orders/create");
    let request = stack.http().post(stack.url(&webhook.path)).header("content-type", "application/octet-stream");
    let request =
        request.header("x-shopify-topic", "orders/create").header("x-shopify-shop-domain", webhook.shop.unwrap());
    let response =
        request.header("x-shopify-hmac-sha256", webhook.signature.unwrap()).body(webhook.body).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(stack.events(1).await[0]["status"], "processed");
}

#[tokio::test]
async fn reconnecting_client_gets_the_missed_events() {
    let stack = Stack::start().await;
    let first = stack.post(&Webhook::sample("orders/create")).await.event_id();
    stack.events(1).await;
    let second = stack.post(&Webhook::sample("orders/updated")).await.event_id();
    stack.events(2).await;

    let websocket = stack.websocket("demo", Some(&first)).await;
    let frames = websocket.resumed();
    let ids: Vec<_> =
        frames.iter().flat_map(|frame| frame["events"].as_array().unwrap()).map(|event| event["id"].clone()).collect();
    assert!(ids.contains(&Value::from(second.clone())), "{ids:?}");
    assert_eq!(frames.last().unwrap()["resume"], serde_json::json!({"complete": true}));
    assert!(frames.last().unwrap()["cursor"].as_str().unwrap() > second.as_str());

    let mut sse = stack.sse("demo", Some(&first)).await;
    let mut seen = Vec::new();
    while !seen.contains(&second) {
        let event = timeout(LIVE, sse.next_event()).await.expect("the catch-up within a second");
        seen.extend(event.id);
    }
}
