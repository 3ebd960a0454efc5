//! Shopify's bodies: what is understood, and each way in which one is not.

use std::collections::BTreeMap;

use domain::delivery::DedupTopic;
use domain::privacy::PrivacyRequest;
use domain::state::order::Refund;
use domain::state::{Change, State};
use domain::subject::Subject;
use serde_json::{Value, json};
use types::Channel;

use super::super::{ChannelAdapter, Context, NormalizeError, NormalizedEvent};
use super::Shopify;

const SHOP: &str = "demo-shop.myshopify.com";
const ORDER_ID: &str = "637194728041593621";

fn body(name: &str) -> Vec<u8> {
    let file = format!("{}/../../events/bodies/shopify-{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(file).unwrap()
}

fn normalize(topic: &str, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
    let context = Context { topic, account: SHOP, received_at: "2026-11-23T00:00:00Z".parse().unwrap() };
    crate::normalize(Channel::Shopify, &context, body)
}

fn failure(topic: &str, body: &[u8]) -> &'static str {
    normalize(topic, body).unwrap_err().code
}

fn changed(name: &str, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(&body(name)).unwrap();
    change(&mut value);
    serde_json::to_vec(&value).unwrap()
}

#[test]
fn an_order_arrives_with_every_digit_of_its_id() {
    let normalized = normalize("orders/create", &body("orders-create")).unwrap();
    assert_eq!(normalized.subject.unwrap().as_str(), format!("order#{ORDER_ID}"));
    assert!(normalized.summary.contains(ORDER_ID), "{}", normalized.summary);
    assert_eq!(normalized.changes[0].subject().order_id(), Some(ORDER_ID));
}

/// Each topic and its subject; its sample's file is called as the topic, with dashes for slashes.
const TOPICS: [(&str, &str); 10] = [
    ("orders/create", "order#"),
    ("orders/updated", "order#"),
    ("orders/cancelled", "order#"),
    ("refunds/create", "order#"),
    ("inventory_levels/update", "inventory#"),
    ("products/update", "product#"),
    ("app/uninstalled", "shop#"),
    ("customers/data_request", "shop#"),
    ("customers/redact", "shop#"),
    ("shop/redact", "shop#"),
];

fn body_of(topic: &str) -> Vec<u8> {
    body(&topic.replace('/', "-"))
}

#[test]
fn every_topic_has_its_subject() {
    for (topic, subject) in TOPICS {
        let normalized = normalize(topic, &body_of(topic)).unwrap_or_else(|error| panic!("{topic}: {error}"));
        assert!(normalized.subject.unwrap().as_str().starts_with(subject), "{topic}");
    }
}

#[test]
fn a_genuine_body_under_any_other_topic_is_a_mismatch_unless_nothing_tells_them_apart() {
    // The body of all three is a whole order. One that is cancelled is sent as an update, too, and an order can be
    // made that is paid, changed or cancelled already (imports do so): only `orders/cancelled` asks for more.
    let alike = [
        ("orders/create", "orders/updated"),
        ("orders/create", "orders/cancelled"),
        ("orders/updated", "orders/create"),
        ("orders/updated", "orders/cancelled"),
    ];
    for (topic, _) in TOPICS {
        for (other, _) in TOPICS.into_iter().filter(|(other, _)| *other != topic) {
            let word = normalize(topic, &body_of(other)).map_err(|error| error.code);
            match alike.contains(&(topic, other)) {
                true => assert!(word.is_ok(), "{topic} with the body of {other}: {word:?}"),
                false => assert_eq!(word, Err("topic_mismatch"), "{topic} with the body of {other}"),
            }
        }
    }
}

#[test]
fn a_body_that_shows_no_kind_is_no_compliance_request() {
    for topic in ["customers/data_request", "customers/redact", "shop/redact"] {
        for body in [
            json!({"shop_domain": SHOP}),
            json!({"shop_domain": SHOP, "customer": {"id": 1}}),
            json!({"shop_domain": SHOP, "shop_id": 1, "customer": {"id": 1}}),
        ] {
            assert_eq!(failure(topic, body.to_string().as_bytes()), "not_understood", "{topic} {body}");
        }
    }
    let without_its_id =
        changed("customers-data_request", |body| drop(body.as_object_mut().unwrap().remove("data_request")));
    assert!(normalize("customers/data_request", &without_its_id).is_ok());
    assert_eq!(failure("customers/redact", &without_its_id), "topic_mismatch");
}

