//! Normalization of Shopify's bodies.

mod deletions;
mod fulfillments;
mod further_topics;
mod money;
mod optional_fields;
mod refunds;
mod test_orders;
mod ties;
mod worked_orders;

use domain::delivery::DedupTopic;
use domain::privacy::PrivacyRequest;
use domain::state::State;
use domain::subject::Subject;
use serde_json::{Value, json};
use types::Channel;

use super::Shopify;
use super::topic::Topic;
use crate::{ChannelAdapter, Context, NormalizeError, NormalizedEvent};

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

fn error_code(topic: &str, body: &[u8]) -> &'static str {
    normalize(topic, body).unwrap_err().code
}

fn changed(name: &str, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(&body(name)).unwrap();
    change(&mut value);
    serde_json::to_vec(&value).unwrap()
}

#[test]
fn order_keeps_every_digit_of_its_id() {
    let normalized = normalize("orders/create", &body("orders-create")).unwrap();
    assert_eq!(normalized.subject.unwrap().as_str(), format!("order#{ORDER_ID}"));
    assert!(normalized.summary.contains(ORDER_ID), "{}", normalized.summary);
    assert_eq!(normalized.changes[0].subject().order_id(), Some(ORDER_ID));
}

/// Each topic and the kind of its subject. The sample's file is named after the topic, with dashes for slashes.
const TOPICS: [(&str, &str); 35] = [
    ("orders/create", "order#"),
    ("orders/updated", "order#"),
    ("orders/cancelled", "order#"),
    ("orders/paid", "order#"),
    ("orders/fulfilled", "order#"),
    ("orders/partially_fulfilled", "order#"),
    ("orders/link_requested", "order#"),
    ("orders/edited", "order#"),
    ("orders/delete", "order#"),
    ("refunds/create", "order#"),
    ("order_transactions/create", "order#"),
    ("tender_transactions/create", "order#"),
    ("disputes/create", "order#"),
    ("disputes/update", "order#"),
    ("fulfillments/create", "order#"),
    ("fulfillments/update", "order#"),
    ("fulfillment_events/create", "order#"),
    ("returns/request", "return#"),
    ("returns/approve", "return#"),
    ("returns/decline", "return#"),
    ("returns/cancel", "return#"),
    ("returns/close", "return#"),
    ("returns/reopen", "return#"),
    ("returns/process", "return#"),
    ("returns/update", "return#"),
    ("inventory_levels/update", "inventory#"),
    ("inventory_levels/connect", "inventory#"),
    ("inventory_levels/disconnect", "inventory#"),
    ("products/create", "product#"),
    ("products/update", "product#"),
    ("products/delete", "product#"),
    ("app/uninstalled", "shop#"),
    ("customers/data_request", "shop#"),
    ("customers/redact", "shop#"),
    ("shop/redact", "shop#"),
];

/// The sample of a topic: one that can be sent to a stack, or one of `tests/cases`.
pub(super) fn body_of(topic: &str) -> Vec<u8> {
    let name = topic.replace('/', "-");
    let root = format!("{}/../..", env!("CARGO_MANIFEST_DIR"));
    let files =
        ["events/bodies/shopify-", "tests/cases/shopify_topics/"].map(|start| format!("{root}/{start}{name}.json"));
    files.iter().find_map(|file| std::fs::read(file).ok()).unwrap_or_else(|| panic!("no sample of {topic}"))
}

#[test]
fn body_of_each_topic_has_its_subject() {
    for (topic, subject) in TOPICS {
        let normalized = normalize(topic, &body_of(topic)).unwrap_or_else(|error| panic!("{topic}: {error}"));
        assert!(normalized.subject.unwrap().as_str().starts_with(subject), "{topic}");
    }
}

