//! Normalization of Flipkart's bodies, of both contracts.

mod projection;

use domain::delivery::DedupTopic;
use domain::state::Change;
use domain::state::shipment::{OrderReference, ShipmentStep};
use http::HeaderMap;
use proptest::prelude::*;
use serde_json::{Value, json};
use signatures::Scheme;
use types::Channel;
use types::transport::Transport;

use super::Flipkart;
use super::topic::{TOPICS, Topic};
use crate::{ChannelAdapter, Context, NormalizeError, NormalizedEvent};

const SELLER: &str = "demo-seller";
const ORDER: &str = "OD437194728041593621";
const SHIPMENT: &str = "0f2c7a10-1111-4222-8333-728041593621";
const RETURN: &str = "123728041593621";
const PAYMENT: &str = "PAY437194728041593621";

fn body(topic: &str) -> Vec<u8> {
    // The topic in lower case would have the same file name on a case-insensitive file system.
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

fn error_code(topic: &str, body: &[u8]) -> &'static str {
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
fn body_of_each_read_topic_has_its_subject_and_time() {
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
fn order_of_the_convention_is_normalized() {
    let normalized = normalize("ORDER_UPDATED", &body("ORDER_UPDATED")).unwrap();
    assert_eq!(normalized.summary, format!("Order {ORDER}: 2047.5 INR, 2 lines, paid, packed"));
    let [Change::Order(order)] = &normalized.changes[..] else { panic!("{:?}", normalized.changes) };
    let snapshot = order.snapshot.as_ref().unwrap();
    assert_eq!(
        (snapshot.payment.as_ref().unwrap().0.as_str(), snapshot.fulfilment.as_ref().unwrap().0.as_str()),
        ("paid", "packed")
    );
    let lines: Vec<_> = snapshot.contents.lines.iter().map(|line| (line.id.as_str(), line.quantity)).collect();
    assert_eq!(lines, [("1", 2), ("2", 1)], "a line item without an id has its position");
    assert_eq!(snapshot.contents.placed_at.to_string(), "2026-11-02T04:40:00.000Z");
}

#[test]
fn order_without_time_has_that_of_receipt_and_without_line_items_changes_statuses() {
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
fn payment_also_changes_the_payment_status_of_its_order() {
    let normalized = normalize("PAYMENT_UPDATED", &body("PAYMENT_UPDATED")).unwrap();
    let subjects: Vec<_> = normalized.changes.iter().map(|change| change.subject().to_string()).collect();
    assert_eq!(subjects, [format!("payment#{PAYMENT}"), format!("order#{ORDER}")]);
    let without = json!({"payment": {"orderId": "OD1", "status": "PENDING"}});
    assert_eq!(subject(&of("PAYMENT_UPDATED", &without).unwrap()), "payment#OD1");
}

#[test]
fn notification_has_the_contents_of_its_shipment() {
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
fn field_absent_from_a_notification_does_not_change() {
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
fn topic_of_header_that_differs_from_the_body_is_a_mismatch() {
    let mut headers = HeaderMap::new();
    let packed = body("shipment_packed");
    assert_eq!(Flipkart.topic(&headers, &packed), "shipment_packed");
    assert_eq!(Flipkart.topic(&headers, b"\xff"), "");
    headers.insert("x-flipkart-event-type", "ORDER_CREATED".parse().unwrap());
    assert_eq!(Flipkart.topic(&headers, &packed), "ORDER_CREATED");
    assert_eq!(error_code("ORDER_CREATED", &packed), "topic_mismatch");
    assert_eq!(error_code("shipment_delivered", &packed), "topic_mismatch");
    assert_eq!(error_code("shipment_delivered", &body("ORDER_CREATED")), "topic_mismatch");
}

#[test]
fn webhook_body_with_another_topic_is_a_mismatch() {
    for (topic, other) in [
        ("PAYMENT_UPDATED", "ORDER_CREATED"),
        ("PAYMENT_UPDATED", "SHIPMENT_CREATED"),
        ("SHIPMENT_CREATED", "ORDER_UPDATED"),
        ("SHIPMENT_CREATED", "PAYMENT_UPDATED"),
        ("ORDER_UPDATED", "SHIPMENT_CREATED"),
        ("ORDER_CREATED", "PAYMENT_UPDATED"),
    ] {
        assert_eq!(error_code(topic, &body(other)), "topic_mismatch", "{topic} with the body of {other}");
    }
}

#[test]
fn released_shipment_has_the_step_of_its_status() {
    let step = |body: &[u8]| {
        let Change::Shipment(change) = normalize("shipment_unhold", body).unwrap().changes.remove(0) else {
            panic!("no shipment");
        };
        change.status.unwrap().step
    };
    let case = format!("{}/../../tests/cases/fk_unhold_packed.json", env!("CARGO_MANIFEST_DIR"));
    assert_eq!(step(&std::fs::read(case).unwrap()), ShipmentStep::Packed);
    for (status, expected) in [
        (json!("APPROVED"), ShipmentStep::Created),
        (json!("READY_TO_DISPATCH"), ShipmentStep::ReadyToShip),
        (json!("SOMEWHERE"), ShipmentStep::Other),
        (Value::Null, ShipmentStep::Created),
    ] {
        let body = changed("shipment_unhold", |body| body["attributes"]["status"] = status.clone());
        assert_eq!(step(&body), expected, "{status}");
    }
}

#[test]
fn payment_without_a_status_changes_nothing() {
    let normalized = normalize("PAYMENT_UPDATED", br#"{"payment":{"paymentId":"P1","status":null}}"#).unwrap();
    assert_eq!((normalized.subject.unwrap().as_str(), normalized.changes.len()), ("payment#P1", 0));
}

#[test]
fn invalid_body_has_its_error_code() {
    assert_eq!(error_code("ORDER_CREATED", b"\xff\xfe"), "not_utf8");
    assert_eq!(error_code("ORDER_CREATED", b"hello"), "not_json");
    assert_eq!(error_code("ORDER_CREATED", b""), "not_json");
    assert_eq!(error_code("ORDER_CREATED", b"[]"), "not_understood");
    assert_eq!(error_code("ORDER_CREATED", b"{}"), "not_understood");
    assert_eq!(error_code("PAYMENT_UPDATED", br#"{"payment":{"status":"PAID"}}"#), "not_understood");
    assert_eq!(error_code("SHIPMENT_CREATED", br#"{"shipment":{"orderId":"OD1"}}"#), "not_understood");
    assert_eq!(error_code("", b"{}"), "topic_missing");
    let negative = changed("ORDER_CREATED", |body| body["order"]["totalAmount"] = json!(-1));
    assert_eq!(error_code("ORDER_CREATED", &negative), "bad_amount");
    let without_id = changed("shipment_packed", |body| body["shipmentId"] = Value::Null);
    assert_eq!(error_code("shipment_packed", &without_id), "not_understood");
    let ahead = changed("shipment_packed", |body| body["timestamp"] = json!("2026-11-23T00:11:00Z"));
    assert_eq!(error_code("shipment_packed", &ahead), "time_ahead");
    let too_many = changed("ORDER_CREATED", |body| {
        body["order"]["orderItems"] = vec![body["order"]["orderItems"][0].clone(); 1_001].into();
    });
    assert_eq!(error_code("ORDER_CREATED", &too_many), "too_large");
}

#[test]
fn body_of_another_seller_is_an_account_mismatch() {
    let of_seller = |seller: &str| changed("ORDER_CREATED", |body| body["sellerId"] = json!(seller));
    assert_eq!(error_code("ORDER_CREATED", &of_seller("another-seller")), "account_mismatch");
    assert!(normalize("ORDER_CREATED", &of_seller(SELLER)).is_ok());
    let inside = changed("ORDER_CREATED", |body| body["order"]["sellerId"] = json!("another-seller"));
    assert_eq!(error_code("ORDER_CREATED", &inside), "account_mismatch");
}

#[test]
fn error_quotes_nothing_of_the_body() {
    for field in ["orderId", "totalAmount", "updatedAt", "orderItems"] {
        let personal = changed("ORDER_CREATED", |body| body["order"][field] = json!(["asha@example.com"]));
        if let Err(error) = normalize("ORDER_CREATED", &personal) {
            assert!(!error.to_string().contains("asha"), "{error}");
        }
    }
}

#[test]
fn unread_topic_changes_nothing_and_unknown_topics_share_a_dedup_topic() {
    let unread = of("order_item_packed", &json!({"eventType": "order_item_packed", "orderItemId": "1"})).unwrap();
    assert_eq!((unread.subject, unread.changes), (None, Vec::new()));
    assert!(normalize("LISTING_UPDATED", b"{}").unwrap().subject.is_none());
    assert_eq!(Flipkart.dedup_topic("ORDER_CREATED"), DedupTopic::Known("ORDER_CREATED"));
    assert_eq!(Flipkart.dedup_topic("shipment_packed"), DedupTopic::Known("shipment_packed"));
    assert_eq!(Flipkart.dedup_topic("invented"), DedupTopic::Other);
}

#[test]
fn only_hmac_and_fklogin_are_supported() {
    let scheme = |written: Value| serde_json::from_value::<Scheme>(written).unwrap();
    let fklogin = scheme(json!({"scheme": "fklogin", "app_id": "app", "url": "https://a.example/hook"}));
    assert!(Flipkart.supports_scheme(Transport::Https, &fklogin) && Flipkart.capabilities().nonces);
    assert!(
        !Flipkart.supports_scheme(Transport::Https, &scheme(json!({"scheme": "static-token", "header": "x-token"})))
    );
    assert!(!Flipkart.keeps_header("x-flipkart-signature") && !Flipkart.keeps_header("x_authorization"));
}

proptest! {
    #[test]
    fn any_bytes_are_normalized_without_a_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        choice in any::<prop::sample::Index>(),
    ) {
        let (topic, _) = TOPICS[choice.index(TOPICS.len())];
        let _ = (normalize(topic, &bytes), Flipkart.topic(&HeaderMap::new(), &bytes));
    }

    #[test]
    fn sample_with_a_changed_byte_is_normalized_without_a_panic(
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        choice in any::<prop::sample::Index>(),
    ) {
        let (topic, kind) = TOPICS[choice.index(TOPICS.len())];
        prop_assume!(kind != Topic::OrderItem);
        let mut body = body(topic);
        let at = at.index(body.len());
        body[at] = byte;
        let _ = normalize(topic, &body);
    }
}
