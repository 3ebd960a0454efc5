//! Null means absent in every optional field. The bodies of `tests/cases` are made after documented samples and reports
//! of Shopify's users.

use domain::privacy::PrivacyRequest;
use domain::state::Change;
use domain::state::order::{Cancellation, OrderChange, PaymentStatus};
use serde_json::{Value, json};

use super::{body, changed, error_code, normalize};
use crate::NormalizedEvent;

/// A body of `tests/cases`.
fn case(name: &str) -> Vec<u8> {
    let file = format!("{}/../../tests/cases/{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(file).unwrap()
}

fn read(topic: &str, name: &str) -> NormalizedEvent {
    normalize(topic, &case(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn order(topic: &str, body: &[u8]) -> OrderChange {
    let normalized = normalize(topic, body).unwrap();
    let [Change::Order(change)] = normalized.changes.as_slice() else { panic!("not an order") };
    change.clone()
}

/// The event of a case in which the member at `pointer` is replaced by another value.
fn with(topic: &str, name: &str, pointer: &str, value: Value) -> NormalizedEvent {
    let mut body: Value = serde_json::from_slice(&case(name)).unwrap();
    *body.pointer_mut(pointer).unwrap() = value;
    normalize(topic, body.to_string().as_bytes()).unwrap()
}

#[test]
fn null_field_of_a_case_is_absent() {
    for (topic, name, pointer, empty) in [
        ("orders/updated", "null_name", "/name", json!("")),
        ("orders/updated", "null_line_title", "/line_items/0/title", json!("")),
        ("orders/updated", "null_refunds", "/refunds", json!([])),
        ("orders/updated", "null_refund_line_items", "/refunds/0/refund_line_items", json!([])),
        ("orders/updated", "null_refund_shipping_lines", "/refunds/0/refund_shipping_lines", json!([])),
        ("orders/updated", "null_refund_transactions", "/refunds/0/transactions", json!([])),
        ("products/update", "null_product_title", "/title", json!("")),
        ("customers/redact", "redact_null_orders", "/orders_to_redact", json!([])),
    ] {
        assert_eq!(read(topic, name), with(topic, name, pointer, empty), "{name}");
    }
}

#[test]
fn product_has_all_its_variants_and_says_what_was_left_out() {
    let product = |name: &str| {
        let normalized = read("products/update", name);
        let [Change::Product(change)] = normalized.changes.as_slice() else { panic!("not a product") };
        (normalized.summary, change.snapshot.variants.len(), change.snapshot.undescribed_variants)
    };
    for (name, summary, described, undescribed) in [
        ("product_gids", "Product X (57): active, 500 variants, 400 of them without SKU and price", 100, 400),
        ("product_gids_only", "Product Big (58): active, 500 variants, without their SKUs and prices", 0, 500),
        ("null_product_variants", "Product X (56): active, variants not reported", 0, 0),
        ("null_product_title", "Product 55: active, 1 variant", 1, 0),
    ] {
        assert_eq!(product(name), (summary.to_owned(), described, undescribed));
    }
    let ids = (0..2_049).map(|id| json!({"admin_graphql_api_id": format!("gid://shopify/ProductVariant/{id}")}));
    let many = json!({"id": 1, "title": "T", "variants": [], "variant_gids": ids.collect::<Vec<_>>()});
    assert_eq!(error_code("products/update", many.to_string().as_bytes()), "too_large");
}

#[test]
fn order_without_a_name_has_its_id_as_name() {
    let change = order("orders/updated", &case("null_name"));
    assert_eq!(change.snapshot.unwrap().contents.name, "7100000001");
}

#[test]
fn broken_character_of_a_title_is_replaced() {
    let change = order("orders/create", &case("lone_surrogate_title"));
    assert_eq!(change.snapshot.unwrap().contents.lines[0].title, "Tee \u{fffd}");
}

#[test]
fn uninstallation_without_a_domain_is_of_the_integrations_shop() {
    let normalized = read("app/uninstalled", "uninstalled_null_domain");
    assert_eq!(normalized.subject.unwrap().as_str(), format!("shop#{}", super::SHOP));
    assert_eq!(normalized.changes.len(), 1);
}

#[test]
fn redaction_without_orders_names_its_customer() {
    let Some(PrivacyRequest::RedactCustomer(customer)) = read("customers/redact", "redact_null_orders").request else {
        panic!("no redaction");
    };
    assert_eq!((customer.id.as_deref(), customer.orders.len()), (Some("8"), 0));
}

/// Null fields must not turn a customer's request into the whole shop's.
#[test]
fn request_of_nulls_keeps_its_kind() {
    let body =
        json!({"shop_id": 1, "shop_domain": super::SHOP, "customer": null, "orders_to_redact": null}).to_string();
    for topic in ["shop/redact", "customers/data_request"] {
        assert_eq!(error_code(topic, body.as_bytes()), "topic_mismatch", "{topic}");
    }
}

#[test]
fn order_without_line_items_changes_only_its_statuses() {
    for line_items in [Value::Null, json!("")] {
        let change = order("orders/updated", &changed("orders-create", |order| order["line_items"] = line_items));
        assert_eq!((change.snapshot, change.statuses.payment), (None, Some(PaymentStatus("paid".into()))));
    }
}

#[test]
fn order_without_its_time_has_the_newest_time_of_its_body() {
    let without =
        |names: &[&str]| changed("orders-create", |order| names.iter().for_each(|name| order[*name] = Value::Null));
    let created_at = "2026-11-02T10:14:58+05:30".parse().unwrap();
    assert_eq!(order("orders/updated", &without(&["updated_at"])).at, created_at);
    let cancelled = changed("orders-create", |order| {
        order["updated_at"] = json!("no time");
        order["cancelled_at"] = json!("2026-11-04T00:00:00Z");
    });
    assert_eq!(order("orders/updated", &cancelled).at, "2026-11-04T00:00:00Z".parse().unwrap());
    // The time of receipt, if there is no other.
    let received_at = "2026-11-23T00:00:00Z".parse().unwrap();
    assert_eq!(order("orders/updated", &without(&["updated_at", "created_at"])).at, received_at);
}

#[test]
fn unreadable_cancellation_time_is_the_time_of_the_change() {
    let change = order("orders/updated", &changed("orders-create", |order| order["cancelled_at"] = json!("soon")));
    assert_eq!(change.snapshot.unwrap().cancelled_at, Some(Cancellation(Some(change.at))));
}

#[test]
fn unreadable_status_is_unknown_and_null_is_the_initial_one() {
    let payment = |status: Value| {
        let body = changed("orders-create", |order| order["financial_status"] = status);
        order("orders/updated", &body).snapshot.unwrap().payment.unwrap().0
    };
    assert_eq!(payment(Value::Null), "pending");
    assert_eq!(payment(json!({"a": 1})), "unknown");
}

/// The topic is not signed: with few required fields, the body of another topic must not be read.
#[test]
fn body_of_no_kind_is_not_understood() {
    // The documentation does not say what the body of returns/process has.
    for topic in super::TOPICS.map(|(topic, _)| topic).into_iter().filter(|topic| *topic != "returns/process") {
        for body in [
            json!({"id": 1, "name": "N"}),
            json!({"id": 1, "title": "T", "handle": "t"}),
            json!({"id": 1, "order_id": 2}),
        ] {
            assert_eq!(error_code(topic, body.to_string().as_bytes()), "not_understood", "{topic} {body}");
        }
    }
}

#[test]
fn field_that_the_subject_needs_is_required() {
    for (topic, name, field, code) in [
        ("orders/updated", "orders-create", "/id", "not_understood"),
        ("orders/updated", "orders-create", "/line_items/0/quantity", "bad_quantity"),
        ("refunds/create", "refunds-create", "/id", "not_understood"),
        ("refunds/create", "refunds-create", "/order_id", "not_understood"),
        ("refunds/create", "refunds-create", "/refund_line_items/0/quantity", "bad_quantity"),
        ("refunds/create", "refunds-create", "/transactions/0/amount", "bad_amount"),
        ("inventory_levels/update", "inventory_levels-update", "/inventory_item_id", "not_understood"),
        ("inventory_levels/update", "inventory_levels-update", "/location_id", "not_understood"),
        ("products/update", "products-update", "/id", "not_understood"),
        ("shop/redact", "shop-redact", "/shop_domain", "not_understood"),
    ] {
        let mut value: Value = serde_json::from_slice(&body(name)).unwrap();
        *value.pointer_mut(field).unwrap() = Value::Null;
        assert_eq!(error_code(topic, value.to_string().as_bytes()), code, "{field} of {topic}");
    }
}
