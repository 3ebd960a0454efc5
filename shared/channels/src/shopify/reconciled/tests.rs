//! The webhook and the answer of one order at one moment say the same.

use domain::state::Change;
use domain::state::order::FulfillmentStatus;
use serde_json::{Value, json};
use types::Channel;

use super::super::super::{Context, NormalizeError, NormalizedEvent};
use super::TOPIC;

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

fn line(id: &str, sku: &str, title: &str, quantity: u64, price: &str) -> Value {
    let id = format!("gid://shopify/LineItem/{id}");
    json!({"id": id, "sku": sku, "title": title, "quantity": quantity, "originalUnitPriceSet": shop_money(price)})
}

/// The order of the samples as GraphQL tells it: times in UTC, amounts without the last zero, words in capitals.
fn asked() -> Value {
    let lines = [
        line("884301957260413972", "KURTA-IND-M", "Handloom cotton kurta", 2, "1299.0"),
        line("884301957260446740", "DUPATTA-BLK", "Block-print dupatta", 1, "749.5"),
    ];
    json!({
        "legacyResourceId": "637194728041593621", "name": "#1057", "number": 1057,
        "createdAt": "2026-11-02T04:44:58Z", "updatedAt": "2026-11-02T04:45:00Z", "cancelledAt": null,
        "currencyCode": "INR", "displayFinancialStatus": "PAID", "displayFulfillmentStatus": "UNFULFILLED",
        "totalPriceSet": shop_money("3242.39"), "totalTaxSet": shop_money("150.64"),
        "lineItems": {"nodes": lines, "pageInfo": {"hasNextPage": false, "endCursor": "abc"}}, "refunds": [],
    })
}

fn page(nodes: Value) -> Value {
    json!({"nodes": nodes, "pageInfo": {"hasNextPage": false}})
}

/// The refund of the samples as GraphQL tells it.
fn asked_refund() -> Value {
    let of = |id: &str, quantity: u64, tax: &str| {
        let id = format!("gid://shopify/LineItem/{id}");
        json!({"quantity": quantity, "restockType": "CANCEL", "lineItem": {"id": id}, "totalTaxSet": shop_money(tax)})
    };
    let money = json!({"presentmentMoney": {"amount": "3242.39", "currencyCode": "INR"}});
    json!({
        "id": "gid://shopify/Refund/930571846203719584", "legacyResourceId": "930571846203719584",
        "createdAt": "2026-11-03T04:00:00Z",
        "refundLineItems": page(json!([of("884301957260413972", 2, "116.91"), of("884301957260446740", 1, "33.73")])),
        "refundShippingLines": page(json!([{"taxAmountSet": shop_money("0.0")}])),
        "transactions": page(json!([{"kind": "REFUND", "status": "SUCCESS", "amountSet": money}])),
    })
}

#[test]
fn an_answer_means_what_the_webhook_of_the_same_moment_means() {
    let webhook = normalize("orders/create", &sample("orders-create")).unwrap();
    assert_eq!(normalize(TOPIC, &asked()).unwrap(), webhook);

    let mut webhook = sample("orders-updated");
    webhook["refunds"] = json!([sample("refunds-create")]);
    for (field, word) in [("financial_status", "refunded"), ("fulfillment_status", "partial")] {
        webhook[field] = json!(word);
    }
    webhook["cancelled_at"] = json!("2026-11-03T09:30:00+05:30");
    let mut response = asked();
    response["updatedAt"] = json!("2026-11-02T04:50:00Z");
    response["cancelledAt"] = json!("2026-11-03T04:00:00Z");
    response["displayFinancialStatus"] = json!("REFUNDED");
    response["displayFulfillmentStatus"] = json!("PARTIALLY_FULFILLED");
    response["refunds"] = json!([asked_refund()]);
    let (webhook, response) = (normalize("orders/updated", &webhook).unwrap(), normalize(TOPIC, &response).unwrap());
    assert_eq!(response, webhook);
    // Equal numbers may be written differently, and what is stored would then change to and fro.
    assert_eq!(format!("{response:?}"), format!("{webhook:?}"));
}

/// A fulfillment of both lines as webhooks have it, with what they and GraphQL say of where it is.
fn sent(own: &str, carriers: Option<&str>) -> Value {
    json!({
        "id": 255858046193_i64, "status": own, "shipment_status": carriers, "tracking_company": "Delhivery",
        "tracking_number": "AWB1", "tracking_numbers": ["AWB1", "AWB2"], "tracking_url": "https://track.example/AWB1",
        "tracking_urls": ["https://track.example/AWB1", "https://track.example/AWB2"],
        "created_at": "2026-11-03T09:00:00+05:30", "updated_at": "2026-11-03T09:30:00+05:30",
        "line_items": [
            {"id": 884301957260413972_i64, "quantity": 2}, {"id": 884301957260446740_i64, "quantity": 1},
        ],
    })
}

/// The same as GraphQL tells it.
fn asked_sent(own: &str, shown: &str) -> Value {
    let tracking = |n: u8| json!({"company": "Delhivery", "number": format!("AWB{n}"), "url": format!("https://track.example/AWB{n}")});
    let of = |id: &str, quantity: u64| json!({"quantity": quantity, "lineItem": {"id": format!("gid://shopify/LineItem/{id}")}});
    json!({
        "id": "gid://shopify/Fulfillment/255858046193", "legacyResourceId": "255858046193", "status": own,
        "displayStatus": shown, "createdAt": "2026-11-03T03:30:00Z", "updatedAt": "2026-11-03T04:00:00Z",
        "trackingInfo": [tracking(1), tracking(2)],
        "fulfillmentLineItems": page(json!([of("884301957260413972", 2), of("884301957260446740", 1)])),
    })
}

