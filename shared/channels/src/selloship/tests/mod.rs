//! Normalization of Selloship's bodies, of both contracts.

mod waybill_push;

use domain::delivery::DedupTopic;
use domain::state::shipment::{OrderReference, ShipmentState, ShipmentStep};
use domain::state::{Change, State};
use domain::subject::{Kind, Subject};
use http::HeaderMap;
use proptest::prelude::*;
use serde_json::{Value, json};
use signatures::{Scheme, hmac_sha256, static_token};
use types::Channel;
use types::transport::Transport;

use super::{Selloship, TOPIC_HEADER};
use crate::{ChannelAdapter, Context, NormalizeError, NormalizedEvent};

const RECEIVED_AT: &str = "2026-11-23T00:00:00.000Z";
const SUBJECT: &str = "shipment#SELLO123456789";

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../events/bodies/selloship-{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn normalize(topic: &str, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
    let context = Context { topic, account: "demo", received_at: RECEIVED_AT.parse().unwrap() };
    crate::normalize(Channel::Selloship, &context, body)
}

fn error_code(topic: &str, body: &[u8]) -> &'static str {
    normalize(topic, body).unwrap_err().code
}

fn topic(header: &str, body: &[u8]) -> String {
    let headers = HeaderMap::from_iter([(TOPIC_HEADER.parse().unwrap(), header.parse().unwrap())]);
    Selloship.topic(&headers, body)
}

fn changed(name: &str, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(&sample(name)).unwrap();
    change(&mut value);
    serde_json::to_vec(&value).unwrap()
}

/// A push of these waybills: number, status, date.
fn push(waybills: &[(&str, &str, &str)]) -> Vec<u8> {
    let detail = |(waybill, status, date): &(&str, &str, &str)| json!({"waybill": waybill, "currentStatus": status, "statusDate": date});
    let details: Vec<_> = waybills.iter().map(detail).collect();
    json!({"Status": "SUCCESS", "waybillDetails": details}).to_string().into_bytes()
}

/// The state of the shipment `id` after these events.
fn shipment(id: &str, normalized: &[NormalizedEvent]) -> ShipmentState {
    let mut state = ShipmentState::new(id);
    for change in normalized.iter().flat_map(|one| &one.changes) {
        if let Change::Shipment(change) = change
            && change.id == id
        {
            state.apply(change);
        }
    }
    state
}

#[test]
fn body_of_each_topic_has_status_place_and_order_of_its_shipment() {
    for (topic, step, place, time) in [
        ("SHIPMENT_CREATED", ShipmentStep::ReadyToShip, "Bengaluru, Karnataka, India", "2026-11-02T10:35:00.250Z"),
        ("SHIPMENT_UPDATED", ShipmentStep::InTransit, "Pune, Maharashtra, India", "2026-11-03T12:50:00.123Z"),
        ("SHIPMENT_DELIVERED", ShipmentStep::Delivered, "Mumbai, Maharashtra, India", "2026-11-05T07:32:00.000Z"),
        ("SHIPMENT_RTO", ShipmentStep::Returning, "Mumbai, Maharashtra, India", "2026-11-05T14:00:00.000Z"),
    ] {
        let normalized = normalize(topic, &sample(topic)).unwrap_or_else(|error| panic!("{topic}: {error}"));
        assert_eq!(normalized.subject.as_ref().map(Subject::as_str), Some(SUBJECT), "{topic}");
        assert_eq!(normalized.occurred_at.unwrap().to_string(), time, "{topic}");
        assert!(normalized.summary.contains("SELLO123456789"), "{}", normalized.summary);
        assert!(normalized.summary.contains("order 637194728041593621"), "{}", normalized.summary);
        let state = shipment("SELLO123456789", &[normalized]);
        assert_eq!(state.status().unwrap().step, step, "{topic}");
        assert_eq!(state.tracking().unwrap().place.as_deref(), Some(place), "{topic}");
        assert_eq!(state.order(), Some(&OrderReference::SellerReference("637194728041593621".to_owned())), "{topic}");
    }
}

#[test]
fn order_is_named_by_id_number_or_reference() {
    for (members, reference) in [
        (json!({"order_id": 637194728041593621_u64, "reference": "x"}), Some("637194728041593621")),
        (json!({"order_number": "#1042", "reference": "x"}), Some("#1042")),
        (json!({"reference": "INV/7"}), Some("INV/7")),
        (json!({"order_id": null, "order_number": "", "reference": {"id": 7}}), None),
    ] {
        let body = changed("SHIPMENT_UPDATED", |body| {
            body.as_object_mut().unwrap().remove("order_id");
            body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        });
        let state = shipment("SELLO123456789", &[normalize("SHIPMENT_UPDATED", &body).unwrap()]);
        let order = reference.map(|reference| OrderReference::SellerReference(reference.to_owned()));
        assert_eq!(state.order(), order.as_ref(), "{members}");
    }
}

