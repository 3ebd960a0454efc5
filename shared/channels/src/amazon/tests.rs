//! Amazon's bodies: what is understood whatever it is wrapped in, and each way in which one is not.

use domain::delivery::DedupTopic;
use domain::delivery::DeliveryId;
use domain::state::{Change, State};
use proptest::prelude::*;
use serde_json::{Value, json};
use signatures::sns;
use signatures::{Scheme, iam};
use testing::verified_body;
use types::Channel;
use types::time::Time;
use types::transport::Transport;

use super::super::{ChannelAdapter, Context, NormalizeError, NormalizedEvent};
use super::{Address, Amazon};

const SELLER: &str = "A1EXAMPLESELLER";
const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:demo-amazon";
const ORDER_ID: &str = "403-1234567-7654321";
const ORDER_NOTIFICATION: &str = "0e999936-da2c-4f9c-9fc2-02b67bae5f49";

fn body(topic: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../events/bodies/amazon-{topic}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn value(topic: &str) -> Value {
    serde_json::from_slice(&body(topic)).unwrap()
}

fn understand_for(account: &str, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
    let topic = Amazon.topic(&http::HeaderMap::new(), body);
    let context = Context { topic: &topic, account, received_at: "2026-11-23T00:00:00Z".parse().unwrap() };
    crate::normalize(Channel::Amazon, &context, body)
}

fn normalize(body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
    understand_for(SELLER, body)
}

fn changed(topic: &str, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value = value(topic);
    change(&mut value);
    value.to_string().into_bytes()
}

fn order(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    changed("ORDER_CHANGE", |body| change(&mut body["Payload"]["OrderChangeNotification"]))
}

/// The same notification as a message of SNS, and as an event of EventBridge.
fn by_sns(inner: &[u8]) -> Vec<u8> {
    let message = std::str::from_utf8(inner).unwrap();
    let body = json!({"Type": "Notification", "MessageId": "22b80b92", "TopicArn": TOPIC, "Message": message});
    body.to_string().into_bytes()
}

fn by_eventbridge(inner: &[u8]) -> Vec<u8> {
    let detail: Value = serde_json::from_slice(inner).unwrap();
    let source = "aws.partner/sellingpartnerapi.amazon.com/111122223333/amzn1.sellerapps.app.0";
    json!({"version": "0", "detail-type": "T", "source": source, "detail": detail}).to_string().into_bytes()
}

#[test]
fn every_topic_has_its_subject_whatever_it_is_wrapped_in() {
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
            assert_eq!(Address::of(&wrapped), Address::of(&bare), "{topic}");
        }
        assert_eq!(Amazon.dedup_topic(topic), DedupTopic::Known(topic));
    }
}

#[test]
fn an_order_is_what_amazon_tells_of_it_and_has_no_money() {
    let normalized = normalize(&body("ORDER_CHANGE")).unwrap();
    assert_eq!(normalized.summary, format!("Order {ORDER_ID}: Unshipped, MFN, 1 line"));
    assert_eq!(normalized.occurred_at.unwrap().to_string(), "2026-11-02T04:44:58.000Z");
    let mut state = State::new(&normalized.subject.unwrap());
    state.apply(&normalized.changes[0]);
    let State::Order(state) = state else { panic!("no order") };
    let line = state.line(&"demo".parse().unwrap(), Channel::Amazon, 1).unwrap();
    assert_eq!((line.name.as_str(), line.status.as_str(), line.items), (ORDER_ID, "pending", 1));
    assert_eq!((line.payment.as_str(), line.fulfilment.as_str()), ("authorized", "unfulfilled"));
    assert_eq!((line.currency, line.total), (None, None));
    assert_eq!(line.placed_at.to_string(), "2026-11-02T04:40:00.000Z");
}