#[test]
fn every_topic_that_is_read_has_a_test_and_a_row_in_the_documentation() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/channels/shopify.md");
    let documentation = std::fs::read_to_string(file).unwrap();
    let rows: Vec<_> = documentation.lines().filter(|line| line.starts_with("| `")).collect();
    for topic in Topic::ALL.iter().map(|topic| topic.name()) {
        assert!(TOPICS.iter().any(|(name, _)| *name == topic), "{topic}");
        assert!(rows.iter().any(|row| row.contains(&format!("`{topic}`"))), "{topic}");
    }
    assert_eq!(TOPICS.len(), Topic::ALL.len());
}

#[test]
fn body_with_another_topic_is_a_mismatch_unless_both_topics_have_equal_bodies() {
    // A cancelled order is also sent as an update, and an imported order can be created as paid, changed or cancelled:
    // only `orders/cancelled` requires more than an order.
    let kind = |topic| Topic::known(topic).unwrap().body_kind();
    for (topic, _) in TOPICS {
        for (other, _) in TOPICS.into_iter().filter(|(other, _)| *other != topic) {
            let result = normalize(topic, &body_of(other)).map_err(|error| error.code);
            match kind(topic) == kind(other) && topic != "orders/cancelled" {
                true => assert!(result.is_ok(), "{topic} with the body of {other}: {result:?}"),
                false => assert_eq!(result, Err("topic_mismatch"), "{topic} with the body of {other}"),
            }
        }
    }
}

#[test]
fn compliance_body_of_no_kind_is_not_understood() {
    for topic in ["customers/data_request", "customers/redact", "shop/redact"] {
        for body in [
            json!({"shop_domain": SHOP}),
            json!({"shop_domain": SHOP, "customer": {"id": 1}}),
            json!({"shop_domain": SHOP, "shop_id": 1, "customer": {"id": 1}}),
        ] {
            assert_eq!(error_code(topic, body.to_string().as_bytes()), "not_understood", "{topic} {body}");
        }
    }
    let without_its_id =
        changed("customers-data_request", |body| drop(body.as_object_mut().unwrap().remove("data_request")));
    assert!(normalize("customers/data_request", &without_its_id).is_ok());
    assert_eq!(error_code("customers/redact", &without_its_id), "topic_mismatch");
}

