//! What each documented status becomes. `unknown` names a status of which Storebell says that it does not know it.

use std::collections::BTreeMap;

use channels::{Context, NormalizedEvent};
use domain::state::order::{FULFILLMENT_STATUSES, OrderChange, PAYMENT_STATUSES};
use domain::state::{Change, returned::ReturnChange};
use serde_json::{Value, json};
use types::Channel;

use crate::exchanges::sample;

/// The statuses of one enum: as the schema writes them, and what they become.
type Statuses = &'static [(&'static str, &'static str)];

/// Finds what a status becomes.
type Becomes<'a> = &'a dyn Fn(&str) -> String;

/// Of a fulfillment that Shopify itself calls successful: where the carrier has reported nothing, it was handed over.
const FULFILLMENT_DISPLAY_STATUS: Statuses = &[
    ("ATTEMPTED_DELIVERY", "delivery_failed"),
    ("BUYER_ACTION_REQUIRED", "unknown"),
    ("CANCELED", "picked_up"),
    ("CARRIER_PICKED_UP", "picked_up"),
    ("CONFIRMED", "ready_to_ship"),
    ("DELAYED", "in_transit"),
    ("DELIVERED", "delivered"),
    ("FAILURE", "delivery_failed"),
    ("FULFILLED", "picked_up"),
    ("IN_TRANSIT", "in_transit"),
    ("LABEL_PRINTED", "ready_to_ship"),
    ("LABEL_PURCHASED", "ready_to_ship"),
    ("LABEL_VOIDED", "picked_up"),
    ("MARKED_AS_FULFILLED", "picked_up"),
    ("NOT_DELIVERED", "picked_up"),
    ("OUT_FOR_DELIVERY", "out_for_delivery"),
    ("PICKED_UP", "picked_up"),
    ("READY_FOR_PICKUP", "out_for_delivery"),
    ("READY_FOR_RECIPIENT_PICKUP", "out_for_delivery"),
    ("RETURNING_TO_SENDER", "returning"),
    ("SUBMITTED", "picked_up"),
];

const FULFILLMENT_STATUS: Statuses = &[
    ("CANCELLED", "cancelled"),
    ("ERROR", "unknown"),
    ("FAILURE", "unknown"),
    ("OPEN", "created"),
    ("PENDING", "created"),
    ("SUCCESS", "picked_up"),
];

const FULFILLMENT_EVENT_STATUS: Statuses = &[
    ("ATTEMPTED_DELIVERY", "delivery_failed"),
    ("BUYER_ACTION_REQUIRED", "unknown"),
    ("CARRIER_PICKED_UP", "picked_up"),
    ("CONFIRMED", "ready_to_ship"),
    ("DELAYED", "in_transit"),
    ("DELIVERED", "delivered"),
    ("FAILURE", "delivery_failed"),
    ("IN_TRANSIT", "in_transit"),
    ("LABEL_PRINTED", "ready_to_ship"),
    ("LABEL_PURCHASED", "ready_to_ship"),
    ("OUT_FOR_DELIVERY", "out_for_delivery"),
    ("PICKED_UP", "picked_up"),
    ("READY_FOR_PICKUP", "out_for_delivery"),
    ("READY_FOR_RECIPIENT_PICKUP", "out_for_delivery"),
    ("RETURNING_TO_SENDER", "returning"),
];

const ORDER_DISPLAY_FINANCIAL_STATUS: Statuses = &[
    ("AUTHORIZED", "authorized"),
    ("EXPIRED", "expired"),
    ("PAID", "paid"),
    ("PARTIALLY_PAID", "partially_paid"),
    ("PARTIALLY_REFUNDED", "partially_refunded"),
    ("PENDING", "pending"),
    ("REFUNDED", "refunded"),
    ("VOIDED", "voided"),
];

/// A webhook says whether a part of an order in progress was sent, and GraphQL does not: these are unknown.
const ORDER_DISPLAY_FULFILLMENT_STATUS: Statuses = &[
    ("FULFILLED", "fulfilled"),
    ("FULFILLMENT_NOT_REQUIRED", "unknown"),
    ("IN_PROGRESS", "unknown"),
    ("ON_HOLD", "unknown"),
    ("OPEN", "unfulfilled"),
    ("PARTIALLY_FULFILLED", "partial"),
    ("PENDING_FULFILLMENT", "unknown"),
    ("REQUEST_DECLINED", "unknown"),
    ("RESTOCKED", "restocked"),
    ("SCHEDULED", "unknown"),
    ("UNFULFILLED", "unfulfilled"),
];

