//! Myntra's bodies, as they are guessed: what is understood, and each way in which one is not.

use domain::delivery::DedupTopic;
use domain::state::{Change, State};
use domain::subject::Subject;
use http::HeaderMap;
use proptest::prelude::*;
use serde_json::{Value, json};
use signatures::Scheme;
use types::Channel;
use types::transport::Transport;

use super::super::{ChannelAdapter, Context, NormalizeError, NormalizedEvent};
use super::Myntra;

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

fn word(topic: &str, body: &Value) -> &'static str {
    of(topic, body).unwrap_err().code
}

#[test]
fn every_topic_has_its_subject_and_its_time() {
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
fn an_order_is_read_by_other_names_too() {
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
fn a_return_without_an_id_is_called_by_its_order_and_its_only_line() {
    let line = |line: u32| json!({"orderLineId": line, "quantity": 1});
    let subject = |lines: Vec<Value>| {
        let body = json!({"orderId": "7", "returnLines": lines});
        of("order/return", &body).unwrap().subject.unwrap().as_str().to_owned()
    };
    assert_eq!(subject(vec![line(1)]), "return#7:1");
    assert_eq!(subject(vec![line(1), line(2)]), "return#7");
}

#[test]
fn what_the_topic_says_has_to_be_what_the_body_says() {
    let order = json!({"orderId": "7", "status": "CREATED"});
    assert_eq!(word("order/cancel", &order), "topic_mismatch");
    assert_eq!(word("order/return", &order), "topic_mismatch");
    let returned = json!({"orderId": "7", "returnId": "8", "orderLines": [{"id": 1}]});
    for topic in &TOPICS[..3] {
        assert_eq!(word(topic, &returned), "topic_mismatch", "{topic}");
    }
    let over = json!({"orderId": "7", "status": "RETURNED"});
    let kinds = ["order/update", "order/return"].map(|topic| of(topic, &over).unwrap().subject.unwrap().kind().name());
    assert_eq!(kinds, ["order", "return"], "an order may have been returned, too");
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
fn each_body_that_cannot_be_understood_has_its_word() {
    for (bytes, word) in
        [(&b"\xff"[..], "not_utf8"), (b"hello", "not_json"), (b"", "not_json"), (b"[]", "not_understood")]
    {
        assert_eq!(normalize("order/create", bytes).unwrap_err().code, word);
    }
    assert_eq!(word("order/create", &json!({"id": "an event's id is no order's", "lines": []})), "not_understood");
    assert_eq!(word("order/return", &json!({"returnId": "1"})), "not_understood");
    assert_eq!(word("", &json!({})), "topic_missing");
    assert_eq!(word("order/create", &json!({"orderId": "7", "lines": vec![json!({"id": 1}); 1_001]})), "too_large");
    assert_eq!(word("order/create", &json!({"orderId": "7", "sellerId": "another"})), "account_mismatch");
    assert_eq!(word("order/create", &json!({"orderId": "7", "updatedOn": "2026-11-23 06:00:00"})), "time_ahead");
    assert!(of("inventory/update", &json!({})).unwrap().subject.is_none());
}

#[test]
fn topics_are_found_in_a_header_or_in_the_body_and_are_of_one_class_however_they_are_spelled() {
    let mut headers = HeaderMap::new();
    for (body, topic) in
        [(r#"{"eventType":"a"}"#, "a"), (r#"{"event":"b"}"#, "b"), (r#"{"type":"c"}"#, "c"), ("[]", "")]
    {
        assert_eq!(Myntra.topic(&headers, body.as_bytes()), topic);
    }
    headers.insert("x-myntra-event-type", "order/create".parse().unwrap());
    assert_eq!(Myntra.topic(&headers, br#"{"type":"c"}"#), "order/create");
    for spelled in ["order/create", "ORDER_CREATED", "OrderCreate"] {
        assert_eq!(Myntra.dedup_topic(spelled), DedupTopic::Known("order/create"), "{spelled}");
    }
    assert_eq!(Myntra.dedup_topic("invented"), DedupTopic::Other);
}

#[test]
fn a_signature_and_a_token_are_taken_and_nothing_else() {
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
fn one_order_is_the_same_in_every_permutation_of_its_deliveries() {
    let changes: Vec<_> =
        TOPICS[..3].iter().map(|topic| normalize(topic, &body(topic)).unwrap().changes.remove(0)).collect();
    let fold = |order: [usize; 4]| {
        let mut state = State::new(&Subject::order(ORDER));
        order.into_iter().for_each(|index| state.apply(&changes[index]));
        state.to_json()
    };
    let straight = fold([0, 1, 2, 2]);
    for code in 0..81_usize {
        let order = [code % 3, code / 3 % 3, code / 9 % 3, code / 27];
        if (0..3).all(|index| order.contains(&index)) {
            assert_eq!(fold(order), straight, "{order:?}");
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), topic in 0..TOPICS.len()) {
        let _ = (normalize(TOPICS[topic], &bytes), Myntra.topic(&HeaderMap::new(), &bytes));
    }

    #[test]
    fn no_change_of_a_genuine_body_makes_it_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), topic in 0..TOPICS.len()) {
        let mut body = body(TOPICS[topic]);
        let at = at.index(body.len());
        body[at] = byte;
        let _ = normalize(TOPICS[topic], &body);
    }
}
