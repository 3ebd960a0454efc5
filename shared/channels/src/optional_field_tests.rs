//! Every field of every sample, on every channel: null, absence and empty text mean the same, a value that cannot be read
//! is dropped, and only the fields of [`REQUIRED`] fail the event. The pages in docs/channels list the same fields.

use serde_json::{Value, json};
use types::Channel;

use crate::NormalizedEvent;
use crate::sample_bodies::{SampleBody, pointers, sample_bodies, sample_body};

/// A field that is required: the channel, the end of its JSON pointer with `0` for every index, and the error code
/// without it.
type RequiredField = (Channel, &'static str, &'static str);

/// The fields without which an event fails.
const REQUIRED: &[RequiredField] = &[
    // An order, its line items and its refunds.
    (Channel::Shopify, "orders-*/id", "not_understood"),
    (Channel::Shopify, "orders-*/line_items/0/quantity", "bad_quantity"),
    (Channel::Shopify, "orders-cancelled/cancelled_at", "topic_mismatch"),
    (Channel::Shopify, "orders-*/refunds/0/id", "not_understood"),
    (Channel::Shopify, "orders-*/refunds/0/refund_line_items/0/quantity", "bad_quantity"),
    (Channel::Shopify, "orders-*/refunds/0/transactions/0/amount", "bad_amount"),
    (Channel::Shopify, "refunds-create/id", "not_understood"),
    (Channel::Shopify, "refunds-create/order_id", "not_understood"),
    (Channel::Shopify, "refunds-create/refund_line_items/0/quantity", "bad_quantity"),
    (Channel::Shopify, "refunds-create/transactions/0/amount", "bad_amount"),
    (Channel::Shopify, "orders-edited/order_edit", "not_understood"),
    (Channel::Shopify, "orders-edited/order_edit/order_id", "not_understood"),
    (Channel::Shopify, "order_transactions-create/order_id", "not_understood"),
    (Channel::Shopify, "tender_transactions-create/order_id", "not_understood"),
    (Channel::Shopify, "disputes-*/id", "not_understood"),
    (Channel::Shopify, "fulfillments-*/id", "not_understood"),
    (Channel::Shopify, "fulfillments-*/order_id", "not_understood"),
    (Channel::Shopify, "fulfillment_events-create/fulfillment_id", "not_understood"),
    (Channel::Shopify, "fulfillment_events-create/order_id", "not_understood"),
    (Channel::Shopify, "returns-approve/admin_graphql_api_id", "not_understood"),
    (Channel::Shopify, "returns-cancel/admin_graphql_api_id", "not_understood"),
    (Channel::Shopify, "returns-close/admin_graphql_api_id", "not_understood"),
    (Channel::Shopify, "returns-decline/admin_graphql_api_id", "not_understood"),
    (Channel::Shopify, "returns-reopen/admin_graphql_api_id", "not_understood"),
    (Channel::Shopify, "returns-request/admin_graphql_api_id", "not_understood"),
    (Channel::Shopify, "returns-update/admin_graphql_api_id", "not_understood"),
    (Channel::Shopify, "inventory_levels-*/inventory_item_id", "not_understood"),
    (Channel::Shopify, "inventory_levels-*/location_id", "not_understood"),
    (Channel::Shopify, "products-*/id", "not_understood"),
    (Channel::Shopify, "customers-data_request/shop_domain", "not_understood"),
    (Channel::Shopify, "customers-redact/shop_domain", "not_understood"),
    (Channel::Shopify, "shop-redact/shop_domain", "not_understood"),
    (Channel::Flipkart, "shipment_*/eventType", "topic_mismatch"),
    (Channel::Flipkart, "return_*/eventType", "topic_mismatch"),
    (Channel::Flipkart, "shipment_*/shipmentId", "not_understood"),
    (Channel::Flipkart, "return_*/returnId", "not_understood"),
    (Channel::Flipkart, "ORDER_*/order/orderId", "not_understood"),
    (Channel::Flipkart, "ORDER_*/order", "not_understood"),
    (Channel::Flipkart, "SHIPMENT_CREATED-hmac/shipment", "topic_mismatch"),
    (Channel::Flipkart, "PAYMENT_UPDATED/payment", "topic_mismatch"),
    (Channel::Myntra, "order-*/orderId", "not_understood"),
    (Channel::Selloship, "SHIPMENT_*/tracking_number", "not_understood"),
    (Channel::Selloship, "waybill/waybillDetails", "not_understood"),
    (Channel::Selloship, "waybills/waybillDetails", "not_understood"),
    (Channel::Selloship, "waybill/waybillDetails/waybill", "not_understood"),
    (Channel::Amazon, "ORDER_CHANGE/Payload", "not_understood"),
    (Channel::Amazon, "ORDER_CHANGE/Payload/OrderChangeNotification", "not_understood"),
    (Channel::Amazon, "ORDER_CHANGE/Payload/OrderChangeNotification/AmazonOrderId", "not_understood"),
    (Channel::Amazon, "ORDER_CHANGE/Payload/OrderChangeNotification/Summary/OrderItems/0/Quantity", "bad_quantity"),
    (Channel::Amazon, "FEED_PROCESSING_FINISHED/payload", "not_understood"),
    (Channel::Amazon, "FEED_PROCESSING_FINISHED/payload/feedProcessingFinishedNotification", "not_understood"),
    (Channel::Amazon, "FEED_PROCESSING_FINISHED/payload/feedProcessingFinishedNotification/feedId", "not_understood"),
    (Channel::Amazon, "REPORT_PROCESSING_FINISHED/payload", "not_understood"),
    (Channel::Amazon, "REPORT_PROCESSING_FINISHED/payload/reportProcessingFinishedNotification", "not_understood"),
    (
        Channel::Amazon,
        "REPORT_PROCESSING_FINISHED/payload/reportProcessingFinishedNotification/reportId",
        "not_understood",
    ),
    (Channel::Amazon, "LISTINGS_ITEM_STATUS_CHANGE/Payload", "not_understood"),
    (Channel::Amazon, "LISTINGS_ITEM_STATUS_CHANGE/Payload/Sku", "not_understood"),
    (Channel::Amazon, "LISTINGS_ITEM_STATUS_CHANGE/Payload/MarketplaceId", "not_understood"),
    (Channel::Amazon, "LISTINGS_ITEM_MFN_QUANTITY_CHANGE/Payload", "not_understood"),
    (Channel::Amazon, "LISTINGS_ITEM_MFN_QUANTITY_CHANGE/Payload/Sku", "not_understood"),
    (Channel::Amazon, "LISTINGS_ITEM_MFN_QUANTITY_CHANGE/Payload/FulfillmentChannelCode", "not_understood"),
];

