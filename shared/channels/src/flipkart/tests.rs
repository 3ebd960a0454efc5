//! Flipkart's bodies, of both contracts: what is understood, and each way in which one is not.

use domain::delivery::DedupTopic;
use domain::state::shipment::{OrderReference, ShipmentStep};
use domain::state::{Change, State};
use http::HeaderMap;
use proptest::prelude::*;
use serde_json::{Value, json};
use signatures::Scheme;
use types::Channel;
use types::transport::Transport;

use super::super::{ChannelAdapter, Context, NormalizeError, NormalizedEvent};
use super::Flipkart;
use super::topic::{TOPICS, Topic};

const SELLER: &str = "demo-seller";
const ORDER: &str = "OD437194728041593621";
const SHIPMENT: &str = "0f2c7a10-1111-4222-8333-728041593621";
const RETURN: &str = "123728041593621";
const PAYMENT: &str = "PAY437194728041593621";

fn body(topic: &str) -> Vec<u8> {
    // In lower case there is another topic of this name, which some file systems would not tell apart.
    let variant = if topic == "SHIPMENT_CREATED" { "-hmac" } else { "" };
    std::fs::read(format!("{}/../../events/bodies/flipkart-{topic}{variant}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn normalize(topic: &str, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
    let context = Context { topic, account: SELLER, received_at: "2026-11-23T00:00:00Z".parse().unwrap() };
    crate::normalize(Channel::Flipkart, &context, body)
}

fn of(topic: &str, body: &Value) -> Result<NormalizedEvent, NormalizeError> {
    normalize(topic, body.to_string().as_bytes())
}

fn failure(topic: &str, body: &[u8]) -> &'static str {
    normalize(topic, body).unwrap_err().code
}

fn changed(topic: &str, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(&body(topic)).unwrap();
    change(&mut value);
    serde_json::to_vec(&value).unwrap()
}

fn subject(normalized: &NormalizedEvent) -> &str {
    normalized.subject.as_ref().unwrap().as_str()
}

#[test]
fn every_topic_that_is_read_has_its_subject_and_its_time() {
    for (topic, kind) in TOPICS {
        let id = match kind {
            Topic::Shipment(_) => format!("shipment#{SHIPMENT}"),
            Topic::Return(_) => format!("return#{RETURN}"),
            Topic::OrderItem => continue,
            Topic::Webhook(_) if topic == "SHIPMENT_CREATED" => format!("shipment#{SHIPMENT}"),
            Topic::Webhook(_) if topic == "PAYMENT_UPDATED" => format!("payment#{PAYMENT}"),
            Topic::Webhook(_) => format!("order#{ORDER}"),
        };
        let normalized = normalize(topic, &body(topic)).unwrap_or_else(|error| panic!("{topic}: {error}"));
        assert_eq!(subject(&normalized), id, "{topic}");
        assert!(normalized.occurred_at.unwrap().to_string().starts_with("2026-11-"), "{topic}");
        assert!(!normalized.summary.contains("Asha"), "{}", normalized.summary);
    }
}

#[test]
fn an_order_of_the_convention_is_in_our_words() {
    let normalized = normalize("ORDER_UPDATED", &body("ORDER_UPDATED")).unwrap();
    assert_eq!(normalized.summary, format!("Order {ORDER}: 2047.5 INR, 2 lines, paid, packed"));
    let [Change::Order(order)] = &normalized.changes[..] else { panic!("{:?}", normalized.changes) };
    let snapshot = order.snapshot.as_ref().unwrap();
    assert_eq!(
        (snapshot.payment.as_ref().unwrap().0.as_str(), snapshot.fulfilment.as_ref().unwrap().0.as_str()),
        ("paid", "packed")
    );
    let lines: Vec<_> = snapshot.contents.lines.iter().map(|line| (line.id.as_str(), line.quantity)).collect();
    assert_eq!(lines, [("1", 2), ("2", 1)], "a line without an id is called by its place");
    assert_eq!(snapshot.contents.placed_at.to_string(), "2026-11-02T04:40:00.000Z");
}

#[test]
fn an_order_without_a_time_has_that_of_receipt_and_without_lines_says_where_it_stands() {
    let flat = json!({"order_id": "OD1", "order_status": "SHIPPED", "payment_mode": "COD"});
    let normalized = of("ORDER_UPDATED", &flat).unwrap();
    assert_eq!(normalized.occurred_at.unwrap().to_string(), "2026-11-23T00:00:00.000Z");
    let [Change::Order(order)] = &normalized.changes[..] else { panic!("{:?}", normalized.changes) };
    assert!(order.snapshot.is_none());
    assert_eq!(order.statuses.fulfilment.as_ref().unwrap().0, "fulfilled");
    assert_eq!(order.statuses.payment.as_ref().unwrap().0, "pending");
    let cancelled = json!({"order": {"orderId": "OD1", "status": "CANCELLED", "items": [{"sku": "A"}]}});
    let normalized = of("ORDER_UPDATED", &cancelled).unwrap();
    let [Change::Order(order)] = &normalized.changes[..] else { panic!("{:?}", normalized.changes) };
    assert!(order.snapshot.is_none() && order.statuses.cancelled_at.unwrap().0.is_some());
}

#[test]
fn a_payment_also_says_where_its_orders_payment_stands() {
    let normalized = normalize("PAYMENT_UPDATED", &body("PAYMENT_UPDATED")).unwrap();
    let subjects: Vec<_> = normalized.changes.iter().map(|change| change.subject().to_string()).collect();
    assert_eq!(subjects, [format!("payment#{PAYMENT}"), format!("order#{ORDER}")]);
    let without = json!({"payment": {"orderId": "OD1", "status": "PENDING"}});
    assert_eq!(subject(&of("PAYMENT_UPDATED", &without).unwrap()), "payment#OD1");
}

#[test]
fn a_notification_pictures_its_shipment() {
    let normalized = normalize("shipment_created", &body("shipment_created")).unwrap();
    assert_eq!(normalized.summary, format!("Shipment {SHIPMENT} of order {ORDER}: shipment_created"));
    let [Change::Shipment(shipment)] = &normalized.changes[..] else { panic!("{:?}", normalized.changes) };
    assert_eq!(shipment.order, Some(OrderReference::Id(ORDER.into())));
    let item = &shipment.contents.as_ref().unwrap().items[0];
    assert_eq!((item.total.unwrap().to_string().as_str(), item.paid, item.quantity), ("1049", Some(true), 1));
    for spelling in ["isReplacement", "is_replacement"] {
        let body = changed("shipment_created", |body| {
            let item = body["attributes"]["orderItems"][0].as_object_mut().unwrap();
            item.remove("isReplacement");
            item.insert(spelling.into(), json!(true));
        });
        let Change::Shipment(shipment) = &normalize("shipment_created", &body).unwrap().changes[0] else { panic!() };
        assert_eq!(shipment.contents.as_ref().unwrap().items[0].title, "Black tee (replacement)", "{spelling}");
    }
    let two = changed("shipment_created", |body| {
        let mut other = body["attributes"]["orderItems"][0].clone();
        other["orderId"] = json!("OD2");
        body["attributes"]["orderItems"].as_array_mut().unwrap().push(other);
    });
    let Change::Shipment(shipment) = &normalize("shipment_created", &two).unwrap().changes[0] else { panic!() };
    assert_eq!((shipment.order.as_ref(), shipment.contents.as_ref().unwrap().items.len()), (None, 2));
}

#[test]
fn what_a_notification_does_not_say_does_not_change() {
    for topic in ["shipment_cancelled", "shipment_dispatch_dates_changed", "shipment_form_failed"] {
        let Change::Shipment(shipment) = &normalize(topic, &body(topic)).unwrap().changes[0] else { panic!() };
        let step = shipment.status.as_ref().map(|status| status.step);
        assert_eq!(step, (topic == "shipment_cancelled").then_some(ShipmentStep::Cancelled), "{topic}");
        assert_eq!((&shipment.contents, &shipment.order, &shipment.tracking), (&None, &None, &None), "{topic}");
    }
    for topic in ["return_item_tracking_id_update", "return_expected_date_changed"] {
        let Change::Return(returned) = &normalize(topic, &body(topic)).unwrap().changes[0] else { panic!() };
        assert_eq!((&returned.status, &returned.contents), (&None, &None), "{topic}");
        assert_eq!(returned.tracking.is_some(), topic == "return_item_tracking_id_update", "{topic}");
    }
}

#[test]
fn the_topic_is_the_headers_or_the_bodys_and_they_have_to_agree() {
    let mut headers = HeaderMap::new();
    let packed = body("shipment_packed");
    assert_eq!(Flipkart.topic(&headers, &packed), "shipment_packed");
    assert_eq!(Flipkart.topic(&headers, b"\xff"), "");
    headers.insert("x-flipkart-event-type", "ORDER_CREATED".parse().unwrap());
    assert_eq!(Flipkart.topic(&headers, &packed), "ORDER_CREATED");
    assert_eq!(failure("ORDER_CREATED", &packed), "topic_mismatch");
    assert_eq!(failure("shipment_delivered", &packed), "topic_mismatch");
    assert_eq!(failure("shipment_delivered", &body("ORDER_CREATED")), "topic_mismatch");
}

#[test]
fn a_genuine_body_of_the_convention_under_anothers_topic_is_a_mismatch() {
    for (topic, other) in [
        ("PAYMENT_UPDATED", "ORDER_CREATED"),
        ("PAYMENT_UPDATED", "SHIPMENT_CREATED"),
        ("SHIPMENT_CREATED", "ORDER_UPDATED"),
        ("SHIPMENT_CREATED", "PAYMENT_UPDATED"),
        ("ORDER_UPDATED", "SHIPMENT_CREATED"),
        ("ORDER_CREATED", "PAYMENT_UPDATED"),
    ] {
        assert_eq!(failure(topic, &body(other)), "topic_mismatch", "{topic} with the body of {other}");
    }
}

#[test]
fn each_body_that_cannot_be_understood_has_its_word() {
    assert_eq!(failure("ORDER_CREATED", b"\xff\xfe"), "not_utf8");
    assert_eq!(failure("ORDER_CREATED", b"hello"), "not_json");
    assert_eq!(failure("ORDER_CREATED", b""), "not_json");
    assert_eq!(failure("ORDER_CREATED", b"[]"), "not_understood");
    assert_eq!(failure("ORDER_CREATED", b"{}"), "not_understood");
    assert_eq!(failure("ORDER_CREATED", br#"{"orderId":"OD1","orderItems":[],"timestamp":"soon"}"#), "not_understood");
    assert_eq!(failure("PAYMENT_UPDATED", br#"{"payment":{"paymentId":"P1"}}"#), "not_understood");
    assert_eq!(failure("SHIPMENT_CREATED", br#"{"shipment":{"orderId":"OD1"}}"#), "not_understood");
    assert_eq!(failure("", b"{}"), "topic_missing");
    let negative = changed("ORDER_CREATED", |body| body["order"]["totalAmount"] = json!(-1));
    assert_eq!(failure("ORDER_CREATED", &negative), "bad_amount");
    for field in ["timestamp", "shipmentId"] {
        let without = changed("shipment_packed", |body| body[field] = Value::Null);
        assert_eq!(failure("shipment_packed", &without), "not_understood", "{field}");
    }
    let ahead = changed("shipment_packed", |body| body["timestamp"] = json!("2026-11-23T00:11:00Z"));
    assert_eq!(failure("shipment_packed", &ahead), "time_ahead");
    let endless = changed("ORDER_CREATED", |body| {
        body["order"]["orderItems"] = vec![body["order"]["orderItems"][0].clone(); 1_001].into();
    });
    assert_eq!(failure("ORDER_CREATED", &endless), "too_large");
}

#[test]
fn another_sellers_body_is_refused() {
    let of_seller = |seller: &str| changed("ORDER_CREATED", |body| body["sellerId"] = json!(seller));
    assert_eq!(failure("ORDER_CREATED", &of_seller("another-seller")), "account_mismatch");
    assert!(normalize("ORDER_CREATED", &of_seller(SELLER)).is_ok());
    let inside = changed("ORDER_CREATED", |body| body["order"]["sellerId"] = json!("another-seller"));
    assert_eq!(failure("ORDER_CREATED", &inside), "account_mismatch");
}

#[test]
fn an_error_quotes_nothing_of_the_body() {
    for field in ["orderId", "totalAmount", "updatedAt", "orderItems"] {
        let personal = changed("ORDER_CREATED", |body| body["order"][field] = json!(["asha@example.com"]));
        if let Err(error) = normalize("ORDER_CREATED", &personal) {
            assert!(!error.to_string().contains("asha"), "{error}");
        }
    }
}

#[test]
fn what_is_not_read_is_kept_and_invented_topics_are_one_class() {
    let kept = of("order_item_packed", &json!({"eventType": "order_item_packed", "orderItemId": "1"})).unwrap();
    assert_eq!((kept.subject, kept.changes), (None, Vec::new()));
    assert!(normalize("LISTING_UPDATED", b"{}").unwrap().subject.is_none());
    assert_eq!(Flipkart.dedup_topic("ORDER_CREATED"), DedupTopic::Known("ORDER_CREATED"));
    assert_eq!(Flipkart.dedup_topic("shipment_packed"), DedupTopic::Known("shipment_packed"));
    assert_eq!(Flipkart.dedup_topic("invented"), DedupTopic::Other);
}

#[test]
fn only_its_own_schemes_are_taken() {
    let scheme = |written: Value| serde_json::from_value::<Scheme>(written).unwrap();
    let fklogin = scheme(json!({"scheme": "fklogin", "app_id": "app", "url": "https://a.example/hook"}));
    assert!(Flipkart.supports_scheme(Transport::Https, &fklogin) && Flipkart.capabilities().nonces);
    assert!(
        !Flipkart.supports_scheme(Transport::Https, &scheme(json!({"scheme": "static-token", "header": "x-token"})))
    );
    assert!(!Flipkart.keeps_header("x-flipkart-signature") && !Flipkart.keeps_header("x_authorization"));
}

/// Folds the samples of these topics in every order, and says whether the end is always the same.
fn is_the_same_in_every_order(topics: &[&str]) -> bool {
    let changes: Vec<_> =
        topics.iter().map(|topic| normalize(topic, &body(topic)).unwrap().changes.remove(0)).collect();
    let count = changes.len();
    let fold = |order: &[usize]| {
        let mut state = State::new(&changes[0].subject());
        order.iter().for_each(|index| state.apply(&changes[*index]));
        state.to_json()
    };
    let straight = fold(&(0..count).collect::<Vec<_>>());
    // All sequences of one more than there are that hold each at least once: every permutation, and a repeat.
    (0..count.pow(count as u32 + 1)).all(|code| {
        let order: Vec<_> = (0..=count).map(|digit| code / count.pow(digit as u32) % count).collect();
        !(0..count).all(|index| order.contains(&index)) || fold(&order) == straight
    })
}

#[test]
fn a_shipment_a_return_and_an_order_are_the_same_in_every_permutation_of_their_deliveries() {
    assert!(is_the_same_in_every_order(&[
        "shipment_created",
        "shipment_packed",
        "shipment_shipped",
        "shipment_delivered"
    ]));
    assert!(is_the_same_in_every_order(&[
        "shipment_created",
        "shipment_hold",
        "shipment_unhold",
        "shipment_cancelled"
    ]));
    assert!(is_the_same_in_every_order(&["return_created", "return_item_tracking_id_update", "return_completed"]));
    assert!(is_the_same_in_every_order(&["ORDER_CREATED", "ORDER_UPDATED"]));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), place in any::<prop::sample::Index>()) {
        let (topic, _) = TOPICS[place.index(TOPICS.len())];
        let _ = (normalize(topic, &bytes), Flipkart.topic(&HeaderMap::new(), &bytes));
    }

    #[test]
    fn no_change_of_a_genuine_body_makes_it_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), place in any::<prop::sample::Index>()) {
        let (topic, kind) = TOPICS[place.index(TOPICS.len())];
        prop_assume!(kind != Topic::OrderItem);
        let mut body = body(topic);
        let at = at.index(body.len());
        body[at] = byte;
        let _ = normalize(topic, &body);
    }
}

#[test]
fn an_update_that_is_silent_on_a_status_leaves_it_as_it_is() {
    let order = |status: &str, at: &str| {
        let lines = r#""orderItems":[{"orderItemId":"1","sku":"TEE","quantity":1,"price":5}]"#;
        format!(r#"{{"order":{{"orderId":"OD1",{status}"updatedAt":"2026-11-02T{at}Z",{lines}}}}}"#)
    };
    let first = order(r#""status":"DELIVERED","paymentStatus":"PAID","#, "10:00:00");
    let cancelled = order(r#""status":"CANCELLED","#, "11:00:00");
    let silent = order("", "12:00:00");
    let mut state = domain::state::State::new(&domain::subject::Subject::order("OD1"));
    for body in [&first, &cancelled, &silent] {
        let normalized = normalize("ORDER_UPDATED", body.as_bytes()).unwrap();
        normalized.changes.iter().for_each(|change| state.apply(change));
    }
    let domain::state::State::Order(state) = state else { panic!("it is an order") };
    let line = state.line(&"shop".parse().unwrap(), Channel::Flipkart, 1).unwrap();
    assert_eq!(
        (line.status.as_str(), line.payment.as_str(), line.fulfilment.as_str()),
        ("cancelled", "paid", "delivered")
    );
}