#[test]
fn a_fulfillment_means_what_it_means_in_a_webhook() {
    for (own, carriers, shown) in [
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
        webhook["fulfillments"] = json!([sent(own, carriers)]);
        let mut response = asked();
        response["updatedAt"] = json!("2026-11-04T00:00:00Z");
        response["fulfillments"] = json!([asked_sent(&own.to_ascii_uppercase(), shown)]);
        let (webhook, response) =
            (normalize("orders/updated", &webhook).unwrap(), normalize(TOPIC, &response).unwrap());
        assert_eq!(response, webhook, "{shown}");
        let Change::Order(change) = &response.changes[0] else { panic!("no order") };
        assert!(change.shipments.len() == 1 && change.shipments[0].shipment.units.len() == 2);
    }
}

#[test]
fn a_page_shows_a_fulfillment_whole_or_says_that_it_does_not() {
    let is_whole = |change: &dyn Fn(&mut Value), tracking: usize| {
        let mut order = asked();
        order["fulfillments"] = json!([asked_sent("SUCCESS", "FULFILLED")]);
        change(&mut order);
        let order: super::FetchedOrder = serde_json::from_value(order).unwrap();
        order.is_whole(super::FetchLimits { refunds: 2, fulfillments: 2, tracking })
    };
    assert!(is_whole(&|_| (), 3));
    assert!(!is_whole(&|_| (), 2));
    assert!(!is_whole(&|order| order["fulfillments"] = json!(vec![asked_sent("SUCCESS", "FULFILLED"); 2]), 3));
    let more = json!({"hasNextPage": true});
    let cut = |order: &mut Value| order["fulfillments"][0]["fulfillmentLineItems"]["pageInfo"] = more.clone();
    assert!(!is_whole(&cut, 3));
}

#[test]
fn a_word_that_webhooks_do_not_have_says_nothing_of_fulfilment() {
    let told = |word: &str| {
        let mut response = asked();
        response["displayFulfillmentStatus"] = json!(word);
        let Change::Order(change) = normalize(TOPIC, &response).unwrap().changes.remove(0) else { panic!("no order") };
        change.snapshot.unwrap().fulfilment
    };
    assert_eq!(told("FULFILLED"), Some(FulfillmentStatus("fulfilled".into())));
    for word in ["IN_PROGRESS", "ON_HOLD", "SCHEDULED", "PENDING_FULFILLMENT", "REQUEST_DECLINED", "NEW_WORD"] {
        assert_eq!(told(word), None, "{word}");
    }
}

#[test]
fn what_is_not_all_there_is_a_failed_event_and_never_cut() {
    let more = json!({"hasNextPage": true});
    let failed = |change: &dyn Fn(&mut Value)| {
        let mut response = asked();
        change(&mut response);
        normalize(TOPIC, &response).unwrap_err().code
    };
    assert_eq!(failed(&|order| order["lineItems"]["pageInfo"] = more.clone()), "too_large");
    assert_eq!(failed(&|order| order["more"] = json!(true)), "too_large");
    assert_eq!(failed(&|order| order["refunds"] = json!(vec![asked_refund(); 21])), "too_large");
    let parcels = vec![asked_sent("SUCCESS", "FULFILLED"); 21];
    assert_eq!(failed(&|order| order["fulfillments"] = json!(parcels)), "too_large");
    assert_eq!(
        failed(&|order| {
            let mut refund = asked_refund();
            refund["transactions"]["pageInfo"] = more.clone();
            order["refunds"] = json!([refund]);
        }),
        "too_large"
    );
}

#[test]
fn what_cannot_be_read_is_told_without_quoting() {
    for (change, value) in [
        ("legacyResourceId", json!("gid://x")),
        ("updatedAt", json!("yesterday-sesame")),
        ("totalPriceSet", shop_money("sesame")),
        ("totalPriceSet", shop_money("-5.0")),
        ("lineItems", page(json!([line("sesame", "S", "T", 1, "1.0")]))),
    ] {
        let mut response = asked();
        response[change] = value;
        let error = normalize(TOPIC, &response).unwrap_err();
        assert!(error.code == "not_understood" && !error.message.contains("sesame"), "{change}: {error}");
    }
    assert_eq!(normalize(TOPIC, &json!([])).unwrap_err().code, "not_understood");
}

#[test]
fn nothing_is_stored_that_was_not_asked_for_and_the_same_order_is_the_same_bytes() {
    let mut other = asked();
    other["email"] = json!("meera.iyer@example.com");
    other["lineItems"]["pageInfo"]["endCursor"] = json!("another");
    let body = |order: &Value| serde_json::from_value::<super::FetchedOrder>(order.clone()).unwrap().body();
    assert_eq!(body(&asked()), body(&other));
    let again: Value = serde_json::from_slice(&body(&asked())).unwrap();
    assert_eq!(normalize(TOPIC, &again), normalize(TOPIC, &asked()));
}