#[test]
fn each_body_that_cannot_be_understood_has_its_word() {
    assert_eq!(failure("orders/create", b"\xff\xfe"), "not_utf8");
    assert_eq!(failure("orders/create", b"hello"), "not_json");
    assert_eq!(failure("orders/create", b""), "not_json");
    assert_eq!(failure("orders/create", b"[]"), "not_understood");
    assert_eq!(failure("", b"{}"), "topic_missing");
    let without_time = changed("orders-create", |order| order["updated_at"] = Value::Null);
    assert_eq!(failure("orders/create", &without_time), "not_understood");
    let negative = changed("orders-create", |order| order["total_price"] = json!("-1.00"));
    assert_eq!(failure("orders/create", &negative), "bad_amount");
    // Serde would read a struct from a list.
    assert_eq!(failure("app/uninstalled", br#"["demo-shop.myshopify.com"]"#), "not_understood");
    let line = serde_json::from_slice::<Value>(&body("orders-create")).unwrap()["line_items"][0].clone();
    let endless = changed("orders-create", |order| order["line_items"] = vec![line; 5_001].into());
    assert_eq!(failure("orders/create", &endless), "too_large");
    let deep = "[".repeat(100_000);
    assert_eq!(failure("orders/create", deep.as_bytes()), "not_json");
}

#[test]
fn an_error_quotes_nothing_of_the_body() {
    let personal = changed("orders-create", |order| order["total_price"] = json!("asha@example.com"));
    let error = normalize("orders/create", &personal).unwrap_err();
    assert!(!error.to_string().contains("asha"), "{error}");
    for personal in [json!("asha@example.com"), json!("a\"asha"), json!(919800000000_u64)] {
        let body = changed("orders-create", |order| order["line_items"] = personal);
        let error = normalize("orders/create", &body).unwrap_err().to_string();
        assert!(!error.contains("asha") && !error.contains("9198"), "{error}");
        assert!(error.contains("expected a sequence"), "{error}");
    }
}

#[test]
fn a_time_far_ahead_of_receipt_is_refused() {
    let ahead = |time: &str| changed("orders-create", |order| order["updated_at"] = json!(time));
    assert_eq!(failure("orders/create", &ahead("2026-11-23T00:10:01Z")), "time_ahead");
    assert!(normalize("orders/create", &ahead("2026-11-23T00:10:00Z")).is_ok());
}

#[test]
fn another_shops_body_is_refused() {
    let other = changed("app-uninstalled", |shop| shop["myshopify_domain"] = json!("other.myshopify.com"));
    assert_eq!(failure("app/uninstalled", &other), "account_mismatch");
    for topic in ["customers/data_request", "customers/redact", "shop/redact"] {
        for other in [json!("other.myshopify.com"), json!("demo-shop.myshopify.com.other.com"), json!("")] {
            let other = changed(&topic.replace('/', "-"), |shop| shop["shop_domain"] = other);
            assert_eq!(failure(topic, &other), "account_mismatch", "{topic}");
        }
    }
}

#[test]
fn a_request_names_whom_it_is_about_and_no_more_orders_than_can_be_looked_for() {
    let normalized = normalize("customers/redact", &body("customers-redact")).unwrap();
    let Some(PrivacyRequest::RedactCustomer(person)) = normalized.request else { panic!("{normalized:?}") };
    assert_eq!(person.id.as_deref(), Some("711305920648173350"));
    assert_eq!(person.email.as_deref(), Some("meera.iyer@example.com"));
    assert_eq!(person.orders, [ORDER_ID.to_owned()].into());
    assert!(matches!(
        normalize("customers/data_request", &body("customers-data_request")).unwrap().request,
        Some(PrivacyRequest::DataExport(_))
    ));
    let shop = normalize("shop/redact", &body("shop-redact")).unwrap();
    assert_eq!(shop.request, Some(PrivacyRequest::RedactShop));
    let orders = |count: u64| {
        changed("customers-redact", |body| body["orders_to_redact"] = (0..count).collect::<Vec<_>>().into())
    };
    assert!(normalize("customers/redact", &orders(1_000)).is_ok());
    assert_eq!(failure("customers/redact", &orders(100_000)), "too_large");
    let with_a_key_in_it = changed("customers-redact", |body| body["orders_to_redact"] = json!(["1#shop"]));
    assert_eq!(failure("customers/redact", &with_a_key_in_it), "not_understood");
}

#[test]
fn a_topic_that_is_not_read_is_kept_without_an_error() {
    let normalized = normalize("carts/update", b"{}").unwrap();
    assert_eq!((normalized.subject, normalized.changes), (None, Vec::new()));
}

#[test]
fn invented_topics_are_one_class_and_compliance_topics_daily() {
    assert_eq!(Shopify.dedup_topic("orders/create"), DedupTopic::Known("orders/create"));
    assert_eq!(Shopify.dedup_topic("shop/redact"), DedupTopic::Daily("shop/redact"));
    assert_eq!(Shopify.dedup_topic("invented/1"), DedupTopic::Other);
    assert_eq!(Shopify.dedup_topic(""), DedupTopic::Other);
}

#[test]
fn the_signature_is_no_kept_header() {
    assert!(Shopify.keeps_header("x-shopify-webhook-id"));
    assert!(!Shopify.keeps_header("x-shopify-hmac-sha256"));
    assert!(!Shopify.keeps_header("authorization"));
}

/// The one refund of refunds/create, changed.
fn refund(change: impl FnOnce(&mut Value)) -> Refund {
    let body = changed("refunds-create", change);
    match normalize("refunds/create", &body).unwrap().changes.remove(0) {
        Change::Order(change) => change.refunds[0].refund.clone(),
        other => panic!("no change of an order: {other:?}"),
    }
}

#[test]
fn a_refund_says_its_tax_and_what_came_back() {
    let lines = ["884301957260413972", "884301957260446740"];
    let returned = |first: u64, second: u64| {
        let units = lines.into_iter().zip([first, second]).filter(|(_, units)| *units > 0);
        units.map(|(id, units)| (id.to_owned(), units)).collect::<BTreeMap<_, _>>()
    };
    let usual = refund(|_| ());
    assert_eq!((usual.tax.unwrap().to_string().as_str(), usual.units), ("150.64", 3));
    assert_eq!(usual.returned, returned(2, 1));
    for kind in [json!("no_restock"), json!("a_new_kind"), Value::Null] {
        let kept = refund(|body| body["refund_line_items"][0]["restock_type"] = kind);
        assert_eq!((kept.units, kept.returned), (3, returned(0, 1)));
    }
    for kind in ["return", "legacy_restock"] {
        assert_eq!(refund(|body| body["refund_line_items"][0]["restock_type"] = json!(kind)).returned, returned(2, 1));
    }
    // Two entries of one line, and one that names none.
    let same = refund(|body| body["refund_line_items"][1]["line_item_id"] = json!(lines[0].parse::<u64>().unwrap()));
    assert_eq!(same.returned, returned(3, 0));
    let none = refund(|body| body["refund_line_items"][1]["line_item_id"] = Value::Null);
    assert_eq!(none.returned, returned(2, 0));
}

#[test]
fn the_tax_of_a_refund_is_a_number_or_a_text_and_never_a_guess() {
    let tax = |change: fn(&mut Value)| refund(change).tax.map(|tax| tax.to_string());
    assert_eq!(tax(|body| body["refund_line_items"][0]["total_tax"] = json!("116.91")).as_deref(), Some("150.64"));
    let shipping = |body: &mut Value| {
        body["refund_shipping_lines"][0]["tax_amount_set"]["shop_money"]["amount"] = json!("3.95");
    };
    assert_eq!(tax(shipping).as_deref(), Some("154.59"));
    assert_eq!(tax(|body| body["refund_line_items"][1]["total_tax"] = Value::Null), None);
    assert_eq!(tax(|body| body["refund_shipping_lines"][0]["tax_amount_set"] = Value::Null), None);
    let of_money_alone = |body: &mut Value| {
        body["refund_line_items"] = json!([]);
        body["refund_shipping_lines"] = json!([]);
    };
    assert_eq!(tax(of_money_alone).as_deref(), Some("0"));
    let negative = changed("refunds-create", |body| body["refund_line_items"][0]["total_tax"] = json!(-1));
    assert_eq!(failure("refunds/create", &negative), "bad_amount");
}

#[test]
fn one_order_is_the_same_in_every_permutation_of_its_webhooks() {
    let webhooks = [
        ("orders/create", "orders-create"),
        ("orders/updated", "orders-updated"),
        ("orders/cancelled", "orders-cancelled"),
        ("refunds/create", "refunds-create"),
    ];
    let changes = webhooks.map(|(topic, file)| normalize(topic, &body(file)).unwrap().changes.remove(0));
    let fold = |order: &[usize]| {
        let mut state = State::new(&Subject::order(ORDER_ID));
        order.iter().for_each(|index| state.apply(&changes[*index]));
        state.to_json()
    };
    let straight = fold(&[0, 1, 2, 3]);
    for code in 0..4_usize.pow(5) {
        // All sequences of five of the four that hold each at least once: every permutation, and a repeat.
        let order: Vec<_> = (0..5).map(|digit| code / 4_usize.pow(digit) % 4).collect();
        if (0..4).all(|index| order.contains(&index)) {
            assert_eq!(fold(&order), straight, "{order:?}");
        }
    }
}

/// An order with this one fulfilment.
fn fulfilled(fulfillment: Value) -> domain::state::order::OrderChange {
    let body = changed("orders-create", |order| order["fulfillments"] = json!([fulfillment]));
    let normalized = normalize("orders/updated", &body).unwrap();
    let [Change::Order(change)] = normalized.changes.as_slice() else { panic!("it is an order") };
    change.clone()
}

fn fulfillment() -> Value {
    json!({
        "id": 255858046_u64, "order_id": 637194728041593621_u64, "status": "success", "shipment_status": "in_transit",
        "tracking_company": "Ekart", "tracking_number": "W1", "tracking_numbers": ["W1", "W2"],
        "tracking_url": "https://track.example/W1", "tracking_urls": ["https://track.example/W1"],
        "created_at": "2026-11-01T10:00:00Z", "updated_at": "2026-11-01T11:00:00Z",
        "line_items": [{"id": 11, "quantity": 2, "price": "999.00"}]
    })
}

#[test]
fn a_fulfilment_is_a_shipment_of_its_own_time() {
    let change = fulfilled(fulfillment());
    let [of] = change.shipments.as_slice() else { panic!("it is one") };
    assert_eq!((of.id.as_str(), of.at), ("255858046", "2026-11-01T11:00:00Z".parse().unwrap()));
    let told = (of.shipment.status.word.as_str(), of.shipment.courier.as_deref(), of.shipment.units.get("11"));
    assert_eq!(told, ("in_transit", Some("Ekart"), Some(&2)));
    assert_eq!((of.shipment.numbers.len(), of.shipment.urls.len()), (2, 1));
    // Never newer than the order that tells of it.
    let mut ahead = fulfillment();
    ahead["updated_at"] = json!("2099-01-01T00:00:00Z");
    let change = fulfilled(ahead);
    assert_eq!(change.shipments[0].at, change.at);
}

#[test]
fn a_fulfilment_stands_where_its_own_or_its_carriers_word_says() {
    use domain::state::shipment::ShipmentStep::{Cancelled, Created, Delivered, DeliveryFailed, Other, PickedUp};
    for (own, carriers, step) in [
        (json!("success"), Value::Null, PickedUp),
        (json!("pending"), Value::Null, Created),
        (Value::Null, Value::Null, Created),
        (json!("success"), json!("delivered"), Delivered),
        (json!("success"), json!("failure"), DeliveryFailed),
        (json!("cancelled"), json!("delivered"), Cancelled),
        (json!("failure"), Value::Null, Other),
        (json!("success"), json!("eaten_by_a_goat"), Other),
    ] {
        let mut body = fulfillment();
        (body["status"], body["shipment_status"]) = (own.clone(), carriers.clone());
        assert_eq!(fulfilled(body).shipments[0].shipment.status.step, step, "{own} {carriers}");
    }
}

#[test]
fn only_urls_of_web_pages_are_kept_and_no_more_of_anything_than_is_believed() {
    let mut body = fulfillment();
    body["tracking_urls"] = json!([
        "javascript:alert(1)",
        "data:text/html,x",
        "//track.example",
        "/W1",
        "https://",
        "https://a@track.example/W1",
        "ftp://track.example",
        "https://track.example/a b",
        null,
        "",
        " https://track.example/2 ",
        format!("https://track.example/{}", "x".repeat(500)),
        "http://track.example/3"
    ]);
    let urls = fulfilled(body).shipments[0].shipment.urls.clone();
    assert_eq!(urls, ["https://track.example/2", "http://track.example/3", "https://track.example/W1"]);
    let mut body = fulfillment();
    body["tracking_numbers"] = json!((0..100).map(|number| format!("{number}{}", "9".repeat(200))).collect::<Vec<_>>());
    let numbers = fulfilled(body).shipments[0].shipment.numbers.clone();
    assert!(numbers.len() == 20 && numbers.iter().all(|number| number.len() == 100), "{numbers:?}");
    let many = changed("orders-create", |order| order["fulfillments"] = json!(vec![fulfillment(); 501]));
    assert_eq!(failure("orders/create", &many), "too_large");
    let none = changed("orders-create", |order| order["fulfillments"] = Value::Null);
    assert!(normalize("orders/create", &none).is_ok());
}