fn order_change(body: &[u8]) -> domain::state::order::OrderChange {
    match normalize(body).unwrap().changes.remove(0) {
        Change::Order(change) => change,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_order_status_has_its_words_and_one_that_is_not_known_stays() {
    for (word, payment, fulfilment) in [
        ("Pending", "pending", "unfulfilled"),
        ("PendingAvailability", "pending", "unfulfilled"),
        ("Unshipped", "authorized", "unfulfilled"),
        ("PartiallyShipped", "authorized", "partial"),
        ("Shipped", "authorized", "fulfilled"),
        ("InvoiceUnconfirmed", "authorized", "fulfilled"),
        ("Canceled", "voided", "unfulfilled"),
        ("Unfulfillable", "pending", "Unfulfillable"),
        ("Somewhere", "pending", "Somewhere"),
    ] {
        let change = order_change(&order(|order| order["Summary"]["OrderStatus"] = json!(word)));
        let snapshot = change.snapshot.unwrap();
        assert_eq!(
            (snapshot.payment.as_ref().unwrap().0.as_str(), snapshot.fulfilment.as_ref().unwrap().0.as_str()),
            (payment, fulfilment),
            "{word}"
        );
        let cancelled: Option<Time> = (word == "Canceled").then_some(change.at);
        assert_eq!(snapshot.cancelled_at.unwrap().0, cancelled, "{word}");
    }
}

#[test]
fn without_a_time_of_change_the_notifications_own_time_is_taken() {
    let change = order_change(&order(|order| order["OrderChangeTrigger"]["TimeOfOrderChange"] = Value::Null));
    assert_eq!(change.at.to_string(), "2026-11-02T04:45:00.000Z");
    let change = order_change(&order(|order| drop(order.as_object_mut().unwrap().remove("OrderChangeTrigger"))));
    assert_eq!(change.at.to_string(), "2026-11-02T04:45:00.000Z");
}

#[test]
fn what_pictures_no_whole_order_says_only_where_it_stands() {
    for part in [
        order(|order| order["NotificationLevel"] = json!("OrderItemLevel")),
        order(|order| order["Summary"]["PurchaseDate"] = Value::Null),
    ] {
        let change = order_change(&part);
        assert!(change.snapshot.is_none());
        assert_eq!(change.statuses.fulfilment.unwrap().0, "unfulfilled");
    }
}

#[test]
fn a_sellers_listings_differ_by_sku_and_marketplace_and_both_spellings_of_the_type_are_read() {
    let id = |sku: &str, place: &str| {
        let body = changed("LISTINGS_ITEM_STATUS_CHANGE", |body| {
            body["NotificationType"] = json!("LISTINGS_ITEM_STATUS_CHANGED");
            body["Payload"]["Sku"] = json!(sku);
            body["Payload"]["MarketplaceId"] = json!(place);
        });
        normalize(&body).unwrap().subject.unwrap()
    };
    let ids = [id("a", "X1"), id("a", "X2"), id("a:X1", "X1"), id("A", "X1"), id("ä #1", "X1")];
    let different: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(different.len(), ids.len());
    let gone = changed("LISTINGS_ITEM_STATUS_CHANGE", |body| body["Payload"]["Status"] = json!([]));
    assert!(matches!(&normalize(&gone).unwrap().changes[0], Change::Product(change) if change.shown.status.is_none()));
}

#[test]
fn other_notifications_and_other_messages_are_kept() {
    let other = br#"{"NotificationType":"PRICING_HEALTH","EventTime":"2026-11-02T05:00:00Z","Payload":{"a":1}}"#;
    let kept = normalize(other).unwrap();
    assert_eq!((kept.summary.as_str(), kept.changes.len()), ("PRICING_HEALTH, kept as it came", 0));
    assert_eq!(kept.occurred_at.unwrap().to_string(), "2026-11-02T05:00:00.000Z");
    let ahead = br#"{"notificationType":"X","eventTime":"2099-11-02T05:00:00Z"}"#;
    assert_eq!(normalize(ahead).unwrap().occurred_at, None);
    for message in ["hello", "", "[1]", "{}", "7"] {
        let body = by_sns(message.as_bytes());
        assert_eq!(Amazon.topic(&http::HeaderMap::new(), &body), "Notification");
        assert!(normalize(&body).unwrap().summary.contains("kept as it came"), "{message}");
    }
}

#[test]
fn a_confirmation_is_told_to_people_and_changes_nothing() {
    for (topic, words) in [
        (
            "SubscriptionConfirmation",
            "SNS was asked to deliver the topic arn:aws:sns:us-east-1:000000000000:demo-amazon",
        ),
        ("UnsubscribeConfirmation", "demo-amazon no longer delivers here"),
    ] {
        let told = normalize(&body(topic)).unwrap();
        assert_eq!(Amazon.topic(&http::HeaderMap::new(), &body(topic)), topic);
        assert!(told.summary.contains(words) && told.changes.is_empty(), "{}", told.summary);
        // What a confirmation's text looks like does not matter.
        let posing =
            changed(topic, |message| message["Message"] = json!(String::from_utf8(body("ORDER_CHANGE")).unwrap()));
        assert_eq!(normalize(&posing).as_ref(), Ok(&told));
    }
}

#[test]
fn nothing_is_read_that_stands_unsigned_beside_a_message_of_sns() {
    let plain: Value = serde_json::from_slice(&by_sns(b"hello")).unwrap();
    let beside = |more: Value| {
        let mut body = plain.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body.to_string().into_bytes()
    };
    for body in [
        beside(value("ORDER_CHANGE")),
        beside(json!({"detail-type": "ORDER_CHANGE", "detail": value("ORDER_CHANGE")})),
        beside(value("FEED_PROCESSING_FINISHED")),
    ] {
        assert_eq!(Address::of(&body), None);
        assert_eq!(normalize(&body), normalize(&by_sns(b"hello")));
    }
}

#[test]
fn one_notification_has_one_delivery_id_whatever_its_way() {
    let bare = body("ORDER_CHANGE");
    let id = |body: &[u8], sent: Option<&str>| {
        let (body, mut proof) = verified_body(body);
        proof.event_id = sent.map(str::to_owned);
        let event_id = crate::signed_event_id(Channel::Amazon, &body, &proof);
        let received_at = "2026-11-23T00:00:00Z".parse().unwrap();
        DeliveryId::of(Channel::Amazon, DedupTopic::Other, None, received_at, &body, event_id.as_deref())
    };
    let queue = id(&bare, Some(ORDER_NOTIFICATION));
    assert_eq!(id(&by_sns(&bare), Some("22b80b92")), queue);
    assert_eq!(id(&by_eventbridge(&bare), None), queue);
    let other = |body: &mut Value| body["NotificationMetadata"]["NotificationId"] = json!("another");
    assert_ne!(id(&changed("ORDER_CHANGE", other), None), queue);
    // Messages that are none of SP-API's have SNS's id.
    assert_eq!(id(&by_sns(b"hello"), Some("1")), id(&by_sns(b"good day"), Some("1")));
    assert_ne!(id(&by_sns(b"hello"), Some("1")), id(&by_sns(b"hello"), Some("2")));
}

#[test]
fn a_body_of_another_seller_is_refused_and_one_through_a_topic_of_the_accounts_is_not() {
    let cross_integration = order(|order| order["SellerId"] = json!("A2OTHERSELLER"));
    assert_eq!(normalize(&cross_integration).unwrap_err().code, "account_mismatch");
    assert!(understand_for(TOPIC, &cross_integration).is_ok());
    let by_account = |account: &str| {
        changed("FEED_PROCESSING_FINISHED", |body| {
            let feed = &mut body["payload"]["feedProcessingFinishedNotification"];
            feed["sellerId"] = Value::Null;
            feed["accountId"] = json!(account);
        })
    };
    assert!(normalize(&by_account("amzn1.merchant.o.A1EXAMPLESELLER")).is_ok());
    assert_eq!(normalize(&by_account("amzn1.merchant.o.A2OTHERSELLER")).unwrap_err().code, "account_mismatch");
    let two = changed("ORDER_CHANGE", |body| body["Payload"]["SellerId"] = json!("A2OTHERSELLER"));
    assert_eq!(normalize(&two).unwrap_err().code, "account_mismatch");
    let twice = String::from_utf8(body("LISTINGS_ITEM_STATUS_CHANGE")).unwrap();
    let twice = twice.replacen("\"SellerId\"", "\"SellerId\":\"A2OTHERSELLER\",\"SellerId\"", 1);
    assert_eq!(normalize(twice.as_bytes()).unwrap_err().code, "account_mismatch");
    assert_eq!(Address::of(twice.as_bytes()).unwrap().seller, None);
}

#[test]
fn a_notification_says_whose_it_is_in_both_casings() {
    for topic in ["ORDER_CHANGE", "FEED_PROCESSING_FINISHED", "LISTINGS_ITEM_STATUS_CHANGE"] {
        let address = Address::of(&body(topic)).unwrap();
        assert_eq!(address.seller.as_deref(), Some(SELLER), "{topic}");
        let application = "amzn1.sellerapps.app.00000000-0000-0000-0000-000000000000";
        assert_eq!(address.application.as_deref(), Some(application), "{topic}");
        assert!(address.notification.is_some(), "{topic}");
    }
    for none in [&b"hello"[..], b"{}", b"[]", b"\xff", b"{\"NotificationType\":7}", b"{\"NotificationType\":\"\"}"] {
        assert_eq!(Address::of(none), None);
    }
    let nobody = br#"{"NotificationType":"X","NotificationMetadata":{"NotificationId":"a b"}}"#;
    assert_eq!(Address::of(nobody), Some(Address { seller: None, application: None, notification: None }));
}

#[test]
fn each_body_that_cannot_be_understood_has_its_word() {
    let many = json!((0..5_001).map(|n| json!({"OrderItemId": n, "Quantity": 1})).collect::<Vec<_>>());
    let listing = |field: &'static str, value: Value| {
        changed("LISTINGS_ITEM_STATUS_CHANGE", move |body| body["Payload"][field] = value)
    };
    for (word, body) in [
        ("not_utf8", b"\xff\xfe".to_vec()),
        ("not_json", b"hello".to_vec()),
        ("not_json", b"".to_vec()),
        ("not_understood", br#"{"NotificationType":"ORDER_CHANGE"}"#.to_vec()),
        ("not_understood", br#"{"NotificationType":"ORDER_CHANGE","Payload":[]}"#.to_vec()),
        ("not_understood", br#"{"NotificationType":"ORDER_CHANGE","Payload":{}}"#.to_vec()),
        ("not_understood", order(|order| order["AmazonOrderId"] = json!("a#b"))),
        ("not_understood", order(|order| order["AmazonOrderId"] = Value::Null)),
        ("not_understood", order(|order| order["Summary"]["OrderStatus"] = Value::Null)),
        ("bad_quantity", order(|order| order["Summary"]["OrderItems"][0]["Quantity"] = json!(-1))),
        ("not_understood", order(|order| order["Summary"]["PurchaseDate"] = json!("yesterday"))),
        ("too_large", order(|order| order["Summary"]["OrderItems"] = many)),
        ("time_ahead", order(|order| order["OrderChangeTrigger"]["TimeOfOrderChange"] = json!("2099-01-01T00:00:00Z"))),
        ("not_understood", changed("FEED_PROCESSING_FINISHED", |body| body["eventTime"] = Value::Null)),
        ("not_understood", changed("REPORT_PROCESSING_FINISHED", |body| body["payload"] = json!({}))),
        ("not_understood", listing("Sku", json!(""))),
        ("not_understood", listing("Sku", json!("a\nb"))),
        ("not_understood", listing("Sku", json!("x".repeat(101)))),
        ("not_understood", listing("MarketplaceId", json!("a:b"))),
        ("too_large", listing("Status", json!(vec!["BUYABLE"; 21]))),
        (
            "not_understood",
            changed("LISTINGS_ITEM_MFN_QUANTITY_CHANGE", |body| body["Payload"]["Quantity"] = json!("many")),
        ),
    ] {
        let refused = normalize(&body).unwrap_err();
        assert_eq!(refused.code, word, "{refused} {}", String::from_utf8_lossy(&body[..body.len().min(300)]));
    }
    let personal = order(|order| order["Summary"]["OrderItems"] = json!("asha@example.com"));
    assert!(!normalize(&personal).unwrap_err().message.contains("asha"));
}

#[test]
fn the_same_notifications_in_any_order_end_in_the_same_order() {
    let at = |time: &str, status: &str, level: &str| {
        order_change(&order(|order| {
            order["OrderChangeTrigger"]["TimeOfOrderChange"] = json!(time);
            order["Summary"]["OrderStatus"] = json!(status);
            order["NotificationLevel"] = json!(level);
        }))
    };
    let changes = [
        at("2026-11-02T04:40:00Z", "Pending", "OrderLevel"),
        at("2026-11-02T04:45:00Z", "Unshipped", "OrderLevel"),
        at("2026-11-02T06:00:00Z", "PartiallyShipped", "OrderItemLevel"),
        at("2026-11-02T06:00:00Z", "Shipped", "OrderLevel"),
    ];
    let end = |places: [usize; 4]| {
        let mut state = domain::state::order::OrderState::new(ORDER_ID);
        places.iter().chain(&places).for_each(|place| state.apply(&changes[*place]));
        state.to_json()
    };
    let first = end([0, 1, 2, 3]);
    assert!(String::from_utf8_lossy(&first).contains("fulfilled"));
    for a in 0..4 {
        for b in (0..4).filter(|b| *b != a) {
            for c in (0..4).filter(|c| ![a, b].contains(c)) {
                assert_eq!(end([a, b, c, 6 - a - b - c]), first);
            }
        }
    }
}

#[test]
fn an_account_has_its_usual_schemes_and_no_others_are_taken() {
    let usual = |way, account| Amazon.default_scheme(way, account);
    let (by_topic, by_iam) =
        (Scheme::Sns(sns::Settings::for_topics(vec![TOPIC.into()])), Scheme::Iam(iam::Settings::default()));
    assert_eq!(Transport::ALL.map(|way| usual(way, TOPIC)), [Some(by_topic.clone()), None, None]);
    assert_eq!(Transport::ALL.map(|way| usual(way, SELLER)), [None, Some(by_iam.clone()), Some(by_iam.clone())]);
    assert_eq!(Transport::ALL.map(|way| Amazon.supports_scheme(way, &by_topic)), [true, false, false]);
    assert_eq!(Transport::ALL.map(|way| Amazon.supports_scheme(way, &by_iam)), [false, true, true]);
    let hmac = Scheme::HmacSha256(signatures::hmac_sha256::Settings::base64_in("x-signature"));
    assert_eq!(Transport::ALL.map(|way| Amazon.supports_scheme(way, &hmac)), [false; 3]);
}

#[test]
fn a_topic_names_the_account_or_is_among_those_that_the_owner_named() {
    let now = "2026-11-23T00:00:00Z".parse().unwrap();
    let mut seller = crate::default_integration("demo".parse().unwrap(), Channel::Amazon, SELLER, now);
    assert!(!Amazon.is_account(TOPIC, &seller));
    seller.schemes.https = Some(Scheme::Sns(sns::Settings::for_topics(vec![TOPIC.into()])));
    assert!(Amazon.is_account(TOPIC, &seller));
    assert!(!Amazon.is_account(&format!("{TOPIC}-2"), &seller));
    let topic = crate::default_integration("demo".parse().unwrap(), Channel::Amazon, TOPIC, now);
    assert!(Amazon.is_account(TOPIC, &topic));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), place in 0_usize..1_000, byte in any::<u8>()) {
        let _ = normalize(&bytes);
        for topic in ["ORDER_CHANGE", "FEED_PROCESSING_FINISHED", "SubscriptionConfirmation"] {
            let mut body = body(topic);
            let place = place % body.len();
            body[place] = byte;
            let _ = normalize(&body);
            let _ = Address::of(&body);
        }
    }
}

#[test]
fn only_of_what_was_cancelled_no_unit_may_be_left() {
    let of = |status: &'static str, item: Value| {
        order(move |order| {
            let summary = &mut order["Summary"];
            summary["OrderStatus"] = json!(status);
            (summary["OrderItems"][0]["Quantity"], summary["OrderItems"][0]["OrderItemStatus"]) = (json!(0), item);
        })
    };
    for (status, item, good) in [
        ("Canceled", json!("Canceled"), true),
        ("Canceled", Value::Null, true),
        ("Unshipped", json!("Canceled"), true),
        ("Unshipped", json!("Unshipped"), false),
        ("Unshipped", Value::Null, false),
    ] {
        let word = normalize(&of(status, item.clone())).err().map(|error| error.code);
        assert_eq!(word, (!good).then_some("bad_quantity"), "{status} {item}");
    }
}
