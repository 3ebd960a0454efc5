//! WooCommerce's unsigned ping: 200 for every address, and nothing is stored.

use http::{HeaderMap, Method};
use serde_json::{Value, json};
use types::Channel;

use crate::stack::{Stack, case, request, respond, schemes, signed_by};

fn hmac() -> Value {
    json!({"scheme": "hmac-sha256", "header": "x-wc-webhook-signature"})
}

async fn stack() -> Stack {
    let stack = Stack::start().await;
    for id in ["woo", "off", "bare"] {
        stack
            .create_integration(id, Channel::Standard, |integration| {
                integration.schemes = schemes(json!({"https": hmac()}));
                integration.enabled = id != "off";
                if id == "bare" {
                    integration.secrets.clear();
                }
            })
            .await;
    }
    stack.create_integration("shop", Channel::Shopify, |_| {}).await;
    stack
}

fn ping(path: &str) -> ingest::Request {
    let case = case("wire_woo_ping");
    let content_type = case["headers"]["Content-Type"].as_str().unwrap().parse().unwrap();
    request(path, HeaderMap::from_iter([(http::header::CONTENT_TYPE, content_type)]), case["body"].as_str().unwrap())
}

#[tokio::test]
async fn ping_gets_the_same_response_for_every_id_and_stores_nothing() {
    let stack = stack().await;
    let receiver = stack.receiver(Channel::Standard);
    let path = case("wire_woo_ping")["path"].as_str().unwrap().replace("/api/webhooks/", "");
    for path in [
        &path,
        "standard/unknown",
        "standard/off",
        "standard/bare",
        "standard/shop",
        "standard/woo/order",
        "standard/A%23B",
    ] {
        assert_eq!(respond(&receiver, ping(path)).await, (200, json!({"status": "handshake"})), "{path}");
    }
    assert_eq!((stack.count("deliveries").await, stack.count("ledger").await), (0, 0));
}

#[tokio::test]
async fn other_unsigned_requests_are_rejected_as_before() {
    let stack = stack().await;
    let receiver = stack.receiver(Channel::Standard);
    let changed = |change: fn(&mut ingest::Request)| {
        let mut request = ping("standard/woo");
        change(&mut request);
        request
    };
    for (status, request) in [
        (401, changed(|request| request.body = "webhook_id=7&order=1".into())),
        (401, changed(|request| request.body = r#"{"webhook_id":7}"#.into())),
        (401, changed(|request| request.headers.clear())),
        (405, changed(|request| request.method = Method::GET)),
    ] {
        assert_eq!(respond(&receiver, request).await.0, status);
    }
    // Only senders of this channel ping.
    let shopify = stack.receiver(Channel::Shopify);
    assert_eq!(respond(&shopify, ping("shopify/shop")).await.0, 401);
    assert_eq!(stack.count("deliveries").await, 0);
}

#[tokio::test]
async fn signed_webhook_with_the_body_of_a_ping_is_stored() {
    let stack = stack().await;
    let receiver = stack.receiver(Channel::Standard);
    let form = ("content-type", "application/x-www-form-urlencoded");
    let (status, response) = respond(&receiver, signed_by(&hmac(), "standard/woo", &[form], "webhook_id=7")).await;
    assert_eq!((status, &response["status"]), (200, &json!("stored")));
    assert_eq!(stack.count("deliveries").await, 1);
}
