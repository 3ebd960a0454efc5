//! One event with its delivery.

use domain::delivery::DedupTopic;
use domain::delivery::{DeliveryId, DeliveryKey, DeliveryMetadata, NewDelivery};
use serde_json::{Value, json};
use store::deliveries::DeliveryLog;
use store::events::{Event, EventLog};
use testing::verified_body;
use types::Channel;
use types::event_id::EventId;

use crate::stack::{Stack, event, time};

/// Stores a delivery with this body and its event.
pub(crate) async fn deliver(stack: &Stack, millis: i64, body: &[u8]) -> EventId {
    store(stack, event("shop", millis), "orders/create", body).await
}

/// As [`deliver`], with a topic and a subject.
pub(crate) async fn deliver_as(stack: &Stack, millis: i64, topic: &'static str, subject: &str, body: &[u8]) -> EventId {
    let mut event = event("shop", millis);
    event.summary.topic = topic.to_owned();
    event.summary.subject = Some(subject.parse().unwrap());
    store(stack, event, topic, body).await
}

async fn store(stack: &Stack, mut event: Event, topic: &'static str, body: &[u8]) -> EventId {
    let (body, _verification) = verified_body(body);
    let received_at = event.summary.received_at;
    let id = DeliveryId::of(Channel::Shopify, DedupTopic::Known(topic), None, received_at, &body, None);
    event.delivery_id = id.clone();
    let metadata = DeliveryMetadata {
        key: DeliveryKey { integration: "shop".parse().unwrap(), id },
        event_id: event.summary.id,
        channel: Channel::Shopify,
        account: "shop.myshopify.com".into(),
        topic: topic.into(),
        received_at,
        replays: 0,
        retries: 0,
    };
    let delivery = NewDelivery {
        metadata: metadata,
        headers: [("x-shopify-topic".to_owned(), "orders/create".to_owned())].into(),
        body_authenticated: true,
        body,
    };
    DeliveryLog::new(stack.client.clone(), &stack.environment).unwrap().put_if_absent(&delivery).await.unwrap();
    EventLog::new(stack.client.clone(), &stack.environment).unwrap().record(&event).await.unwrap();
    event.summary.id
}

async fn shown_delivery(stack: &Stack, id: EventId) -> Value {
    let (status, body) = stack.get("demo", &format!("/api/webhooks/{id}")).await;
    assert_eq!((status, &body["id"], &body["integration"]), (200, &json!(id), &json!("shop")));
    body["delivery"].clone()
}

#[tokio::test]
async fn event_has_its_delivery_as_it_was_sent() {
    let stack = Stack::start().await;
    stack.integration("demo", "shop").await;
    let text = br##"{ "id": 820982911946154508, "name": "#1042 \"x\"" }"##;
    let delivery = shown_delivery(&stack, deliver(&stack, 1, text).await).await;
    assert_eq!(delivery["body"], json!(str::from_utf8(text).unwrap()));
    assert_eq!(delivery["body_bytes"], json!(text.len()));
    assert_eq!(delivery["headers"], json!({"x-shopify-topic": "orders/create"}));
    assert_eq!((&delivery["replays"], &delivery["received_at"]), (&json!(0), &json!(time(1))));
    assert_eq!(delivery["id"].as_str().map(str::len), Some(64));
    assert_eq!(delivery["body_authenticated"], json!(true));
    assert_eq!(delivery.as_object().unwrap().len(), 7);

    let bytes = shown_delivery(&stack, deliver(&stack, 2, &[0xff, 0x00]).await).await;
    assert_eq!(
        (&bytes["body"], &bytes["body_base64"], &bytes["body_bytes"]),
        (&Value::Null, &json!("/wA="), &json!(2))
    );
}

#[tokio::test]
async fn body_of_several_parts_is_complete_and_too_large_body_is_only_counted() {
    let stack = Stack::start().await;
    stack.integration("demo", "shop").await;
    // Digits that hardly compress: over 300 KB in the table.
    let mut seed = 1_u64;
    let noise: String = std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        format!("{seed:x}")
    })
    .take(60_000)
    .collect();
    let large = shown_delivery(&stack, deliver(&stack, 1, noise.as_bytes()).await).await;
    assert_eq!(large["body"].as_str(), Some(noise.as_str()));

    let quotes = vec![b'"'; 4 * 1024 * 1024];
    let counted = shown_delivery(&stack, deliver(&stack, 2, &quotes).await).await;
    assert_eq!(
        (&counted["body"], &counted["body_too_large"], &counted["body_bytes"]),
        (&Value::Null, &json!(true), &json!(quotes.len()))
    );
}

#[tokio::test]
async fn event_without_stored_delivery_is_shown() {
    let stack = Stack::start().await;
    stack.integration("demo", "shop").await;
    let id = stack.events("shop", [1]).await[0];
    assert_eq!(shown_delivery(&stack, id).await, Value::Null);
}

#[tokio::test]
async fn invalid_event_id_is_404() {
    let stack = Stack::start().await;
    stack.integration("demo", "shop").await;
    let id = stack.events("shop", [1]).await[0].to_string();
    for bad in ["register", "events", "shopify", &id.to_lowercase(), "01K8XGZZ1B3G6M2N4P5Q6R7S8T", "%20", ""] {
        assert_eq!(stack.get("demo", &format!("/api/webhooks/{bad}")).await.0, 404, "{bad}");
    }
}
