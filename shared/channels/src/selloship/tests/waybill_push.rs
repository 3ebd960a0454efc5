//! Pushes of waybills.

use domain::subject::Subject;
use serde_json::{Value, json};

use super::{changed, error_code, normalize, push, sample, shipment, topic};

#[test]
fn push_of_an_object_or_a_list_has_the_topic_of_its_statuses() {
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
fn push_of_several_waybills_changes_each_shipment() {
    let normalized = normalize("SHIPMENT_UPDATED", &sample("waybills")).unwrap();
    assert_eq!(normalized.subject, None);
    let subjects: Vec<_> = normalized.changes.iter().map(|change| change.subject().to_string()).collect();
    assert_eq!(subjects, ["shipment#SS0000000001", "shipment#SS0000000002"]);
    assert_eq!(normalized.summary, "2 shipments: SS0000000001 DELIVERED, SS0000000002 Out For Delivery");
    let state = shipment("SS0000000001", &[normalized]);
    assert_eq!(state.tracking().unwrap().place.as_deref(), Some("Bengaluru"));
}

#[test]
fn waybill_twice_in_a_push_keeps_the_newest_then_the_later_step() {
    for (first, second, expected) in [
        (("PICKED_UP", "2026-11-03 10:00:00"), ("IN_TRANSIT", "2026-11-03 11:00:00"), "IN_TRANSIT"),
        (("DELIVERED", "2026-11-03 10:00:00"), ("IN_TRANSIT", "2026-11-03 11:00:00"), "IN_TRANSIT"),
        (("DELIVERED", "2026-11-03 10:00:00"), ("IN_TRANSIT", "03/11/2026 10:00"), "DELIVERED"),
    ] {
        for waybills in [[first, second], [second, first]] {
            let waybills = waybills.map(|(status, date)| ("W1", status, date));
            let normalized = normalize("SHIPMENT_UPDATED", &push(&waybills)).unwrap();
            assert_eq!(normalized.changes.len(), 1);
            assert_eq!(shipment("W1", &[normalized]).status().unwrap().word, expected, "{waybills:?}");
        }
    }
}

#[test]
fn push_over_a_hundred_waybills_is_too_large() {
    let names: Vec<_> = (0..101).map(|number| format!("W{number}")).collect();
    let waybills: Vec<_> = names.iter().map(|name| (name.as_str(), "LOST", "2026-11-03 10:00:00")).collect();
    assert_eq!(normalize("SHIPMENT_UPDATED", &push(&waybills[..100])).unwrap().changes.len(), 100);
    assert_eq!(error_code("SHIPMENT_UPDATED", &push(&waybills)), "too_large");
}

#[test]
fn push_with_another_status_than_success_changes_nothing() {
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
fn waybill_without_a_status_or_a_time_is_read_and_one_without_a_number_is_dropped() {
    let with = |member: &str, value: Value| changed("waybill", |body| body["waybillDetails"][member] = value);
    for status in [Value::Null, json!(""), json!([])] {
        let normalized = normalize("SHIPMENT_UPDATED", &with("currentStatus", status)).unwrap();
        assert!(shipment("SS0000000001", &[normalized]).status().is_none());
    }
    for time in [Value::Null, json!(""), json!("2026-11-03")] {
        let normalized = normalize("SHIPMENT_UPDATED", &with("statusDate", time)).unwrap();
        assert_eq!(normalized.occurred_at, Some(super::RECEIVED_AT.parse().unwrap()));
    }
    let details = json!([null, {"waybill": null, "currentStatus": "LOST"}, {"waybill": "W2", "currentStatus": "LOST"}]);
    let body = json!({"Status": "", "waybillDetails": details}).to_string();
    let normalized = normalize("SHIPMENT_UPDATED", body.as_bytes()).unwrap();
    assert_eq!(normalized.subject.unwrap().as_str(), "shipment#W2");
}

#[test]
fn invalid_push_has_its_error_code() {
    let with = |member: &str, value: Value| changed("waybill", |body| body["waybillDetails"][member] = value);
    for (name, body) in [
        ("no waybills", br#"{"Status":"SUCCESS"}"#.to_vec()),
        ("a text instead", br#"{"Status":"SUCCESS","waybillDetails":"W1"}"#.to_vec()),
        ("a list of texts", br#"{"Status":"SUCCESS","waybillDetails":["W1"]}"#.to_vec()),
        ("no number", with("waybill", Value::Null)),
    ] {
        assert_eq!(error_code("SHIPMENT_UPDATED", &body), "not_understood", "{name}");
    }
    let ahead = push(&[("W1", "LOST", "2026-11-03 10:00:00"), ("W2", "LOST", "2026-11-30 10:00:00")]);
    assert_eq!(error_code("SHIPMENT_UPDATED", &ahead), "time_ahead");
}