/// Fields whose presence tells the kind of a body, null or not. They may be null or empty, and must not be absent.
const TELLING_THE_KIND: &[&str] = &[
    "shopify-customers-redact/orders_to_redact",
    "shopify-shop-redact/shop_id",
    "shopify-order_transactions-create/kind",
    "shopify-tender_transactions-create/payment_method",
];

/// Fields of which an invalid value fails the event: they contain amounts or quantities, or identify whose data is
/// removed.
const STRICT: &[&str] = &[
    "/line_items",
    "/line_items/0",
    "/refunds",
    "/refunds/0",
    "/refunds/0/refund_line_items/0",
    "/refunds/0/transactions/0",
    "/refund_line_items",
    "/refund_line_items/0",
    "/order_adjustments",
    "/refund_shipping_lines",
    "/refund_shipping_lines/0",
    "_set",
    "_set/shop_money",
    "/transactions",
    "/transactions/0",
    "/variants",
    "/variants/0",
    "/available",
    "/customer",
    "/customer/id",
    "/orders_requested",
    "/orders_requested/0",
    "/orders_to_redact",
    "/orders_to_redact/0",
    "/orderItems",
    "/orderItems/0",
    "/orderLines",
    "/orderLines/0",
    "/returnLines",
    "/returnLines/0",
    "/returnItems",
    "/returnItems/0",
    "/OrderItems",
    "/OrderItems/0",
    // The account that the body names.
    "/myshopify_domain",
    "/sellerId",
    "/SellerId",
    // The subject, if the body has no other id.
    "/shipment/shipmentId",
    "/paymentId",
    "/returnId",
];

/// Fields of which an invalid value is more than nothing: a status is unknown then, and a cancellation without a time is
/// still one.
const UNKNOWN_IF_INVALID: &[&str] =
    &["/financial_status", "/fulfillment_status", "/status", "/shipment_status", "/Status"];

/// Every sample, and an order with the parts that no sample has. Of an SNS message about a subscription, SNS signs every
/// field that is read.
fn bodies() -> Vec<(SampleBody, Value)> {
    let samples = sample_bodies().into_iter().filter(|sample| !sample.name.ends_with("Confirmation"));
    let mut bodies: Vec<_> = samples.map(|sample| (sample.json(), sample)).collect();
    let refund = sample_body("shopify-refunds-create").json();
    let order = sample_body("shopify-orders-updated");
    let mut full = order.json();
    full["refunds"] = json!([refund]);
    full["fulfillments"] = json!([{
        "id": 255_858_046_u64, "status": "success", "shipment_status": "in_transit", "tracking_company": "Ekart",
        "tracking_number": "W1", "tracking_numbers": ["W1", "W2"], "tracking_url": "https://track.example/W1",
        "tracking_urls": ["https://track.example/W1"], "created_at": "2026-11-01T10:00:00Z",
        "updated_at": "2026-11-01T11:00:00Z", "line_items": [{"id": 11, "quantity": 2}],
    }]);
    bodies.push((full, order));
    bodies.into_iter().map(|(body, sample)| (sample, body)).collect()
}

/// Whether the outcomes mean the same to the owner: the same event, or a failed one. An absent field may have another
/// code than an invalid one.
fn alike(one: &Outcome, other: &Outcome) -> bool {
    one == other || one.is_err() && other.is_err()
}

