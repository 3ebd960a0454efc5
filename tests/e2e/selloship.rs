//! Selloship: each topic by its sample, waybills that come without one, and who is refused.

use http::{HeaderMap, HeaderName};
use local::client::{SAMPLES, Sample, StackUrl, WebhookSender};
use local::demo::{SELLOSHIP, SHOPIFY};
use reqwest::Method;
use serde_json::{Value, json};
use shared::channel::Channel;
use shared::scheme::{Scheme, hmac_sha256, static_token};
use shared::secret::Secret;
use shared::time::Clock;

use crate::stack::{Answer, Stack};

const PATH: &str = "/api/webhooks/selloship/demo-selloship";

/// The usual scheme.
fn usual() -> Scheme {
    Scheme::HmacSha256(hmac_sha256::Settings::base64_in("x-selloship-signature"))
}

/// One request.
#[derive(Clone, Debug)]
struct Request {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Request {
    /// To the demo, proven by `scheme`; with the sample's topic in a header.
    fn proven(scheme: &Scheme, secret: &str, topic: &str, body: &[u8]) -> Self {
        let mut headers = scheme.sign(&Secret::new(secret), "none", Clock::system().now(), body).unwrap();
        if !topic.is_empty() {
            headers.insert("x-selloship-event-type", topic.parse().unwrap());
        }
        Self { method: Method::POST, path: PATH.into(), headers, body: body.to_vec() }
    }

    fn genuine() -> Self {
        Self::signed("SHIPMENT_UPDATED", sample("SHIPMENT_UPDATED").body)
    }