#[test]
fn status_that_contradicts_the_topic_is_a_mismatch() {
    let of = |status: &str| changed("SHIPMENT_UPDATED", |body| body["status"] = json!(status));
    for (topic, allowed, others) in [
        (
            "SHIPMENT_CREATED",
            &["READY_TO_SHIP", "MANIFESTED", "PICKUP_SCHEDULED", "PICKED_UP", "BOOKED_IN"][..],
            &["IN_TRANSIT", "DELIVERED", "RTO_INITIATED", "LOST", "CANCELLED"][..],
        ),
        ("SHIPMENT_DELIVERED", &["DELIVERED", "Delivered", "HANDED_OVER"], &["IN_TRANSIT", "RTO_DONE", "NDR", "LOST"]),
        (
            "SHIPMENT_RTO",
            &["RTO", "RTO_INITIATED", "RTO_DONE", "RETURN_RECEIVED", "RTO_OFD"],
            &["IN_TRANSIT", "DELIVERED", "LOST", "MANIFESTED"],
        ),
        ("SHIPMENT_UPDATED", &["IN_TRANSIT", "DELIVERED", "RTO_DONE", "LOST", "CANCELLED", "ANYTHING"], &[]),
    ] {
        for status in allowed {
            assert!(normalize(topic, &of(status)).is_ok(), "{topic} {status}");
        }
        for status in others {
            assert_eq!(error_code(topic, &of(status)), "topic_mismatch", "{topic} {status}");
        }
    }
}