const RETURN_STATUS: Statuses = &[
    ("CANCELED", "cancelled"),
    ("CLOSED", "completed"),
    ("DECLINED", "cancelled"),
    ("OPEN", "created"),
    ("REQUESTED", "created"),
];

/// The documented statuses by enum.
///
/// # Panics
/// If one becomes something else than it should.
pub(crate) fn checked(exchanges: &[Value]) -> Value {
    let fetched = fetched_order(exchanges);
    let all: [(&str, Statuses, Becomes<'_>); 6] = [
        ("FulfillmentDisplayStatus", FULFILLMENT_DISPLAY_STATUS, &|status| {
            shipment_step(&with(&fetched, "/fulfillments/0/displayStatus", status))
        }),
        ("FulfillmentStatus", FULFILLMENT_STATUS, &|status| {
            let shown = with(&fetched, "/fulfillments/0/displayStatus", "FULFILLED");
            shipment_step(&with(&shown, "/fulfillments/0/status", status))
        }),
        ("FulfillmentEventStatus", FULFILLMENT_EVENT_STATUS, &carrier_step),
        ("OrderDisplayFinancialStatus", ORDER_DISPLAY_FINANCIAL_STATUS, &|status| {
            let payment =
                order(&with(&fetched, "/displayFinancialStatus", status)).snapshot.expect("a snapshot").payment;
            known(payment.map(|status| status.0), &PAYMENT_STATUSES)
        }),
        ("OrderDisplayFulfillmentStatus", ORDER_DISPLAY_FULFILLMENT_STATUS, &|status| {
            let order = order(&with(&fetched, "/displayFulfillmentStatus", status));
            known(order.snapshot.expect("a snapshot").fulfilment.map(|status| status.0), &FULFILLMENT_STATUSES)
        }),
        ("ReturnStatus", RETURN_STATUS, &return_step),
    ];
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, statuses, becomes) in all {
        for (status, expected) in statuses {
            assert_eq!(becomes(status), *expected, "{name}.{status}");
        }
        names.insert(name, statuses.iter().map(|(status, _)| *status).collect());
    }
    json!(names)
}

/// A fetched order with a fulfillment.
fn fetched_order(exchanges: &[Value]) -> Value {
    let nodes = exchanges.iter().filter_map(|exchange| exchange["response"]["data"]["orders"]["nodes"].as_array());
    let order = nodes.flatten().find(|order| order["fulfillments"].as_array().is_some_and(|list| list.len() == 1));
    order.expect("an order with a fulfillment").clone()
}

fn with(order: &Value, pointer: &str, status: &str) -> Value {
    let mut changed = order.clone();
    *changed.pointer_mut(pointer).expect("a member") = status.into();
    changed
}

fn normalize(topic: &str, body: &Value) -> NormalizedEvent {
    let received_at = "2026-11-30T00:00:00Z".parse().expect("a time");
    let context = Context { topic, account: "schema.myshopify.com", received_at };
    channels::normalize(Channel::Shopify, &context, body.to_string().as_bytes()).expect("a documented body")
}

fn order(fetched: &Value) -> OrderChange {
    match normalize("reconcile", fetched).changes.remove(0) {
        Change::Order(change) => change,
        other => panic!("{other:?}"),
    }
}

/// A status that Storebell knows.
fn known(status: Option<String>, statuses: &[&str]) -> String {
    status.filter(|status| statuses.contains(&status.as_str())).unwrap_or_else(|| "unknown".to_owned())
}

/// The name of a step; that of other steps is `unknown`.
fn step_name(step: &impl serde::Serialize) -> String {
    let name = serde_json::to_value(step).expect("a step is a name");
    let name = name.as_str().unwrap_or_default();
    if name == "other" { "unknown".to_owned() } else { name.to_owned() }
}

fn shipment_step(fetched: &Value) -> String {
    step_name(&order(fetched).shipments[0].shipment.status.step)
}

fn carrier_step(status: &str) -> String {
    let mut body = sample("tests/cases/shopify_topics/fulfillment_events-create");
    body["status"] = status.to_ascii_lowercase().into();
    let Change::Order(change) = normalize("fulfillment_events/create", &body).changes.remove(0) else {
        panic!("not about an order")
    };
    step_name(&change.carrier_statuses[0].status.status.step)
}

fn return_step(status: &str) -> String {
    let mut body = sample("tests/cases/shopify_topics/returns-cancel");
    body["status"] = status.to_ascii_lowercase().into();
    let Change::Return(ReturnChange { status: Some(status), .. }) =
        normalize("returns/cancel", &body).changes.remove(0)
    else {
        panic!("not about a return")
    };
    step_name(&status.step)
}