/// The event, or the code of its error.
type Outcome = Result<NormalizedEvent, &'static str>;

fn outcome(sample: &SampleBody, body: &Value) -> Outcome {
    sample.normalize(body.to_string().as_bytes()).map_err(|error| error.code)
}

fn with(body: &Value, pointer: &str, value: Value) -> Value {
    let mut body = body.clone();
    *body.pointer_mut(pointer).unwrap() = value;
    body
}

/// The body without the member; `None` for an item of a list, whose absence is another list.
fn without(body: &Value, pointer: &str) -> Option<Value> {
    let (object, name) = pointer.rsplit_once('/')?;
    let mut body = body.clone();
    body.pointer_mut(object)?.as_object_mut()?.remove(&name.replace("~1", "/").replace("~0", "~"))?;
    Some(body)
}

/// The pointer with `0` for every index, after the sample's name without its channel.
fn path(sample: &SampleBody, pointer: &str) -> String {
    let is_index = |part: &str| part.bytes().all(|c| c.is_ascii_digit()) && !part.is_empty();
    let parts = pointer.split('/').map(|part| if is_index(part) { "0" } else { part });
    let (_, name) = sample.name.split_once('-').unwrap();
    format!("{name}{}", parts.collect::<Vec<_>>().join("/"))
}

/// Whether the path is that of a pattern with at most one `*`, which stands for any part of the sample's name.
fn matches(path: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        None => path == pattern,
        Some((start, end)) => {
            let rest = path.strip_prefix(start).and_then(|rest| rest.find('/').map(|at| rest.split_at(at).1));
            rest == Some(end)
        }
    }
}

fn required(sample: &SampleBody, pointer: &str) -> Option<usize> {
    let path = path(sample, pointer);
    REQUIRED.iter().position(|(channel, pattern, _)| *channel == sample.channel && matches(&path, pattern))
}

#[test]
fn null_absence_and_empty_text_are_alike_and_only_required_fields_fail() {
    let (mut fields, mut used, mut failures) = (0, vec![false; REQUIRED.len()], Vec::new());
    for (sample, body) in bodies() {
        for pointer in pointers(&body) {
            let name = format!("{}{pointer}", sample.name);
            let null = outcome(&sample, &with(&body, &pointer, Value::Null));
            if !alike(&outcome(&sample, &with(&body, &pointer, json!(""))), &null) {
                failures.push(format!("{name}: empty text is not as null"));
            }
            let Some(absent) = without(&body, &pointer).map(|body| outcome(&sample, &body)) else { continue };
            fields += 1;
            if TELLING_THE_KIND.contains(&name.as_str()) {
                assert_eq!((absent, null.map(drop)), (Err("not_understood"), Ok(())), "{name}");
                continue;
            }
            if !alike(&absent, &null) {
                failures.push(format!("{name}: null is not as absent"));
            }
            match required(&sample, &pointer) {
                Some(index) => {
                    used[index] = true;
                    if null.as_ref().err() != Some(&REQUIRED[index].2) {
                        failures.push(format!("{name} is required: {:?}", null.err()));
                    }
                }
                None => failures.extend(null.err().map(|code| format!("{name} is optional: {code}"))),
            }
        }
    }
    let unused: Vec<_> = REQUIRED.iter().zip(used).filter(|(_, used)| !used).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(unused.is_empty(), "not in any sample, or not required: {unused:?}");
    assert!(fields > 800, "{fields}");
}

#[test]
fn value_that_cannot_be_read_is_dropped_unless_it_is_required_or_an_amount() {
    let (mut dropped, mut failures) = (0, Vec::new());
    for (sample, body) in bodies() {
        for pointer in pointers(&body) {
            let Some(absent) = without(&body, &pointer) else { continue };
            let (name, path) = (format!("{}{pointer}", sample.name), path(&sample, &pointer));
            let ends_in = |names: &[&str]| names.iter().any(|name| path.ends_with(name));
            for value in [json!([[]]), json!({"unexpected": [1]}), json!("\u{1}")] {
                match outcome(&sample, &with(&body, &pointer, value.clone())) {
                    Err("bad_amount" | "bad_quantity") => {}
                    Err(code) => {
                        let is_strict = required(&sample, &pointer).is_some() || ends_in(STRICT);
                        if !is_strict && !TELLING_THE_KIND.contains(&name.as_str()) {
                            failures.push(format!("{name} {value}: {code}"));
                        }
                    }
                    // A text may be any text, and an object may have other fields.
                    Ok(event) if !value.is_string() && !value.is_object() && !ends_in(UNKNOWN_IF_INVALID) => {
                        dropped += 1;
                        let absent = outcome(&sample, &absent);
                        if absent.is_ok() && absent != Ok(event) {
                            failures.push(format!("{name} {value}: not as if it were absent"));
                        }
                    }
                    Ok(_) => dropped += 1,
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(dropped > 2_000, "{dropped}");
}
