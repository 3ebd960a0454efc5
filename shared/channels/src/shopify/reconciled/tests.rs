//! A fetched order and the webhook of the same moment normalize to the same event.

use domain::state::Change;
use domain::state::order::{FulfillmentStatus, OrderState};
use serde_json::{Value, json};
use types::Channel;

use super::TOPIC;
use crate::{Context, NormalizeError, NormalizedEvent};

fn sample(name: &str) -> Value {
    let file = format!("{}/../../events/bodies/shopify-{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

fn normalize(topic: &str, body: &Value) -> Result<NormalizedEvent, NormalizeError> {
    let received_at = "2026-11-23T00:00:00Z".parse().unwrap();
    let context = Context { topic, account: "demo-shop.myshopify.com", received_at };
    crate::normalize(Channel::Shopify, &context, body.to_string().as_bytes())
}

fn shop_money(amount: &str) -> Value {
    json!({"shopMoney": {"amount": amount, "currencyCode": "INR"}})
}

fn line_item(id: &str, sku: &str, title: &str, quantity: u64, price: &str) -> Value {
    let id = format!("gid://shopify/LineItem/{id}");
    json!({
        "id": id, "sku": sku, "title": title, "quantity": quantity, "currentQuantity": quantity,
        "originalUnitPriceSet": shop_money(price),
    })
}

/// The order of the samples as GraphQL returns it: times in UTC, amounts without the last zero, statuses in capitals.
fn fetched() -> Value {
    let line_items = [
        line_item("884301957260413972", "KURTA-IND-M", "Handloom cotton kurta", 2, "1299.0"),
        line_item("884301957260446740", "DUPATTA-BLK", "Block-print dupatta", 1, "749.5"),
    ];
    json!({
        "legacyResourceId": "637194728041593621", "name": "#1057", "number": 1057,
        "createdAt": "2026-11-02T04:44:58Z", "updatedAt": "2026-11-02T04:45:00Z", "cancelledAt": null,
        "currencyCode": "INR", "displayFinancialStatus": "PAID", "displayFulfillmentStatus": "UNFULFILLED",
        "totalPriceSet": shop_money("3242.39"), "totalTaxSet": shop_money("150.64"), "taxesIncluded": false,
        "currentTotalPriceSet": shop_money("3242.39"), "currentTotalTaxSet": shop_money("150.64"),
        "currentTotalDutiesSet": null, "originalTotalDutiesSet": null,
        "totalTipReceivedSet": shop_money("0.0"),
        "totalCashRoundingAdjustment": {"paymentSet": shop_money("0.0"), "refundSet": shop_money("0.0")},
        "lineItems": {"nodes": line_items, "pageInfo": {"hasNextPage": false, "endCursor": "abc"}}, "refunds": [],
    })
}

fn page(nodes: Value) -> Value {
    json!({"nodes": nodes, "pageInfo": {"hasNextPage": false}})
}

/// The refund of the samples as GraphQL returns it.
fn fetched_refund() -> Value {
    let line_item = |id: &str, quantity: u64, subtotal: &str, tax: &str| {
        json!({
            "quantity": quantity, "restockType": "CANCEL", "lineItem": {"id": format!("gid://shopify/LineItem/{id}")},
            "subtotalSet": shop_money(subtotal), "totalTaxSet": shop_money(tax),
        })
    };
    let line_items =
        [line_item("884301957260413972", 2, "2338.2", "116.91"), line_item("884301957260446740", 1, "674.55", "33.73")];
    let money = json!({"amount": "3242.39", "currencyCode": "INR"});
    let money = json!({"presentmentMoney": money, "shopMoney": money});
    json!({
        "id": "gid://shopify/Refund/930571846203719584", "legacyResourceId": "930571846203719584",
        "createdAt": "2026-11-03T04:00:00Z",
        "refundLineItems": page(json!(line_items)),
        "refundShippingLines":
            page(json!([{"subtotalAmountSet": shop_money("79.0"), "taxAmountSet": shop_money("0.0")}])),
        "orderAdjustments": page(json!([])), "duties": [],
        "transactions": page(json!([{"kind": "REFUND", "status": "SUCCESS", "amountSet": money}])),
    })
}

#[test]
fn fetched_order_normalizes_to_the_event_of_its_webhook() {
    let webhook = normalize("orders/create", &sample("orders-create")).unwrap();
    assert_eq!(normalize(TOPIC, &fetched()).unwrap(), webhook);

    let mut webhook = sample("orders-updated");
    webhook["refunds"] = json!([sample("refunds-create")]);
    for (field, status) in [("financial_status", "refunded"), ("fulfillment_status", "partial")] {
        webhook[field] = json!(status);
    }
    webhook["cancelled_at"] = json!("2026-11-03T09:30:00+05:30");
    let mut order = fetched();
    order["updatedAt"] = json!("2026-11-02T04:50:00Z");
    order["cancelledAt"] = json!("2026-11-03T04:00:00Z");
    order["displayFinancialStatus"] = json!("REFUNDED");
    order["displayFulfillmentStatus"] = json!("PARTIALLY_FULFILLED");
    order["refunds"] = json!([fetched_refund()]);
    let (webhook, fetched_event) = (normalize("orders/updated", &webhook).unwrap(), normalize(TOPIC, &order).unwrap());
    assert_eq!(fetched_event, webhook);
    // Equal amounts may have different scales; stored state would then alternate between the two.
    assert_eq!(format!("{fetched_event:?}"), format!("{webhook:?}"));
}

#[test]
fn fetched_test_order_is_a_test_and_other_orders_keep_their_stored_bytes() {
    let (mut webhook, mut order) = (sample("orders-create"), fetched());
    (webhook["test"], order["test"]) = (json!(true), json!(true));
    let event = normalize(TOPIC, &order).unwrap();
    assert_eq!(event, normalize("orders/create", &webhook).unwrap());
    let Change::Order(change) = &event.changes[0] else { panic!("no order") };
    assert!(change.snapshot.as_ref().unwrap().contents.test);
    let body = |order: &Value| serde_json::from_value::<super::FetchedOrder>(order.clone()).unwrap().body();
    assert_eq!(normalize(TOPIC, &serde_json::from_slice(&body(&order)).unwrap()).unwrap(), event);
    order["test"] = json!(false);
    assert_eq!(body(&order), body(&fetched()));
}

/// A fulfillment of both line items as webhooks write it, with its own and the carrier's status.
fn webhook_fulfillment(own: &str, carrier: Option<&str>) -> Value {
    json!({
        "id": 255858046193_i64, "status": own, "shipment_status": carrier, "tracking_company": "Delhivery",
        "tracking_number": "AWB1", "tracking_numbers": ["AWB1", "AWB2"], "tracking_url": "https://track.example/AWB1",
        "tracking_urls": ["https://track.example/AWB1", "https://track.example/AWB2"],
        "created_at": "2026-11-03T09:00:00+05:30", "updated_at": "2026-11-03T09:30:00+05:30",
        "line_items": [
            {"id": 884301957260413972_i64, "quantity": 2}, {"id": 884301957260446740_i64, "quantity": 1},
        ],
    })
}

/// The same fulfillment as GraphQL returns it.
fn fetched_fulfillment(own: &str, displayed: &str) -> Value {
    let tracking = |number: &str| {
        let url = format!("https://track.example/{number}");
        json!({"company": "Delhivery", "number": number, "url": url})
    };
    let line_item = |id: &str, quantity: u64| {
        let id = format!("gid://shopify/LineItem/{id}");
        json!({"quantity": quantity, "lineItem": {"id": id}})
    };
    json!({
        "id": "gid://shopify/Fulfillment/255858046193", "legacyResourceId": "255858046193", "status": own,
        "displayStatus": displayed, "createdAt": "2026-11-03T03:30:00Z", "updatedAt": "2026-11-03T04:00:00Z",
        "trackingInfo": [tracking("AWB1"), tracking("AWB2")],
        "fulfillmentLineItems": page(json!([line_item("884301957260413972", 2), line_item("884301957260446740", 1)])),
    })
}

#[test]
fn fetched_fulfillment_normalizes_to_that_of_its_webhook() {
    for (own, carrier, displayed) in [
        ("success", None, "FULFILLED"),
        ("success", None, "MARKED_AS_FULFILLED"),
        ("success", Some("in_transit"), "IN_TRANSIT"),
        ("success", Some("delivered"), "DELIVERED"),
        ("success", Some("failure"), "FAILURE"),
        ("cancelled", None, "CANCELED"),
        ("pending", None, "SUBMITTED"),
    ] {
        let mut webhook = sample("orders-create");
        webhook["updated_at"] = json!("2026-11-04T00:00:00Z");
        webhook["fulfillments"] = json!([webhook_fulfillment(own, carrier)]);
        let mut order = fetched();
        order["updatedAt"] = json!("2026-11-04T00:00:00Z");
        order["fulfillments"] = json!([fetched_fulfillment(&own.to_ascii_uppercase(), displayed)]);
        let (webhook, fetched_event) =
            (normalize("orders/updated", &webhook).unwrap(), normalize(TOPIC, &order).unwrap());
        assert_eq!(fetched_event, webhook, "{displayed}");
        let Change::Order(change) = &fetched_event.changes[0] else { panic!("no order") };
        assert!(change.shipments.len() == 1 && change.shipments[0].shipment.units.len() == 2);
    }
}

#[test]
fn order_with_an_incomplete_fulfillment_is_incomplete() {
    let is_complete = |change: &dyn Fn(&mut Value), tracking: usize| {
        let mut order = fetched();
        order["fulfillments"] = json!([fetched_fulfillment("SUCCESS", "FULFILLED")]);
        change(&mut order);
        let order: super::FetchedOrder = serde_json::from_value(order).unwrap();
        order.is_complete(super::FetchLimits { refunds: 2, fulfillments: 2, tracking })
    };
    assert!(is_complete(&|_| (), 3));
    assert!(!is_complete(&|_| (), 2));
    assert!(!is_complete(
        &|order| order["fulfillments"] = json!(vec![fetched_fulfillment("SUCCESS", "FULFILLED"); 2]),
        3
    ));
    let more = json!({"hasNextPage": true});
    let with_more_line_items =
        |order: &mut Value| order["fulfillments"][0]["fulfillmentLineItems"]["pageInfo"] = more.clone();
    assert!(!is_complete(&with_more_line_items, 3));
}

#[test]
fn status_that_webhooks_do_not_have_leaves_fulfillment_unknown() {
    let fulfillment = |displayed: &str| {
        let mut order = fetched();
        order["displayFulfillmentStatus"] = json!(displayed);
        let Change::Order(change) = normalize(TOPIC, &order).unwrap().changes.remove(0) else { panic!("no order") };
        change.snapshot.unwrap().fulfilment
    };
    assert_eq!(fulfillment("FULFILLED"), Some(FulfillmentStatus("fulfilled".into())));
    for displayed in ["IN_PROGRESS", "ON_HOLD", "SCHEDULED", "PENDING_FULFILLMENT", "REQUEST_DECLINED", "NEW_STATUS"] {
        assert_eq!(fulfillment(displayed), None, "{displayed}");
    }
}

#[test]
fn order_that_settles_a_tie_is_newer_than_its_second_and_older_than_the_next() {
    let mut order = fetched();
    order["refunds"] = json!([fetched_refund()]);
    order["fulfillments"] = json!([fetched_fulfillment("SUCCESS", "FULFILLED")]);
    let settling = |tied_at: &str| {
        let order: super::FetchedOrder = serde_json::from_value(order.clone()).unwrap();
        let body = order.settling(tied_at.parse().unwrap()).body();
        assert_eq!(redact(&body), body);
        let event = normalize(TOPIC, &serde_json::from_slice(&body).unwrap()).unwrap();
        let Change::Order(change) = event.changes[0].clone() else { panic!("no order") };
        assert_eq!(event.occurred_at, Some(change.at));
        (change.snapshot.unwrap().progress.unwrap().settled, change.at, change.refunds[0].at, change.shipments[0].at)
    };
    let time = |text: &str| text.parse().unwrap();
    // All of it is as of the end of the second: the webhooks of that second lose, the next one wins.
    let end = time("2026-11-02T04:45:00.999Z");
    assert_eq!(settling("2026-11-02T04:45:00Z"), (true, end, end, end));
    // The order has changed since: then its own time decides, and a webhook of that second may still be newer.
    let (own, earlier_end) = (time("2026-11-02T04:45:00Z"), time("2026-11-02T04:44:58.999Z"));
    let (settled, at, refund_at, shipment_at) = settling("2026-11-02T04:44:58Z");
    assert!(!settled && at == own && refund_at == own && (earlier_end..=own).contains(&shipment_at));
}

fn redact(body: &[u8]) -> Vec<u8> {
    super::redact_body(std::str::from_utf8(body).unwrap()).unwrap()
}

#[test]
fn incomplete_order_is_a_failed_event() {
    let more = json!({"hasNextPage": true});
    let error_code = |change: &dyn Fn(&mut Value)| {
        let mut order = fetched();
        change(&mut order);
        normalize(TOPIC, &order).unwrap_err().code
    };
    assert_eq!(error_code(&|order| order["lineItems"]["pageInfo"] = more.clone()), "too_large");
    assert_eq!(error_code(&|order| order["more"] = json!(true)), "too_large");
    assert_eq!(error_code(&|order| order["refunds"] = json!(vec![fetched_refund(); 21])), "too_large");
    let fulfillments = vec![fetched_fulfillment("SUCCESS", "FULFILLED"); 21];
    assert_eq!(error_code(&|order| order["fulfillments"] = json!(fulfillments)), "too_large");
    assert_eq!(
        error_code(&|order| {
            let mut refund = fetched_refund();
            refund["transactions"]["pageInfo"] = more.clone();
            order["refunds"] = json!([refund]);
        }),
        "too_large"
    );
}

#[test]
fn invalid_field_is_an_error_without_quotation() {
    for (change, value) in [
        ("legacyResourceId", json!("gid://x")),
        ("updatedAt", json!("yesterday-sesame")),
        ("totalPriceSet", shop_money("sesame")),
        ("totalPriceSet", shop_money("-5.0")),
        ("lineItems", page(json!([line_item("sesame", "S", "T", 1, "1.0")]))),
    ] {
        let mut order = fetched();
        order[change] = value;
        let error = normalize(TOPIC, &order).unwrap_err();
        assert!(error.code == "not_understood" && !error.message.contains("sesame"), "{change}: {error}");
    }
    assert_eq!(normalize(TOPIC, &json!([])).unwrap_err().code, "not_understood");
}

#[test]
fn stored_body_has_only_read_fields_and_is_equal_for_equal_orders() {
    let mut other = fetched();
    other["email"] = json!("meera.iyer@example.com");
    other["lineItems"]["pageInfo"]["endCursor"] = json!("another");
    let body = |order: &Value| serde_json::from_value::<super::FetchedOrder>(order.clone()).unwrap().body();
    assert_eq!(body(&fetched()), body(&other));
    let stored: Value = serde_json::from_slice(&body(&fetched())).unwrap();
    assert_eq!(normalize(TOPIC, &stored), normalize(TOPIC, &fetched()));
}

#[test]
fn refund_whose_worth_no_webhook_states_counts_with_what_the_admin_api_states() {
    let mut order = fetched();
    let dollars = json!({"amount": "10.0", "currencyCode": "USD"});
    let money = json!({"presentmentMoney": dollars, "shopMoney": {"amount": "830.0", "currencyCode": "INR"}});
    let mut refund = fetched_refund();
    refund["refundLineItems"] = page(json!([]));
    refund["refundShippingLines"] = page(json!([]));
    refund["transactions"] = page(json!([{"kind": "REFUND", "status": "SUCCESS", "amountSet": money}]));
    order["refunds"] = json!([refund]);
    let mut webhook = sample("orders-create");
    webhook["updated_at"] = json!("2026-11-02T04:46:00Z");
    let transaction = json!({"id": 1, "kind": "refund", "status": "success", "amount": "10.00", "currency": "USD"});
    webhook["refunds"] = json!([{
        "id": 930571846203719584_u64, "order_id": webhook["id"], "created_at": "2026-11-02T04:44:59Z",
        "refund_line_items": [], "order_adjustments": [], "transactions": [transaction],
    }]);
    let fetched = normalize(TOPIC, &order).unwrap();
    let later = normalize("orders/updated", &webhook).unwrap();
    let refunded = |events: &[&NormalizedEvent]| {
        let mut state = OrderState::new("637194728041593621");
        for change in events.iter().flat_map(|event| &event.changes) {
            let Change::Order(change) = change else { panic!("not a change of an order: {change:?}") };
            state.apply(change);
        }
        state.refunded().map(|amount| amount.to_string())
    };
    assert_eq!(refunded(&[&later]), None);
    for events in [[&fetched, &later], [&later, &fetched]] {
        assert_eq!(refunded(&events).as_deref(), Some("830.00"));
    }
}
