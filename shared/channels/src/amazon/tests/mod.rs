//! Normalization of Amazon's bodies, bare and wrapped.

mod accounts;
mod orders;

use domain::delivery::DedupTopic;
use domain::state::Change;
use proptest::prelude::*;
use serde_json::{Value, json};
use types::Channel;

use super::{Amazon, NotificationOrigin};
use crate::{ChannelAdapter, Context, NormalizeError, NormalizedEvent};

const SELLER: &str = "A1EXAMPLESELLER";
const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:demo-amazon";
const ORDER_ID: &str = "403-1234567-7654321";

fn body(topic: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../events/bodies/amazon-{topic}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn value(topic: &str) -> Value {
    serde_json::from_slice(&body(topic)).unwrap()
}

fn normalize_for(account: &str, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
    let topic = Amazon.topic(&http::HeaderMap::new(), body);
    let context = Context { topic: &topic, account, received_at: "2026-11-23T00:00:00Z".parse().unwrap() };
    crate::normalize(Channel::Amazon, &context, body)
}

fn normalize(body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
    normalize_for(SELLER, body)
}

fn changed(topic: &str, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value = value(topic);
    change(&mut value);
    value.to_string().into_bytes()
}

fn order(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    changed("ORDER_CHANGE", |body| change(&mut body["Payload"]["OrderChangeNotification"]))
}

/// The notification in an SNS message.
fn by_sns(inner: &[u8]) -> Vec<u8> {
    let message = std::str::from_utf8(inner).unwrap();
    let body = json!({"Type": "Notification", "MessageId": "22b80b92", "TopicArn": TOPIC, "Message": message});
    body.to_string().into_bytes()
}

/// The notification in an EventBridge event.
fn by_eventbridge(inner: &[u8]) -> Vec<u8> {
    let detail: Value = serde_json::from_slice(inner).unwrap();
    let source = "aws.partner/sellingpartnerapi.amazon.com/111122223333/amzn1.sellerapps.app.0";
    json!({"version": "0", "detail-type": "T", "source": source, "detail": detail}).to_string().into_bytes()
}

#[test]
fn wrapped_notification_normalizes_to_the_event_of_the_bare_one() {
    for (topic, subject) in [
        ("ORDER_CHANGE", "order#403-1234567-7654321"),
        ("FEED_PROCESSING_FINISHED", "feed#53347018456"),
        ("REPORT_PROCESSING_FINISHED", "report#54517018502"),
        ("LISTINGS_ITEM_STATUS_CHANGE", "product#TSHIRT-BLK-M:A21TJRUUN4KGV"),
        ("LISTINGS_ITEM_MFN_QUANTITY_CHANGE", "inventory#TSHIRT-BLK-M:DEFAULT"),
    ] {
        let bare = body(topic);
        let normalized = normalize(&bare).unwrap_or_else(|error| panic!("{topic}: {error}"));
        assert_eq!(normalized.subject.as_ref().unwrap().as_str(), subject);
        for wrapped in [by_sns(&bare), by_eventbridge(&bare), by_sns(&by_eventbridge(&bare))] {
            assert_eq!(Amazon.topic(&http::HeaderMap::new(), &wrapped), topic);
            assert_eq!(normalize(&wrapped).as_ref(), Ok(&normalized), "{topic}");
            assert_eq!(NotificationOrigin::of(&wrapped), NotificationOrigin::of(&bare), "{topic}");
        }
        assert_eq!(Amazon.dedup_topic(topic), DedupTopic::Known(topic));
    }
}

#[test]
fn listing_id_has_sku_and_marketplace_in_both_spellings_of_the_topic() {
    let id = |sku: &str, marketplace: &str| {
        let body = changed("LISTINGS_ITEM_STATUS_CHANGE", |body| {
            body["NotificationType"] = json!("LISTINGS_ITEM_STATUS_CHANGED");
            body["Payload"]["Sku"] = json!(sku);
            body["Payload"]["MarketplaceId"] = json!(marketplace);
        });
        normalize(&body).unwrap().subject.unwrap()
    };
    let ids = [id("a", "X1"), id("a", "X2"), id("a:X1", "X1"), id("A", "X1"), id("ä #1", "X1")];
    let different: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(different.len(), ids.len());
    let unlisted = changed("LISTINGS_ITEM_STATUS_CHANGE", |body| body["Payload"]["Status"] = json!([]));
    assert!(
        matches!(&normalize(&unlisted).unwrap().changes[0], Change::Product(change) if change.snapshot.status.is_none())
    );
}

#[test]
fn unread_notification_and_other_message_change_nothing() {
    let other = br#"{"NotificationType":"PRICING_HEALTH","EventTime":"2026-11-02T05:00:00Z","Payload":{"a":1}}"#;
    let unread = normalize(other).unwrap();
    assert_eq!((unread.summary.as_str(), unread.changes.len()), ("PRICING_HEALTH, stored as received", 0));
    assert_eq!(unread.occurred_at.unwrap().to_string(), "2026-11-02T05:00:00.000Z");
    let ahead = br#"{"notificationType":"X","eventTime":"2099-11-02T05:00:00Z"}"#;
    assert_eq!(normalize(ahead).unwrap().occurred_at, None);
    for message in ["hello", "", "[1]", "{}", "7"] {
        let body = by_sns(message.as_bytes());
        assert_eq!(Amazon.topic(&http::HeaderMap::new(), &body), "Notification");
        assert!(normalize(&body).unwrap().summary.contains("stored as received"), "{message}");
    }
}

#[test]
fn confirmation_is_summarized_and_changes_nothing() {
    for (topic, summary) in [
        ("SubscriptionConfirmation", format!("The SNS topic {TOPIC} asks to confirm its subscription")),
        ("UnsubscribeConfirmation", format!("The subscription of the SNS topic {TOPIC} has ended")),
    ] {
        let normalized = normalize(&body(topic)).unwrap();
        assert_eq!(Amazon.topic(&http::HeaderMap::new(), &body(topic)), topic);
        assert_eq!((normalized.summary.as_str(), normalized.changes.len()), (summary.as_str(), 0));
        // The text of a confirmation is not read.
        let with_an_order =
            changed(topic, |message| message["Message"] = json!(String::from_utf8(body("ORDER_CHANGE")).unwrap()));
        assert_eq!(normalize(&with_an_order).as_ref(), Ok(&normalized));
    }
}

#[test]
fn unsigned_member_beside_an_sns_message_is_not_read() {
    let plain: Value = serde_json::from_slice(&by_sns(b"hello")).unwrap();
    let with_members = |more: Value| {
        let mut body = plain.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body.to_string().into_bytes()
    };
    for body in [
        with_members(value("ORDER_CHANGE")),
        with_members(json!({"detail-type": "ORDER_CHANGE", "detail": value("ORDER_CHANGE")})),
        with_members(value("FEED_PROCESSING_FINISHED")),
    ] {
        assert_eq!(NotificationOrigin::of(&body), None);
        assert_eq!(normalize(&body), normalize(&by_sns(b"hello")));
    }
}

/// The JSON with other names: `convert` gets each name of the original.
fn renamed(value: &Value, convert: fn(&str) -> String) -> Value {
    match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (convert(name), renamed(value, convert))).collect()
        }
        Value::Array(items) => items.iter().map(|item| renamed(item, convert)).collect(),
        other => other.clone(),
    }
}