#[test]
fn invalid_body_has_its_error_code() {
    assert_eq!(error_code("orders/create", b"\xff\xfe"), "not_utf8");
    assert_eq!(error_code("orders/create", b"hello"), "not_json");
    assert_eq!(error_code("orders/create", b""), "not_json");
    assert_eq!(error_code("orders/create", b"[]"), "not_understood");
    assert_eq!(error_code("", b"{}"), "topic_missing");
    let without_id = changed("orders-create", |order| order["id"] = Value::Null);
    assert_eq!(error_code("orders/create", &without_id), "not_understood");
    let negative = changed("orders-create", |order| order["total_price"] = json!("-1.00"));
    assert_eq!(error_code("orders/create", &negative), "bad_amount");
    // Serde would read a struct from an array.
    assert_eq!(error_code("app/uninstalled", br#"["demo-shop.myshopify.com"]"#), "not_understood");
    let line_item = serde_json::from_slice::<Value>(&body("orders-create")).unwrap()["line_items"][0].clone();
    let too_many = changed("orders-create", |order| order["line_items"] = vec![line_item; 5_001].into());
    assert_eq!(error_code("orders/create", &too_many), "too_large");
    let deep = "[".repeat(100_000);
    assert_eq!(error_code("orders/create", deep.as_bytes()), "not_json");
}

#[test]
fn error_quotes_nothing_of_the_body() {
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
fn source_time_far_ahead_of_receipt_is_rejected() {
    let ahead = |time: &str| changed("orders-create", |order| order["updated_at"] = json!(time));
    assert_eq!(error_code("orders/create", &ahead("2026-11-23T00:10:01Z")), "time_ahead");
    assert!(normalize("orders/create", &ahead("2026-11-23T00:10:00Z")).is_ok());
}

#[test]
fn body_of_another_shop_is_an_account_mismatch() {
    let other = changed("app-uninstalled", |shop| shop["myshopify_domain"] = json!("other.myshopify.com"));
    assert_eq!(error_code("app/uninstalled", &other), "account_mismatch");
    for topic in ["customers/data_request", "customers/redact", "shop/redact"] {
        for other in [json!("other.myshopify.com"), json!("demo-shop.myshopify.com.other.com"), json!("")] {
            let other = changed(&topic.replace('/', "-"), |shop| shop["shop_domain"] = other);
            assert_eq!(error_code(topic, &other), "account_mismatch", "{topic}");
        }
    }
}

#[test]
fn privacy_request_names_its_customer_and_a_bounded_number_of_orders() {
    let normalized = normalize("customers/redact", &body("customers-redact")).unwrap();
    let Some(PrivacyRequest::RedactCustomer(customer)) = normalized.request else { panic!("{normalized:?}") };
    assert_eq!(customer.id.as_deref(), Some("711305920648173350"));
    assert_eq!(customer.email.as_deref(), Some("meera.iyer@example.com"));
    assert_eq!(customer.orders, [ORDER_ID.to_owned()].into());
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
    assert_eq!(error_code("customers/redact", &orders(100_000)), "too_large");
    let with_a_key_in_it = changed("customers-redact", |body| body["orders_to_redact"] = json!(["1#shop"]));
    assert_eq!(error_code("customers/redact", &with_a_key_in_it), "not_understood");
}

#[test]
fn unread_topic_is_normalized_without_changes() {
    let normalized = normalize("carts/update", b"{}").unwrap();
    assert_eq!((normalized.subject, normalized.changes), (None, Vec::new()));
}

#[test]
fn bodies_that_may_repeat_are_deduplicated_by_day_and_known_topics_keep_their_deduplication() {
    let daily = ["app/uninstalled", "customers/data_request", "customers/redact", "shop/redact"];
    for topic in Topic::ALL.iter().map(|topic| topic.name()) {
        let is_new = topic.starts_with("returns/") || topic == "inventory_levels/disconnect";
        let is_daily = daily.contains(&topic) || is_new;
        let expected = if is_daily { DedupTopic::Daily(topic) } else { DedupTopic::Known(topic) };
        assert_eq!(Shopify.dedup_topic(topic), expected, "{topic}");
    }
}

#[test]
fn unknown_topics_share_a_dedup_topic_and_compliance_topics_are_daily() {
    assert_eq!(Shopify.dedup_topic("orders/create"), DedupTopic::Known("orders/create"));
    assert_eq!(Shopify.dedup_topic("shop/redact"), DedupTopic::Daily("shop/redact"));
    assert_eq!(Shopify.dedup_topic("invented/1"), DedupTopic::Other);
    assert_eq!(Shopify.dedup_topic(""), DedupTopic::Other);
}

#[test]
fn signature_header_is_not_kept() {
    assert!(Shopify.keeps_header("x-shopify-webhook-id"));
    assert!(!Shopify.keeps_header("x-shopify-hmac-sha256"));
    assert!(!Shopify.keeps_header("authorization"));
}

#[test]
fn order_projection_is_equal_for_every_permutation_of_its_webhooks() {
    let webhooks = [
        ("orders/create", "orders-create"),
        ("orders/updated", "orders-updated"),
        ("orders/cancelled", "orders-cancelled"),
        ("refunds/create", "refunds-create"),
    ];
    let changes = webhooks.map(|(topic, file)| normalize(topic, &body(file)).unwrap().changes.remove(0));
    let project = |order: &[usize]| {
        let mut state = State::new(&Subject::order(ORDER_ID));
        order.iter().for_each(|index| state.apply(&changes[*index]));
        state.to_json()
    };
    let expected = project(&[0, 1, 2, 3]);
    for sequence in 0..4_usize.pow(5) {
        // All sequences of five that contain each of the four: every permutation, with one repetition.
        let order: Vec<_> = (0..5).map(|digit| sequence / 4_usize.pow(digit) % 4).collect();
        if (0..4).all(|index| order.contains(&index)) {
            assert_eq!(project(&order), expected, "{order:?}");
        }
    }
}
