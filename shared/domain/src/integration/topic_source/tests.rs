//! Tests of configurable topic sources.

use http::HeaderName;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn source(written: Value) -> TopicSource {
    serde_json::from_value(written).unwrap()
}

fn schemes() -> Schemes {
    serde_json::from_value(json!({"https": {"scheme": "static-token", "header": "x-token"}})).unwrap()
}

fn topic(written: Value, body: &str) -> String {
    let headers = [("x-event", " CreateOrder "), ("x-token", "a-secret-value"), ("authorization", "Bearer a-token")];
    let header = |(name, value): (&'static str, &str)| (HeaderName::from_static(name), value.parse().unwrap());
    let headers = HeaderMap::from_iter(headers.map(header));
    source(written).topic(Some("order/update"), &headers, body.as_bytes(), &schemes())
}

#[test]
fn topic_is_read_from_the_configured_location() {
    let body = r#"{"event":{"type":"UpdateOrder","code":7,"list":["a"],"none":null}}"#;
    for (written, found) in [
        (json!({"from": "path"}), "order/update"),
        (json!({"from": "header", "name": "x-event"}), "CreateOrder"),
        (json!({"from": "header", "name": "x-event", "names": {"CreateOrder": "order/create"}}), "order/create"),
        (json!({"from": "header", "name": "X-Event"}), "CreateOrder"),
        (json!({"from": "header", "name": "x-other"}), ""),
        (json!({"from": "body", "pointer": "/event/type"}), "UpdateOrder"),
        (json!({"from": "body", "pointer": "/event/type", "names": {"Other": "other"}}), "UpdateOrder"),
        (json!({"from": "body", "pointer": "/event/code"}), "7"),
        (json!({"from": "body", "pointer": "/event/list/0"}), "a"),
        (json!({"from": "body", "pointer": "/event/list"}), ""),
        (json!({"from": "body", "pointer": "/event/none"}), ""),
        (json!({"from": "body", "pointer": "/event"}), ""),
    ] {
        assert_eq!(topic(written.clone(), body), found, "{written}");
    }
    assert_eq!(topic(json!({"from": "body", "pointer": "/a"}), "no JSON"), "");
}

#[test]
fn topic_is_found_in_a_body_of_a_broken_encoder() {
    let body = "\u{feff}{\"\\ud83d\":\"\\ude00\",\"event\":\"a.b \\ud83d\"}";
    assert_eq!(topic(json!({"from": "body", "pointer": "/event"}), body), "a.b \u{fffd}");
}

#[test]
fn header_with_a_secret_or_signature_is_rejected_and_never_a_topic() {
    for name in ["x-token", "X-Token", "authorization", "Authorization", "cookie", "proxy-authorization"] {
        let written = json!({"from": "header", "name": name});
        assert!(source(written.clone()).check(&schemes()).is_err(), "{name}");
        assert_eq!(topic(written, "{}"), "", "{name}");
    }
}

#[test]
fn invalid_source_is_rejected() {
    for bad in [
        json!("path"),
        json!({}),
        json!({"from": "query"}),
        json!({"from": "path", "name": "x-event"}),
        json!({"from": "header"}),
        json!({"from": "header", "name": "x-event", "pointer": "/a"}),
        json!({"from": "body", "name": "x-event"}),
        json!({"from": "body", "pointer": "/a", "names": {"a": 1}}),
        json!({"from": "body", "pointer": "/a", "more": 1}),
    ] {
        assert!(serde_json::from_value::<TopicSource>(bad.clone()).is_err(), "{bad}");
    }
    let names = |count: usize| (0..count).map(|n| (n.to_string(), "a")).collect::<BTreeMap<_, _>>();
    let fifty = json!({"from": "path", "names": names(50)});
    assert_eq!(source(fifty).check(&schemes()), Ok(()));
    for bad in [
        json!({"from": "header", "name": "x event"}),
        json!({"from": "header", "name": "a".repeat(65)}),
        json!({"from": "body", "pointer": ""}),
        json!({"from": "body", "pointer": "event"}),
        json!({"from": "body", "pointer": "/a~2"}),
        json!({"from": "body", "pointer": format!("/{}", "a".repeat(200))}),
        json!({"from": "path", "names": names(51)}),
        json!({"from": "path", "names": {"": "a"}}),
        json!({"from": "path", "names": {"a": "a\nb"}}),
        json!({"from": "path", "names": {"a": "a".repeat(101)}}),
    ] {
        assert!(source(bad.clone()).check(&schemes()).is_err(), "{bad}");
    }
}

#[test]
fn topic_in_a_path_is_decoded_and_bounded() {
    assert_eq!(topic_in_path("order/create").as_deref(), Some("order/create"));
    assert_eq!(topic_in_path("bestellung%20%C3%A4ndern").as_deref(), Some("bestellung ändern"));
    assert_eq!(topic_in_path(&"%C3%A4".repeat(100)).map(|topic| topic.chars().count()), Some(100));
    for bad in ["", "%ff", "a%0Ab", &"a".repeat(101)] {
        assert_eq!(topic_in_path(bad), None, "{bad}");
    }
}

proptest! {
    #[test]
    fn source_survives_serialization(name in "[a-z-]{1,20}", pointer in "/[a-z/]{0,20}", ours in "[a-z]{1,9}") {
        let names = BTreeMap::from([("Theirs".to_owned(), ours)]);
        for from in [TopicLocation::Path, TopicLocation::Header(name), TopicLocation::Body(pointer)] {
            let source = TopicSource { from, names: names.clone() };
            let written = serde_json::to_string(&source).unwrap();
            prop_assert_eq!(serde_json::from_str::<TopicSource>(&written).unwrap(), source);
        }
    }
}