fn with_first(name: &str, change: fn(&char) -> char) -> String {
    let mut chars = name.chars();
    chars.next().iter().map(change).chain(chars).collect()
}

#[test]
fn notification_in_camel_and_in_pascal_case_has_the_same_event() {
    for topic in [
        "ORDER_CHANGE",
        "FEED_PROCESSING_FINISHED",
        "REPORT_PROCESSING_FINISHED",
        "LISTINGS_ITEM_STATUS_CHANGE",
        "LISTINGS_ITEM_MFN_QUANTITY_CHANGE",
    ] {
        let original = normalize(&body(topic)).unwrap();
        for convert in [
            (|name| with_first(name, char::to_ascii_lowercase)) as fn(&str) -> String,
            |name| with_first(name, char::to_ascii_uppercase),
            |name| with_first(name, char::to_ascii_lowercase).replace("SKU", "Sku"),
        ] {
            let other = renamed(&value(topic), convert).to_string();
            assert_eq!(normalize(other.as_bytes()).as_ref(), Ok(&original), "{other}");
            assert_eq!(NotificationOrigin::of(other.as_bytes()), NotificationOrigin::of(&body(topic)), "{other}");
        }
    }
}

#[test]
fn time_without_a_zone_is_in_utc_and_an_empty_one_is_absent() {
    let at =
        |change: &dyn Fn(&mut Value)| normalize(&changed("ORDER_CHANGE", |body| change(body))).unwrap().occurred_at;
    let trigger = "/Payload/OrderChangeNotification/OrderChangeTrigger/TimeOfOrderChange";
    let with = |changed: &str, notified: &str| {
        at(&|body| {
            *body.pointer_mut(trigger).unwrap() = json!(changed);
            body["EventTime"] = json!(notified);
        })
        .map(|time| time.to_string())
    };
    assert_eq!(with("2026-11-02T04:44:58", "").as_deref(), Some("2026-11-02T04:44:58.000Z"));
    assert_eq!(with("", "2026-11-02T04:45:00").as_deref(), Some("2026-11-02T04:45:00.000Z"));
    assert_eq!(with("soon", "").as_deref(), Some("2026-11-23T00:00:00.000Z"), "the time of receipt");
}