    fn signed(topic: &str, body: &str) -> Self {
        Self::proven(&usual(), SELLOSHIP.secret, topic, body.as_bytes())
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn to(self, integration: &str) -> Self {
        self.with(|request| request.path = format!("/api/webhooks/selloship/{integration}"))
    }

    async fn post(&self, stack: &Stack) -> Answer {
        let request = stack.http().request(self.method.clone(), stack.url(&self.path)).headers(self.headers.clone());
        let answer = request.header("content-type", "application/json").body(self.body.clone()).send().await.unwrap();
        let status = answer.status().as_u16();
        Answer { status, json: serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or(Value::Null) }
    }
}

fn sample(topic: &str) -> Sample {
    Sample::find(Channel::Selloship, topic).unwrap()
}

fn token_in(header: &str) -> Scheme {
    Scheme::StaticToken(static_token::Settings { header: header.into(), prefix: String::new() })
}

/// Makes an integration of the channel.
async fn make(stack: &Stack, id: &str, scheme: &Scheme, secret: &str, enabled: bool) {
    let body = json!({"id": id, "channel": "selloship", "account": id, "enabled": enabled, "schemes": {"https": scheme}, "secrets": [{"value": secret}]});
    let (status, shown) = stack.send(Method::POST, "demo", "/api/integrations", &body).await;
    assert_eq!(status, 201, "{shown}");
}

async fn event(stack: &Stack, id: &str) -> Value {
    stack.until(&format!("/api/webhooks/{id}"), |event| event["status"].is_string()).await
}

#[tokio::test]
async fn every_sample_becomes_a_processed_event_of_its_shipment() {
    let stack = Stack::start().await;
    let url: StackUrl = stack.url("").trim_end_matches('/').parse().unwrap();
    let sender = WebhookSender::demo(&url, SELLOSHIP).unwrap();
    for sample in SAMPLES.into_iter().filter(|sample| sample.channel == Channel::Selloship) {
        let stored = sender.post(sample.topic, sample.body).await.unwrap();
        assert_eq!(stored.word(), "stored", "{}", sample.topic);
        let event = event(&stack, stored.event_id().unwrap()).await;
        // What names no topic is an update, unless all that it says is one thing.
        let (topic, shipment) = match sample.topic {
            "waybill" => ("SHIPMENT_UPDATED", "SS0000000001"),
            "waybills" => ("SHIPMENT_UPDATED", "2 shipments"),
            topic => (topic, "Shipment SELLO123456789"),
        };
        assert_eq!((&event["status"], &event["topic"]), (&json!("processed"), &json!(topic)), "{event}");
        assert!(event["payload_summary"].as_str().unwrap().contains(shipment), "{event}");
        assert_eq!(sender.post(sample.topic, sample.body).await.unwrap().word(), "duplicate", "{}", sample.topic);
    }
    // One parcel of four topics, and two of waybills.
    assert_eq!(stack.rows().await.of("state"), 3);
}

#[tokio::test]
async fn who_tracks_which_parcel_is_read_from_the_body_and_a_wrong_topic_fails() {
    let stack = Stack::start().await;
    let claiming = Request::genuine().with(|request| {
        drop(request.headers.insert("x-selloship-tracking-number", "ANOTHER".parse().unwrap()));
    });
    let stored = event(&stack, &claiming.post(&stack).await.event_id()).await;
    assert_eq!(stored["delivery"]["headers"]["x-selloship-tracking-number"], "ANOTHER");
    assert!(stored["delivery"]["headers"]["x-selloship-signature"].is_null(), "{stored}");
    assert!(stored["payload_summary"].as_str().unwrap().contains("SELLO123456789"), "{stored}");

    for (topic, body, word) in [
        ("SHIPMENT_DELIVERED", sample("SHIPMENT_UPDATED").body, "topic_mismatch"),
        ("", sample("SHIPMENT_UPDATED").body, "topic_missing"),
        ("SHIPMENT_UPDATED", r#"{"status":"LOST","tracking_number":"S1","updated_at":"soon"}"#, "not_understood"),
        ("SHIPMENT_UPDATED", "no json", "not_json"),
    ] {
        let failed = event(&stack, &Request::signed(topic, body).post(&stack).await.event_id()).await;
        assert_eq!(failed["status"], "failed", "{word}: {failed}");
        assert!(failed["error"].as_str().unwrap().starts_with(word), "{failed}");
    }
    assert_eq!(stack.rows().await.of("state"), 1);
}

#[tokio::test]
async fn a_token_is_taken_and_marked_and_so_is_a_signature_in_hex() {
    let stack = Stack::start().await;
    make(&stack, "courier-token", &token_in("x-selloship-token"), "token-secret-1", true).await;
    let waybill = sample("waybill").body.as_bytes();
    let shown = Request::proven(&token_in("x-selloship-token"), "token-secret-1", "", waybill).to("courier-token");
    let stored = event(&stack, &shown.post(&stack).await.event_id()).await;
    assert_eq!(stored["delivery"]["body_authenticated"], false);
    assert!(!stored.to_string().contains("token-secret-1"), "{stored}");

    let hex: Scheme =
        serde_json::from_value(json!({"scheme": "hmac-sha256", "header": "x-selloship-signature", "encoding": "hex"}))
            .unwrap();
    make(&stack, "courier-hex", &hex, "hex-secret-1", true).await;
    let signed = Request::proven(&hex, "hex-secret-1", "", waybill).to("courier-hex");
    let stored = event(&stack, &signed.post(&stack).await.event_id()).await;
    assert_eq!(stored["delivery"]["body_authenticated"], true);
}

#[tokio::test]
async fn whoever_is_not_genuine_is_refused_and_leaves_no_row() {
    let stack = Stack::start().await;
    make(&stack, "courier-off", &usual(), "off-secret-1", false).await;
    make(&stack, "courier-token", &token_in("x-selloship-token"), "token-secret-1", true).await;
    let genuine = Request::genuine;
    let body = genuine().body;
    let set = |name: &'static str, value: &'static str| {
        genuine().with(|request| drop(request.headers.insert(HeaderName::from_static(name), value.parse().unwrap())))
    };
    let by = |secret: &str| Request::proven(&usual(), secret, "SHIPMENT_UPDATED", &body);
    let token = |secret: &str| Request::proven(&token_in("x-selloship-token"), secret, "", &body).to("courier-token");
    let without = genuine().with(|request| drop(request.headers.remove("x-selloship-signature")));
    let larger = Request::signed("SHIPMENT_UPDATED", &" ".repeat(4 * 1024 * 1024 + 1));
    let method = |method: Method| genuine().with(|request| request.method = method);
    let cases = [
        ("no signature", 401, "signature_missing", without),
        ("no base64", 401, "signature_malformed", set("x-selloship-signature", "%%%")),
        ("another length", 401, "signature_malformed", set("x-selloship-signature", "c2hvcnQ=")),
        ("another secret", 401, "signature_wrong", by("another-secret")),
        ("one bit flipped", 401, "signature_wrong", genuine().with(|request| request.body[30] ^= 1)),
        ("unknown integration", 401, "unknown_integration", genuine().to("nobody")),
        ("an id that is none", 401, "no_account", genuine().to("A%23B")),
        ("another channel's integration", 401, "other_channel", by(SHOPIFY.secret).to("demo-shopify")),
        ("a disabled integration", 401, "disabled", by("off-secret-1").to("courier-off")),
        ("a signature where a token is wanted", 401, "token_missing", by("token-secret-1").to("courier-token")),
        ("another token", 401, "token_wrong", token("token-secret-2")),
        ("a token where a signature is wanted", 401, "signature_missing", token("x").to("demo-selloship")),
        ("no POST", 405, "method", method(Method::GET)),
        ("no POST", 405, "method", method(Method::PUT)),
        ("over the limit", 413, "too_large", larger),
    ];
    let before = stack.rows().await;
    for (name, status, reason, request) in cases {
        let answer = request.post(&stack).await;
        assert_eq!(answer.status, status, "{name}: {answer:?}");
        let request_id = format!("request.id=\"{}\"", answer.json["request_id"].as_str().unwrap());
        stack.logged(&[&request_id, "channel=\"selloship\"", &format!("reason=\"{reason}\"")]).await;
    }
    assert_eq!(stack.rows().await, before);
}