#[test]
fn invalid_shipment_event_has_its_error_code() {
    let topic = "SHIPMENT_UPDATED";
    let with = |member: &str, value: Value| changed(topic, |body| body[member] = value);
    assert_eq!(error_code(topic, b"\xff\xfe"), "not_utf8");
    assert_eq!(error_code(topic, b"hello"), "not_json");
    assert_eq!(error_code(topic, b""), "not_json");
    assert_eq!(error_code("", b"{}"), "topic_missing");
    for (name, body) in [
        ("a list", b"[]".to_vec()),
        ("a list of values", br#"["SELLO1","IN_TRANSIT"]"#.to_vec()),
        ("nothing", b"{}".to_vec()),
        ("no number", with("tracking_number", Value::Null)),
        ("a number that could break a key", with("tracking_number", json!("a#b"))),
    ] {
        assert_eq!(error_code(topic, &body), "not_understood", "{name}");
    }
    assert_eq!(error_code(topic, &with("updated_at", json!("2026-11-23T05:41:00"))), "time_ahead");
}

#[test]
fn optional_field_of_another_type_counts_as_absent() {
    let body = changed("SHIPMENT_UPDATED", |body| {
        body["location"] = json!([1, 2]);
        body["order_id"] = json!({});
        body["more"] = json!({"status": "DELIVERED"});
    });
    let state = shipment("SELLO123456789", &[normalize("SHIPMENT_UPDATED", &body).unwrap()]);
    assert_eq!(state.status().unwrap().step, ShipmentStep::InTransit);
    assert_eq!((state.tracking().unwrap().place.as_deref(), state.order()), (None, None));
}

#[test]
fn shipment_event_without_a_readable_time_has_that_of_its_receipt() {
    let unreadable = ["next Tuesday", "2026-02-31 10:00:00", "2026-11-03"].map(|time| json!(time));
    for time in [Value::Null, json!(""), json!([1]), json!(RECEIVED_AT)].into_iter().chain(unreadable) {
        let body = changed("SHIPMENT_UPDATED", |body| body["updated_at"] = time);
        let normalized = normalize("SHIPMENT_UPDATED", &body).unwrap();
        assert_eq!(normalized.occurred_at, Some(RECEIVED_AT.parse().unwrap()));
    }
}

#[test]
fn shipment_without_a_readable_status_keeps_its_status() {
    for status in [Value::Null, json!(""), json!({"code": 7})] {
        let body = changed("SHIPMENT_CREATED", |body| body["status"] = status);
        let state = shipment("SELLO123456789", &[normalize("SHIPMENT_CREATED", &body).unwrap()]);
        assert!(state.status().is_none() && state.order().is_some());
        // The topic is not signed, so no status follows from it.
        let state = shipment("SELLO123456789", &[normalize("SHIPMENT_DELIVERED", &body).unwrap()]);
        assert!(state.status().is_none());
    }
}

#[test]
fn unread_topic_is_normalized_without_changes() {
    let normalized = normalize("PICKUP_REQUESTED", br#"{"tracking_number":5}"#).unwrap();
    assert_eq!((normalized.subject, normalized.changes), (None, Vec::new()));
    assert_eq!(normalized.summary, "PICKUP_REQUESTED, stored as received");
}

#[test]
fn error_quotes_nothing_of_the_body() {
    let body = changed("SHIPMENT_UPDATED", |body| body["tracking_number"] = json!(["asha@example.com"]));
    let error = normalize("SHIPMENT_UPDATED", &body).unwrap_err().to_string();
    assert!(!error.contains("asha"), "{error}");
}

#[test]
fn shipment_projection_is_equal_for_every_permutation_of_webhooks() {
    let webhooks = ["SHIPMENT_CREATED", "SHIPMENT_UPDATED", "SHIPMENT_DELIVERED", "SHIPMENT_RTO"];
    let mut changes = webhooks.map(|topic| normalize(topic, &sample(topic)).unwrap().changes.remove(0)).to_vec();
    let last = push(&[("SELLO123456789", "RETURN_RECEIVED", "05-Nov-2026 19:30:00")]);
    changes.extend(normalize("SHIPMENT_RTO", &last).unwrap().changes);
    let project = |order: &[usize]| {
        let mut state = State::new(&Subject::of(Kind::Shipment, "SELLO123456789"));
        order.iter().for_each(|index| state.apply(&changes[*index]));
        state.to_json()
    };
    let expected = project(&[0, 1, 2, 3, 4]);
    assert!(String::from_utf8_lossy(&expected).contains("RETURN_RECEIVED"));
    for sequence in 0..5_usize.pow(6) {
        // All sequences of six that contain each of the five: every permutation, with one repetition.
        let order: Vec<_> = (0..6).map(|digit| sequence / 5_usize.pow(digit) % 5).collect();
        if (0..5).all(|index| order.contains(&index)) {
            assert_eq!(project(&order), expected, "{order:?}");
        }
    }
}

#[test]
fn only_signature_and_token_by_https_are_supported() {
    let hmac = Scheme::HmacSha256(hmac_sha256::Settings::base64_in("x-selloship-signature"));
    let token = Scheme::StaticToken(static_token::Settings { header: "x-token".into(), prefix: String::new() });
    assert_eq!(Selloship.default_scheme(Transport::Https, "any"), Some(hmac.clone()));
    for transport in Transport::ALL {
        let expected = transport == Transport::Https;
        assert!(
            Selloship.supports_scheme(transport, &hmac) == expected
                && Selloship.supports_scheme(transport, &token) == expected,
            "{transport}"
        );
    }
    let standard = serde_json::from_value(json!({"scheme": "standard-webhooks"})).unwrap();
    assert!(!Selloship.supports_scheme(Transport::Https, &standard));
}

#[test]
fn secret_header_is_not_kept_and_unknown_topics_share_a_dedup_topic() {
    for (header, is_kept) in [
        ("x-selloship-event-type", true),
        ("x-selloship-tracking-number", true),
        ("x-selloship-signature", false),
        ("x-selloship-token", false),
        ("authorization", false),
    ] {
        assert_eq!(Selloship.keeps_header(header), is_kept, "{header}");
    }
    assert_eq!(Selloship.dedup_topic("SHIPMENT_RTO"), DedupTopic::Known("SHIPMENT_RTO"));
    assert_eq!(Selloship.dedup_topic("SHIPMENT_EATEN"), DedupTopic::Other);
}

/// A value for a member of a body.
fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(|number| json!(number)),
        "\\PC{0,20}".prop_map(Value::from),
        "[0-9TZ:./ -]{0,24}".prop_map(Value::from),
        Just(json!("SUCCESS")),
        Just(json!({"city": "Pune", "state": 7})),
        Just(json!([{"waybill": 1, "currentStatus": "RTO", "statusDate": 1793710200}, {}])),
    ]
}

proptest! {
    #[test]
    fn any_bytes_are_normalized_without_a_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = normalize(&topic("SHIPMENT_UPDATED", &body), &body);
    }

    #[test]
    fn any_members_change_each_subject_at_most_once(members in prop::collection::btree_map(
        prop::sample::select(vec![
            "Status", "waybillDetails", "status", "tracking_number", "updated_at", "location", "order_id",
        ]),
        value(),
        0..7,
    )) {
        let body = serde_json::to_vec(&members).unwrap();
        if let Ok(normalized) = normalize(&topic("SHIPMENT_UPDATED", &body), &body) {
            let subjects: std::collections::BTreeSet<_> = normalized.changes.iter().map(Change::subject).collect();
            prop_assert_eq!(subjects.len(), normalized.changes.len());
        }
    }
}