#[test]
fn invalid_body_has_its_error_code() {
    let many = json!((0..5_001).map(|n| json!({"OrderItemId": n, "Quantity": 1})).collect::<Vec<_>>());
    let listing = |field: &'static str, value: Value| {
        changed("LISTINGS_ITEM_STATUS_CHANGE", move |body| body["Payload"][field] = value)
    };
    for (code, body) in [
        ("not_utf8", b"\xff\xfe".to_vec()),
        ("not_json", b"hello".to_vec()),
        ("not_json", b"".to_vec()),
        ("not_understood", br#"{"NotificationType":"ORDER_CHANGE"}"#.to_vec()),
        ("not_understood", br#"{"NotificationType":"ORDER_CHANGE","Payload":[]}"#.to_vec()),
        ("not_understood", br#"{"NotificationType":"ORDER_CHANGE","Payload":{}}"#.to_vec()),
        ("not_understood", order(|order| order["AmazonOrderId"] = json!("a#b"))),
        ("not_understood", order(|order| order["AmazonOrderId"] = Value::Null)),
        ("bad_quantity", order(|order| order["Summary"]["OrderItems"][0]["Quantity"] = json!(-1))),
        ("too_large", order(|order| order["Summary"]["OrderItems"] = many)),
        ("time_ahead", order(|order| order["OrderChangeTrigger"]["TimeOfOrderChange"] = json!("2099-01-01T00:00:00Z"))),
        ("not_understood", changed("REPORT_PROCESSING_FINISHED", |body| body["payload"] = json!({}))),
        ("not_understood", listing("Sku", json!(""))),
        ("not_understood", listing("Sku", json!("a\nb"))),
        ("not_understood", listing("Sku", json!("x".repeat(101)))),
        ("not_understood", listing("MarketplaceId", json!("a:b"))),
        ("too_large", listing("Status", json!(vec!["BUYABLE"; 21]))),
        (
            "bad_quantity",
            changed("LISTINGS_ITEM_MFN_QUANTITY_CHANGE", |body| body["Payload"]["Quantity"] = json!("many")),
        ),
    ] {
        let error = normalize(&body).unwrap_err();
        assert_eq!(error.code, code, "{error} {}", String::from_utf8_lossy(&body[..body.len().min(300)]));
    }
    let personal = order(|order| order["Summary"]["OrderItems"][0]["Quantity"] = json!("asha@example.com"));
    assert!(!normalize(&personal).unwrap_err().message.contains("asha"));
}

proptest! {
    #[test]
    fn any_bytes_are_normalized_without_a_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        position in 0_usize..1_000,
        byte in any::<u8>(),
    ) {
        let _ = normalize(&bytes);
        for topic in ["ORDER_CHANGE", "FEED_PROCESSING_FINISHED", "SubscriptionConfirmation"] {
            let mut body = body(topic);
            let position = position % body.len();
            body[position] = byte;
            let _ = normalize(&body);
            let _ = NotificationOrigin::of(&body);
        }
    }
}
