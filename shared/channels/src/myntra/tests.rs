//! Normalization of Myntra's bodies, in the formats of the convention.

use domain::delivery::DedupTopic;
use domain::state::{Change, State};
use domain::subject::Subject;
use http::HeaderMap;
use proptest::prelude::*;
use serde_json::{Value, json};
use signatures::Scheme;
use types::Channel;
use types::transport::Transport;

use super::Myntra;
use crate::{ChannelAdapter, Context, NormalizeError, NormalizedEvent};

const TOPICS: [&str; 4] = ["order/create", "order/update", "order/cancel", "order/return"];
const ORDER: &str = "437194728041593621";

fn body(topic: &str) -> Vec<u8> {
    let name = topic.replace('/', "-");
    std::fs::read(format!("{}/../../events/bodies/myntra-{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn normalize(topic: &str, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
    let context = Context { topic, account: "demo-seller", received_at: "2026-11-23T00:00:00Z".parse().unwrap() };
    crate::normalize(Channel::Myntra, &context, body)
}

fn of(topic: &str, body: &Value) -> Result<NormalizedEvent, NormalizeError> {
    normalize(topic, body.to_string().as_bytes())
}

fn error_code(topic: &str, body: &Value) -> &'static str {
    of(topic, body).unwrap_err().code
}

#[test]
fn body_of_each_topic_has_its_subject_and_time() {
    for (topic, subject, at) in [
        (TOPICS[0], format!("order#{ORDER}"), "2026-11-02T04:45:00.000Z"),
        (TOPICS[1], format!("order#{ORDER}"), "2026-11-02T06:30:00.000Z"),
        (TOPICS[2], format!("order#{ORDER}"), "2026-11-02T07:00:00.000Z"),
        (TOPICS[3], "return#77728041593621".into(), "2026-11-09T03:30:00.000Z"),
    ] {
        let normalized = normalize(topic, &body(topic)).unwrap_or_else(|error| panic!("{topic}: {error}"));
        assert_eq!(normalized.subject.unwrap().as_str(), subject, "{topic}");
        assert_eq!(normalized.occurred_at.unwrap().to_string(), at, "{topic}");
        assert!(normalized.summary.contains(ORDER), "{}", normalized.summary);
    }
}

#[test]
fn order_with_other_field_names_is_normalized() {
    let order = json!({"data": {"store_order_id": "7", "order_status": "DELIVERED", "items": [
        {"id": 1, "skuId": "A", "qty": "2", "mrp": "10.50"}, {"sku": "B", "price": 1}
    ]}});
    let normalized = of("ORDER_UPDATED", &order).unwrap();
    let [Change::Order(change)] = &normalized.changes[..] else { panic!("{:?}", normalized.changes) };
    let snapshot = change.snapshot.as_ref().unwrap();
    let lines: Vec<_> = snapshot.contents.lines.iter().map(|line| (line.id.as_str(), line.quantity)).collect();
    assert_eq!((lines, snapshot.fulfilment.as_ref().unwrap().0.as_str()), (vec![("1", 2), ("2", 1)], "delivered"));
    assert_eq!(snapshot.contents.currency.as_deref(), Some("INR"));
}

#[test]
fn return_without_an_id_has_the_id_of_its_order_and_single_line_item() {
    let line_item = |id: u32| json!({"orderLineId": id, "quantity": 1});
    let subject = |line_items: Vec<Value>| {
        let body = json!({"orderId": "7", "returnLines": line_items});
        of("order/return", &body).unwrap().subject.unwrap().as_str().to_owned()
    };
    assert_eq!(subject(vec![line_item(1)]), "return#7:1");
    assert_eq!(subject(vec![line_item(1), line_item(2)]), "return#7");
}

#[test]
fn body_that_contradicts_its_topic_is_a_mismatch() {
    let order = json!({"orderId": "7", "status": "CREATED"});
    assert_eq!(error_code("order/cancel", &order), "topic_mismatch");
    assert_eq!(error_code("order/return", &order), "topic_mismatch");
    let returned = json!({"orderId": "7", "returnId": "8", "orderLines": [{"id": 1}]});
    for topic in &TOPICS[..3] {
        assert_eq!(error_code(topic, &returned), "topic_mismatch", "{topic}");
    }
    let returned_order = json!({"orderId": "7", "status": "RETURNED"});
    let kinds = ["order/update", "order/return"]
        .map(|topic| of(topic, &returned_order).unwrap().subject.unwrap().kind().name());
    assert_eq!(kinds, ["order", "return"], "an order may have the status returned");
    for cancelled in [
        json!({"orderId": "7", "status": "CANCELLED"}),
        json!({"orderId": "7", "cancelReason": "x"}),
        json!({"orderId": "7", "reason": "x"}),
        json!({"order": {"id": "7", "cancelledOn": "2026-11-02 10:00:00"}}),
    ] {
        let normalized = of("order/cancel", &cancelled).unwrap();
        let Change::Order(change) = &normalized.changes[0] else { panic!("{cancelled}") };
        assert!(change.statuses.cancelled_at.unwrap().0.is_some(), "{cancelled}");
    }
}

#[test]
fn invalid_body_has_its_error_code() {
    for (bytes, code) in
        [(&b"\xff"[..], "not_utf8"), (b"hello", "not_json"), (b"", "not_json"), (b"[]", "not_understood")]
    {
        assert_eq!(normalize("order/create", bytes).unwrap_err().code, code);
    }
    assert_eq!(error_code("order/create", &json!({"id": "the event's own id", "lines": []})), "not_understood");
    assert_eq!(error_code("order/return", &json!({"returnId": "1"})), "not_understood");
    assert_eq!(error_code("", &json!({})), "topic_missing");
    assert_eq!(
        error_code("order/create", &json!({"orderId": "7", "lines": vec![json!({"id": 1}); 1_001]})),
        "too_large"
    );
    assert_eq!(error_code("order/create", &json!({"orderId": "7", "sellerId": "another"})), "account_mismatch");
    assert_eq!(error_code("order/create", &json!({"orderId": "7", "updatedOn": "2026-11-23 06:00:00"})), "time_ahead");
    assert!(of("inventory/update", &json!({})).unwrap().subject.is_none());
}

#[test]
fn topic_is_read_from_header_or_body_and_spellings_share_a_dedup_topic() {
    let mut headers = HeaderMap::new();
    for (body, topic) in
        [(r#"{"eventType":"a"}"#, "a"), (r#"{"event":"b"}"#, "b"), (r#"{"type":"c"}"#, "c"), ("[]", "")]
    {
        assert_eq!(Myntra.topic(&headers, body.as_bytes()), topic);
    }
    headers.insert("x-myntra-event-type", "order/create".parse().unwrap());
    assert_eq!(Myntra.topic(&headers, br#"{"type":"c"}"#), "order/create");
    for spelling in ["order/create", "ORDER_CREATED", "OrderCreate"] {
        assert_eq!(Myntra.dedup_topic(spelling), DedupTopic::Known("order/create"), "{spelling}");
    }
    assert_eq!(Myntra.dedup_topic("invented"), DedupTopic::Other);
}

#[test]
fn only_signature_and_token_are_supported() {
    let scheme = |written: Value| serde_json::from_value::<Scheme>(written).unwrap();
    assert!(Myntra.supports_scheme(Transport::Https, &scheme(json!({"scheme": "static-token", "header": "x-token"}))));
    assert!(Myntra.supports_scheme(
        Transport::Https,
        &scheme(json!({"scheme": "hmac-sha256", "header": "x-s", "encoding": "hex"}))
    ));
    assert!(!Myntra.supports_scheme(Transport::Https, &scheme(json!({"scheme": "standard-webhooks"}))));
    assert!(!Myntra.keeps_header("x-myntra-signature") && !Myntra.keeps_header("authorization"));
}

#[test]
fn order_projection_is_equal_for_every_permutation_of_deliveries() {
    let changes: Vec<_> =
        TOPICS[..3].iter().map(|topic| normalize(topic, &body(topic)).unwrap().changes.remove(0)).collect();
    let project = |order: [usize; 4]| {
        let mut state = State::new(&Subject::order(ORDER));
        order.into_iter().for_each(|index| state.apply(&changes[index]));
        state.to_json()
    };
    let expected = project([0, 1, 2, 2]);
    for sequence in 0..81_usize {
        let order = [sequence % 3, sequence / 3 % 3, sequence / 9 % 3, sequence / 27];
        if (0..3).all(|index| order.contains(&index)) {
            assert_eq!(project(order), expected, "{order:?}");
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_normalized_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), topic in 0..TOPICS.len()) {
        let _ = (normalize(TOPICS[topic], &bytes), Myntra.topic(&HeaderMap::new(), &bytes));
    }

    #[test]
    fn sample_with_a_changed_byte_is_normalized_without_a_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), topic in 0..TOPICS.len()) {
        let mut body = body(TOPICS[topic]);
        let at = at.index(body.len());
        body[at] = byte;
        let _ = normalize(TOPICS[topic], &body);
    }
}
