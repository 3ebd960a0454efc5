//! WooCommerce as its settings page configures it: `WC_Webhook` of
//! <https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php>.

use std::collections::BTreeSet;

use http::Version;
use serde_json::{Value, json};
use signatures::hmac_sha256;
use types::secret::Secret;

use crate::stack::{Stack, WebhookResponse};

const SECRET: &str = "woo-secret with spaces & signs";
const USER_AGENT: &str = "WooCommerce/10.3.5 Hookshot (WordPress/6.8.3)";

/// A file of tests/cases.
fn case(name: &str) -> Value {
    let path = format!("{}/../../tests/cases/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The configuration of docs/channels/standard.md.
async fn create(stack: &Stack) {
    let settings = json!({
        "id": "woo", "channel": "standard", "account": "my-woo", "enabled": true, "secrets": [{"value": SECRET}],
        "schemes": {"https": {"scheme": "hmac-sha256", "header": "X-WC-Webhook-Signature"}},
        "topic": {"from": "header", "name": "X-WC-Webhook-Topic"},
        "event_id": {"header": "X-WC-Webhook-Delivery-ID"},
    });
    let (status, made) = stack.send(reqwest::Method::POST, "demo", "/api/integrations", &settings).await;
    assert_eq!((status, &made["event_id"]), (201, &json!({"header": "x-wc-webhook-delivery-id"})), "{made}");
}

/// `WC_Webhook::deliver`: HTTP 1.0, the body signed, everything else in unsigned headers.
async fn deliver(stack: &Stack, topic: &str, delivery_id: &str, body: &str) -> WebhookResponse {
    let (resource, event) = topic.split_once('.').unwrap();
    let request = stack.http().post(stack.url("/api/webhooks/standard/woo")).version(Version::HTTP_10);
    let request = request
        .header("User-Agent", USER_AGENT)
        .header("Content-Type", "application/json")
        .header("X-WC-Webhook-Source", "https://shop.example/")
        .header("X-WC-Webhook-Topic", topic)
        .header("X-WC-Webhook-Resource", resource)
        .header("X-WC-Webhook-Event", event)
        .header("X-WC-Webhook-Signature", hmac_sha256::sign(&Secret::new(SECRET), body.as_bytes()))
        .header("X-WC-Webhook-ID", "7")
        .header("X-WC-Webhook-Delivery-ID", delivery_id);
    let response = request.body(body.to_owned()).send().await.unwrap();
    let status = response.status().as_u16();
    WebhookResponse { status, json: serde_json::from_slice(&response.bytes().await.unwrap()).unwrap() }
}

/// `WC_Webhook::deliver_ping`: a form without a signature.
async fn deliver_ping(stack: &Stack, path: &str, content_type: &str) -> (u16, String) {
    let request =
        stack.http().post(stack.url(path)).header("User-Agent", USER_AGENT).header("Content-Type", content_type);
    let body = case("wire_woo_ping")["body"].as_str().unwrap().to_owned();
    let response = request.body(body).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn ping_of_the_settings_page_gets_200_for_every_id_and_stores_nothing() {
    let stack = Stack::start().await;
    create(&stack).await;
    let before = stack.rows().await;
    let known = case("wire_woo_ping")["path"].as_str().unwrap().to_owned();
    let mut responses = BTreeSet::new();
    for path in [known.as_str(), "/api/webhooks/standard/unknown", "/api/webhooks/standard/demo-standard"] {
        for content_type in ["application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=UTF-8"] {
            responses.insert(deliver_ping(&stack, path, content_type).await);
        }
    }
    assert_eq!(responses, BTreeSet::from([(200, json!({"status": "handshake"}).to_string())]));
    assert_eq!(stack.rows().await, before);
}

#[tokio::test]
async fn deletions_of_one_number_are_distinct_events_with_their_topics() {
    let stack = Stack::start().await;
    create(&stack).await;
    let case = case("wire_woo_same_id_deleted");
    let list = |member: &str| -> Vec<String> { serde_json::from_value(case[member].clone()).unwrap() };
    for (((topic, body), right), number) in list("topics").iter().zip(list("bodies")).zip(list("right")).zip(0..) {
        // WooCommerce makes the id of the webhook's number and the second: different webhooks have different ids.
        let delivered = deliver(&stack, topic, &format!("{number}f2c8a4"), &body).await;
        assert_eq!((delivered.status, &delivered.json["status"]), (200, &json!(right)), "{topic}");
        let event =
            stack.until(&format!("/api/webhooks/{}", delivered.event_id()), |one| one["status"].is_string()).await;
        assert_eq!((&event["topic"], &event["status"]), (&json!(topic), &json!("processed")), "{event}");
    }
    assert_eq!(stack.rows().await.of("deliveries"), 3);
}

#[tokio::test]
async fn equal_bodies_are_distinct_by_their_delivery_ids_and_a_repeated_request_is_a_duplicate() {
    let stack = Stack::start().await;
    create(&stack).await;
    let order = r#"{"id":727,"status":"processing","total":"29.35"}"#;
    let first = deliver(&stack, "order.updated", "d41d8cd9", order).await;
    let other = deliver(&stack, "order.updated", "0cc175b9", order).await;
    assert_eq!((&first.json["status"], &other.json["status"]), (&json!("stored"), &json!("stored")));
    let again = deliver(&stack, "order.updated", "d41d8cd9", order).await;
    assert_eq!((&again.json["status"], &again.json["id"]), (&json!("duplicate"), &first.json["id"]));

    // Made-up ids: the log says why they are duplicates.
    for number in 0..20 {
        assert_eq!(deliver(&stack, "order.updated", &format!("made-up-{number}"), order).await.status, 200);
    }
    assert_eq!(stack.rows().await.of("deliveries"), 17);
    stack.logged(&["event_id_flood", "woo"]).await;
}
