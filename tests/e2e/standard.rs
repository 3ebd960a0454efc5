//! Standard Webhooks, and senders with another scheme on the same channel.

use std::time::Duration;

use http::HeaderMap;
use local_client::Sample;
use local_client::demo::STANDARD;
use serde_json::{Value, json};
use signatures::standard_webhooks::sign;
use signatures::{Scheme, hmac_sha256, static_token};
use types::Channel;
use types::secret::Secret;
use types::time::{Clock, Time};

use crate::stack::{Stack, WebhookResponse};

const ID: &str = "msg_2c9f1b7e";

/// One request.
#[derive(Clone, Debug)]
struct Request {
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Request {
    /// The sample of the demo integration, signed `seconds` from now.
    fn signed(id: &str, seconds: i64, secret: &str) -> Self {
        let body = Sample::find(Channel::Standard, "order.paid").unwrap().body.as_bytes().to_vec();
        let headers = sign(&Secret::new(secret), id, from_now(seconds), &body).unwrap();
        Self { path: "/api/webhooks/standard/demo-standard".into(), headers, body }
    }

    fn demo() -> Self {
        Self::signed(ID, 0, STANDARD.secret)
    }

    /// A request to this integration, signed by another scheme.
    fn by_scheme(integration: &str, scheme: &Scheme, secret: &str, body: &str) -> Self {
        let headers = scheme.sign(&Secret::new(secret), ID, from_now(0), body.as_bytes()).unwrap();
        Self { path: format!("/api/webhooks/standard/{integration}"), headers, body: body.into() }
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    async fn post(&self, stack: &Stack) -> WebhookResponse {
        let request = stack.http().post(stack.url(&self.path)).headers(self.headers.clone());
        let response = request.header("content-type", "application/json").body(self.body.clone()).send().await.unwrap();
        let status = response.status().as_u16();
        WebhookResponse {
            status,
            json: serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or(Value::Null),
        }
    }
}

fn from_now(seconds: i64) -> Time {
    Clock::system().now().plus_millis(seconds * 1000)
}

/// Creates an integration of the channel with `scheme`.
async fn create(stack: &Stack, id: &str, scheme: &Scheme, secret: &str) {
    let body = json!({"id": id, "channel": "standard", "account": format!("{id}.example"), "schemes": {"https": scheme}, "secrets": [{"value": secret}]});
    let (status, shown) = stack.send(reqwest::Method::POST, "demo", "/api/integrations", &body).await;
    assert_eq!((status, &shown["schemes"]["https"]["scheme"]), (201, &json!(scheme.name())), "{shown}");
}

/// The delivery of an event.
async fn delivery(stack: &Stack, event: &str) -> Value {
    stack.until(&format!("/api/webhooks/{event}"), |one| one["delivery"].is_object()).await["delivery"].take()
}

#[tokio::test]
async fn signed_webhook_is_stored_once_by_its_id_and_pushed() {
    let stack = Stack::start().await;
    let mut live = stack.websocket("demo", None).await;
    let first = Request::demo().post(&stack).await;
    assert_eq!((first.status, &first.json["status"]), (200, &json!("stored")));

    let frame = tokio::time::timeout(Duration::from_secs(1), live.next_frame()).await.expect("a frame within a second");
    let event = &frame["events"][0];
    assert_eq!((&event["id"], &event["source"]), (&first.json["id"], &json!("standard")));
    assert_eq!((&event["topic"], &event["status"]), (&json!("order.paid"), &json!("processed")));
    assert_eq!(event["payload_summary"], "order.paid: ord_2c9f1b7e");

    for attempt in [Request::demo(), Request::signed(ID, -120, STANDARD.secret)] {
        let again = attempt.post(&stack).await;
        assert_eq!((&again.json["status"], &again.json["id"]), (&json!("duplicate"), &first.json["id"]));
    }
    let another = Request::signed("msg_another", 0, STANDARD.secret).post(&stack).await;
    assert_eq!(another.json["status"], "stored");
    assert_eq!(stack.rows().await.of("deliveries"), 2);

    let delivery = delivery(&stack, &first.event_id()).await;
    assert_eq!((&delivery["body_authenticated"], &delivery["headers"]["webhook-id"]), (&json!(true), &json!(ID)));
    assert_eq!(delivery["body"].as_str().unwrap().as_bytes(), Request::demo().body);
}

#[tokio::test]
async fn path_without_an_integration_is_rejected() {
    let stack = Stack::start().await;
    let before = stack.rows().await;
    for path in ["/api/webhooks/standard", "/api/webhooks/standard/"] {
        let response = Request::demo().with(|request| request.path = path.into()).post(&stack).await;
        assert!((400..500).contains(&response.status), "{path}: {response:?}");
    }
    assert_eq!(stack.rows().await, before);
}

#[tokio::test]
async fn sender_that_signs_only_the_body_needs_only_a_scheme_setting() {
    let stack = Stack::start().await;
    // The scheme of WooCommerce.
    let scheme = Scheme::HmacSha256(hmac_sha256::Settings::base64_in("x-wc-webhook-signature"));
    create(&stack, "woo", &scheme, "woo-secret-1").await;
    let order = r#"{"id":727,"status":"processing","total":"29.35"}"#;
    let signed = || Request::by_scheme("woo", &scheme, "woo-secret-1", order);

    let first = signed().post(&stack).await;
    assert_eq!(first.json["status"], "stored", "{first:?}");
    // No id is signed, so deliveries are distinguished by their bodies.
    let again = signed().post(&stack).await;
    assert_eq!((&again.json["status"], &again.json["id"]), (&json!("duplicate"), &first.json["id"]));
    assert_eq!(delivery(&stack, &first.event_id()).await["body_authenticated"], true);
}

#[tokio::test]
async fn sender_with_a_static_token_is_stored_with_an_unauthenticated_body() {
    let stack = Stack::start().await;
    let scheme =
        Scheme::StaticToken(static_token::Settings { header: "authorization".into(), prefix: "Bearer ".into() });
    create(&stack, "token", &scheme, "token-secret-1").await;
    let signed = || Request::by_scheme("token", &scheme, "token-secret-1", r#"{"type":"ticket.opened"}"#);

    let stored = signed().post(&stack).await;
    assert_eq!(stored.json["status"], "stored", "{stored:?}");
    let delivery = delivery(&stack, &stored.event_id()).await;
    assert_eq!(delivery["body_authenticated"], false);
    assert!(!delivery.to_string().contains("token-secret-1"), "{delivery}");
}
