//! Selloship's bodies: what is understood, and each way in which one is not.

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

use super::super::{ChannelAdapter, Context, NormalizeError, NormalizedEvent};
use super::{Selloship, TOPIC};

const RECEIVED_AT: &str = "2026-11-23T00:00:00.000Z";
const SUBJECT: &str = "shipment#SELLO123456789";

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../events/bodies/selloship-{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn normalize(topic: &str, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
    let context = Context { topic, account: "demo", received_at: RECEIVED_AT.parse().unwrap() };
    crate::normalize(Channel::Selloship, &context, body)
}

fn failure(topic: &str, body: &[u8]) -> &'static str {
    normalize(topic, body).unwrap_err().code
}

fn topic(header: &str, body: &[u8]) -> String {
    let headers = HeaderMap::from_iter([(TOPIC.parse().unwrap(), header.parse().unwrap())]);
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

/// The shipment `id` after these deliveries.
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
fn every_topic_says_where_its_shipment_is_and_whose_order_it_carries() {
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
fn an_order_may_be_told_by_its_id_number_or_reference() {
    for (members, told) in [
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
        let told = told.map(|told| OrderReference::SellerReference(told.to_owned()));
        assert_eq!(state.order(), told.as_ref(), "{members}");
    }
}

#[test]
fn a_topic_that_does_not_fit_the_status_is_a_mismatch() {
    let of = |status: &str| changed("SHIPMENT_UPDATED", |body| body["status"] = json!(status));
    for (topic, fitting, others) in [
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
        for status in fitting {
            assert!(normalize(topic, &of(status)).is_ok(), "{topic} {status}");
        }
        for status in others {
            assert_eq!(failure(topic, &of(status)), "topic_mismatch", "{topic} {status}");
        }
    }
}

#[test]
fn each_body_of_a_topic_that_cannot_be_understood_has_its_word() {
    let topic = "SHIPMENT_UPDATED";
    let with = |member: &str, value: Value| changed(topic, |body| body[member] = value);
    assert_eq!(failure(topic, b"\xff\xfe"), "not_utf8");
    assert_eq!(failure(topic, b"hello"), "not_json");
    assert_eq!(failure(topic, b""), "not_json");
    assert_eq!(failure("", b"{}"), "topic_missing");
    for (name, body) in [
        ("a list", b"[]".to_vec()),
        ("a list of values", br#"["SELLO1","IN_TRANSIT"]"#.to_vec()),
        ("nothing", b"{}".to_vec()),
        ("no number", with("tracking_number", Value::Null)),
        ("a number that could break a key", with("tracking_number", json!("a#b"))),
        ("no status", with("status", Value::Null)),
        ("a status that is no word", with("status", json!({"code": 7}))),
        ("an unreadable date", with("updated_at", json!("next Tuesday"))),
        ("a date that is none", with("updated_at", json!("2026-02-31 10:00:00"))),
        ("a day alone", with("updated_at", json!("2026-11-03"))),
    ] {
        assert_eq!(failure(topic, &body), "not_understood", "{name}");
    }
    assert_eq!(failure(topic, &with("updated_at", json!("2026-11-23T05:41:00"))), "time_ahead");
}

#[test]
fn what_is_not_needed_and_written_otherwise_takes_nothing_from_the_rest() {
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
fn a_body_without_a_time_is_as_new_as_its_receipt() {
    for time in [Value::Null, json!(""), json!(RECEIVED_AT)] {
        let body = changed("SHIPMENT_UPDATED", |body| body["updated_at"] = time);
        let normalized = normalize("SHIPMENT_UPDATED", &body).unwrap();
        assert_eq!(normalized.occurred_at, Some(RECEIVED_AT.parse().unwrap()));
    }
}

#[test]
fn a_shipment_that_was_just_made_may_have_no_status() {
    let body = changed("SHIPMENT_CREATED", |body| drop(body.as_object_mut().unwrap().remove("status")));
    let state = shipment("SELLO123456789", &[normalize("SHIPMENT_CREATED", &body).unwrap()]);
    assert!(state.status().is_none() && state.order().is_some());
    assert_eq!(failure("SHIPMENT_DELIVERED", &body), "not_understood");
}

#[test]
fn a_topic_that_is_not_read_is_kept_without_an_error() {
    let normalized = normalize("PICKUP_REQUESTED", br#"{"tracking_number":5}"#).unwrap();
    assert_eq!((normalized.subject, normalized.changes), (None, Vec::new()));
    assert_eq!(normalized.summary, "PICKUP_REQUESTED, kept as it came");
}

#[test]
fn a_push_is_an_object_or_a_list_and_has_the_topic_of_what_it_says() {
    for (statuses, named) in [
        (&["IN_TRANSIT"][..], "SHIPMENT_UPDATED"),
        (&["DELIVERED"], "SHIPMENT_DELIVERED"),
        (&["delivered", "Delivered"], "SHIPMENT_DELIVERED"),
        (&["RTO", "RETURN_RECEIVED"], "SHIPMENT_RTO"),
        (&["DELIVERED", "RTO"], "SHIPMENT_UPDATED"),
        (&[], "SHIPMENT_UPDATED"),
    ] {
        let waybills: Vec<_> = statuses.iter().map(|status| ("W", *status, "2026-11-03 18:20:00")).collect();
        // An unsigned header says nothing of it.
        for header in ["", "SHIPMENT_RTO", "SHIPMENT_CREATED"] {
            assert_eq!(topic(header, &push(&waybills)), named, "{statuses:?}");
        }
    }
    assert_eq!(topic(" SHIPMENT_RTO ", &sample("SHIPMENT_RTO")), "SHIPMENT_RTO");
    assert_eq!(topic("", &sample("SHIPMENT_RTO")), "");
    let normalized = normalize("SHIPMENT_UPDATED", &sample("waybill")).unwrap();
    assert_eq!(normalized.subject.as_ref().map(Subject::as_str), Some("shipment#SS0000000001"));
    assert_eq!(normalized.occurred_at.unwrap().to_string(), "2026-11-03T12:50:00.000Z");
    assert_eq!(shipment("SS0000000001", &[normalized]).status().unwrap().word, "IN_TRANSIT");
}

#[test]
fn a_push_of_several_waybills_changes_each_of_them() {
    let normalized = normalize("SHIPMENT_UPDATED", &sample("waybills")).unwrap();
    assert_eq!(normalized.subject, None);
    let subjects: Vec<_> = normalized.changes.iter().map(|change| change.subject().to_string()).collect();
    assert_eq!(subjects, ["shipment#SS0000000001", "shipment#SS0000000002"]);
    assert_eq!(normalized.summary, "2 shipments: SS0000000001 DELIVERED, SS0000000002 Out For Delivery");
    let state = shipment("SS0000000001", &[normalized]);
    assert_eq!(state.tracking().unwrap().place.as_deref(), Some("Bengaluru"));
}

#[test]
fn of_one_waybill_twice_in_a_push_the_newest_stays_and_at_one_time_the_later_step() {
    for (first, second, kept) in [
        (("PICKED_UP", "2026-11-03 10:00:00"), ("IN_TRANSIT", "2026-11-03 11:00:00"), "IN_TRANSIT"),
        (("DELIVERED", "2026-11-03 10:00:00"), ("IN_TRANSIT", "2026-11-03 11:00:00"), "IN_TRANSIT"),
        (("DELIVERED", "2026-11-03 10:00:00"), ("IN_TRANSIT", "03/11/2026 10:00"), "DELIVERED"),
    ] {
        for waybills in [[first, second], [second, first]] {
            let waybills = waybills.map(|(status, date)| ("W1", status, date));
            let normalized = normalize("SHIPMENT_UPDATED", &push(&waybills)).unwrap();
            assert_eq!(normalized.changes.len(), 1);
            assert_eq!(shipment("W1", &[normalized]).status().unwrap().word, kept, "{waybills:?}");
        }
    }
}

#[test]
fn a_push_has_at_most_a_hundred_waybills() {
    let names: Vec<_> = (0..101).map(|number| format!("W{number}")).collect();
    let waybills: Vec<_> = names.iter().map(|name| (name.as_str(), "LOST", "2026-11-03 10:00:00")).collect();
    assert_eq!(normalize("SHIPMENT_UPDATED", &push(&waybills[..100])).unwrap().changes.len(), 100);
    assert_eq!(failure("SHIPMENT_UPDATED", &push(&waybills)), "too_large");
}

#[test]
fn a_push_of_what_did_not_succeed_is_kept_and_changes_nothing() {
    for body in [
        br#"{"Status":"FAILED","message":"no such waybill"}"#.to_vec(),
        br#"{"Status":7,"waybillDetails":[]}"#.to_vec(),
        changed("waybill", |body| body["Status"] = json!("ERROR")),
        push(&[]),
    ] {
        let normalized = normalize("SHIPMENT_UPDATED", &body).unwrap();
        assert!(normalized.changes.is_empty() && normalized.subject.is_none(), "{normalized:?}");
    }
    let success = changed("waybill", |body| body["Status"] = json!("success"));
    assert_eq!(normalize("SHIPMENT_UPDATED", &success).unwrap().changes.len(), 1);
}

#[test]
fn each_push_that_cannot_be_understood_has_its_word() {
    let with = |member: &str, value: Value| changed("waybill", |body| body["waybillDetails"][member] = value);
    for (name, body) in [
        ("no waybills", br#"{"Status":"SUCCESS"}"#.to_vec()),
        ("a word instead", br#"{"Status":"SUCCESS","waybillDetails":"W1"}"#.to_vec()),
        ("a list of words", br#"{"Status":"SUCCESS","waybillDetails":["W1"]}"#.to_vec()),
        ("no number", with("waybill", Value::Null)),
        ("no status", with("currentStatus", json!(""))),
        ("no date", with("statusDate", Value::Null)),
        ("an unreadable date", with("statusDate", json!("2026-11-03"))),
    ] {
        assert_eq!(failure("SHIPMENT_UPDATED", &body), "not_understood", "{name}");
    }
    let ahead = push(&[("W1", "LOST", "2026-11-03 10:00:00"), ("W2", "LOST", "2026-11-30 10:00:00")]);
    assert_eq!(failure("SHIPMENT_UPDATED", &ahead), "time_ahead");
}

#[test]
fn an_error_quotes_nothing_of_the_body() {
    for member in ["tracking_number", "status", "updated_at"] {
        let body = changed("SHIPMENT_UPDATED", |body| body[member] = json!(["asha@example.com"]));
        let error = normalize("SHIPMENT_UPDATED", &body).unwrap_err().to_string();
        assert!(!error.contains("asha"), "{error}");
    }
}

#[test]
fn one_shipment_is_the_same_in_every_permutation_of_its_webhooks() {
    let webhooks = ["SHIPMENT_CREATED", "SHIPMENT_UPDATED", "SHIPMENT_DELIVERED", "SHIPMENT_RTO"];
    let mut changes = webhooks.map(|topic| normalize(topic, &sample(topic)).unwrap().changes.remove(0)).to_vec();
    let last = push(&[("SELLO123456789", "RETURN_RECEIVED", "05-Nov-2026 19:30:00")]);
    changes.extend(normalize("SHIPMENT_RTO", &last).unwrap().changes);
    let fold = |order: &[usize]| {
        let mut state = State::new(&Subject::of(Kind::Shipment, "SELLO123456789"));
        order.iter().for_each(|index| state.apply(&changes[*index]));
        state.to_json()
    };
    let straight = fold(&[0, 1, 2, 3, 4]);
    assert!(String::from_utf8_lossy(&straight).contains("RETURN_RECEIVED"));
    for code in 0..5_usize.pow(6) {
        // All sequences of six of the five that hold each at least once: every permutation, and a repeat.
        let order: Vec<_> = (0..6).map(|digit| code / 5_usize.pow(digit) % 5).collect();
        if (0..5).all(|index| order.contains(&index)) {
            assert_eq!(fold(&order), straight, "{order:?}");
        }
    }
}

#[test]
fn it_takes_a_signature_or_a_token_by_https_alone() {
    let hmac = Scheme::HmacSha256(hmac_sha256::Settings::base64_in("x-selloship-signature"));
    let token = Scheme::StaticToken(static_token::Settings { header: "x-token".into(), prefix: String::new() });
    assert_eq!(Selloship.default_scheme(Transport::Https, "any"), Some(hmac.clone()));
    for way in Transport::ALL {
        let taken = way == Transport::Https;
        assert!(
            Selloship.supports_scheme(way, &hmac) == taken && Selloship.supports_scheme(way, &token) == taken,
            "{way}"
        );
    }
    let standard = serde_json::from_value(json!({"scheme": "standard-webhooks"})).unwrap();
    assert!(!Selloship.supports_scheme(Transport::Https, &standard));
}

#[test]
fn only_headers_that_are_no_secret_are_kept_and_invented_topics_are_one_class() {
    for (header, kept) in [
        ("x-selloship-event-type", true),
        ("x-selloship-tracking-number", true),
        ("x-selloship-signature", false),
        ("x-selloship-token", false),
        ("authorization", false),
    ] {
        assert_eq!(Selloship.keeps_header(header), kept, "{header}");
    }
    assert_eq!(Selloship.dedup_topic("SHIPMENT_RTO"), DedupTopic::Known("SHIPMENT_RTO"));
    assert_eq!(Selloship.dedup_topic("SHIPMENT_EATEN"), DedupTopic::Other);
}

/// What may stand where a body's members stand.
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
    fn no_bytes_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = normalize(&topic("SHIPMENT_UPDATED", &body), &body);
    }

    #[test]
    fn no_members_panic_and_no_subject_is_changed_twice(members in prop::collection::btree_map(
        prop::sample::select(vec!["Status", "waybillDetails", "status", "tracking_number", "updated_at", "location", "order_id"]),
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
