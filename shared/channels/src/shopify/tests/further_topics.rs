//! Topics besides those to which Storebell subscribes.

use domain::state::order::{OrderDetail, OrderState};
use domain::state::returned::{ReturnChange, ReturnStep};
use domain::state::shipment::ShipmentStep;
use domain::state::{Change, State};
use domain::subject::Kind;
use serde_json::{Value, json};
use types::Channel;

use super::{ORDER_ID, Subject, body_of, error_code, normalize};
use crate::NormalizedEvent;

fn event(topic: &str) -> NormalizedEvent {
    normalize(topic, &body_of(topic)).unwrap()
}

/// The state of the samples' order after the samples of these topics.
fn order_after(topics: &[&str]) -> OrderState {
    let mut state = State::new(&Subject::order(ORDER_ID));
    for change in topics.iter().flat_map(|topic| event(topic).changes) {
        state.apply(&change);
    }
    let State::Order(order) = state else { panic!("no order") };
    *order
}

fn detail(order: &OrderState) -> OrderDetail {
    order.detail(&"shop".parse().unwrap(), Channel::Shopify, 1).unwrap()
}

#[test]
fn topic_with_the_whole_order_changes_what_orders_updated_changes() {
    for topic in ["orders/paid", "orders/fulfilled", "orders/partially_fulfilled", "orders/link_requested"] {
        let updated = normalize("orders/updated", &body_of(topic)).unwrap();
        assert_eq!(event(topic), updated, "{topic}");
    }
}

#[test]
fn fulfillment_alone_changes_what_it_changes_in_its_order() {
    let alone = order_after(&["orders/create", "fulfillments/create"]);
    let with_order = order_after(&["orders/create", "orders/partially_fulfilled"]);
    assert_eq!(detail(&alone).shipments, detail(&with_order).shipments);
    let both = order_after(&["fulfillments/create", "orders/partially_fulfilled", "orders/create"]);
    assert_eq!(detail(&both), detail(&with_order));
    let updated = order_after(&["fulfillments/update", "fulfillments/create", "orders/create"]);
    assert_eq!(detail(&updated).summary.shipment, Some(ShipmentStep::InTransit));
    let mut without_order: Value = serde_json::from_slice(&body_of("fulfillments/create")).unwrap();
    without_order["order_id"] = Value::Null;
    assert_eq!(error_code("fulfillments/create", without_order.to_string().as_bytes()), "not_understood");
}

#[test]
fn carriers_event_changes_the_shipments_status_in_any_order() {
    let topics = ["orders/create", "fulfillments/create", "fulfillments/update", "fulfillment_events/create"];
    let expected = order_after(&topics);
    assert_eq!(detail(&expected).summary.shipment, Some(ShipmentStep::Delivered));
    for turn in 1..topics.len() {
        let mut turned = topics;
        turned.rotate_left(turn);
        assert_eq!(order_after(&turned), expected);
        turned.reverse();
        assert_eq!(order_after(&turned), expected);
    }
    // Without its shipment, a status is not shown.
    assert_eq!(detail(&order_after(&["fulfillment_events/create", "orders/create"])).summary.shipment, None);
}

#[test]
fn every_documented_status_of_a_carrier_has_a_step() {
    for status in [
        "attempted_delivery",
        "carrier_picked_up",
        "confirmed",
        "delayed",
        "delivered",
        "failure",
        "in_transit",
        "label_printed",
        "label_purchased",
        "out_for_delivery",
        "picked_up",
        "ready_for_pickup",
        "ready_for_recipient_pickup",
        "returning_to_sender",
    ] {
        assert_ne!(crate::shopify::fulfillment::carrier_status(status).step, ShipmentStep::Other, "{status}");
    }
}

#[test]
fn return_follows_its_topics_and_belongs_to_its_order() {
    for (topic, step) in [
        ("returns/request", ReturnStep::Created),
        ("returns/approve", ReturnStep::Created),
        ("returns/decline", ReturnStep::Cancelled),
        ("returns/cancel", ReturnStep::Cancelled),
        ("returns/close", ReturnStep::Completed),
        ("returns/reopen", ReturnStep::Created),
    ] {
        let event = event(topic);
        assert_eq!(event.subject, Some(Subject::of(Kind::Return, "945000954")), "{topic}");
        let mut state = State::new(&event.subject.unwrap());
        event.changes.iter().for_each(|change| state.apply(change));
        let State::Return(returned) = state else { panic!("no return") };
        assert_eq!(returned.status().unwrap().step, step, "{topic}");
        let order = serde_json::to_value(returned.order()).unwrap();
        assert!(order.to_string().contains(ORDER_ID), "{topic}: {order}");
        let items = returned.contents().map_or(0, |contents| contents.items.len());
        assert_eq!(items, usize::from(["returns/request", "returns/approve"].contains(&topic)), "{topic}");
    }
    let items = event("returns/approve");
    let Change::Return(change) = &items.changes[0] else { panic!("no return") };
    let item = &change.contents.as_ref().unwrap().items[0];
    assert_eq!((item.line_id.as_deref(), item.quantity), (Some("884301957260413972"), 1));
    assert_eq!(item.reason.as_deref(), Some("size_too_small"));
    let unknown = json!({"id": 1, "admin_graphql_api_id": "gid://shopify/Return/1", "status": "lost", "order_id": 2});
    let Change::Return(change) = &normalize("returns/cancel", unknown.to_string().as_bytes()).unwrap().changes[0]
    else {
        panic!("no return")
    };
    assert_eq!(change.status.as_ref().unwrap().step, ReturnStep::Other);
}

#[test]
fn update_of_a_return_changes_only_its_time() {
    let event = event("returns/update");
    assert_eq!(event.subject, Some(Subject::of(Kind::Return, "945000954")));
    let at = "2026-11-23T00:00:00Z".parse().unwrap();
    assert_eq!(event.changes, [Change::Return(ReturnChange::of("945000954", at))]);
    let unknown = normalize("returns/process", b"{\"event\":1}").unwrap();
    assert_eq!((unknown.subject, unknown.changes), (None, vec![]));
}

#[test]
fn topic_that_the_orders_own_webhook_repeats_is_an_event_of_the_order_without_a_change() {
    for (topic, time, summary) in [
        (
            "orders/edited",
            "2026-11-02T11:02:30+05:30",
            format!("Order {ORDER_ID} was edited: units added 1, removed 1"),
        ),
        (
            "order_transactions/create",
            "2026-11-02T10:15:40+05:30",
            format!("Order {ORDER_ID}: capture of 3242.39 INR, success"),
        ),
        (
            "tender_transactions/create",
            "2026-11-03T09:30:00+05:30",
            format!("Order {ORDER_ID}: -749.50 INR by credit_card"),
        ),
        (
            "disputes/create",
            "2026-11-09T05:30:00+05:30",
            format!("Dispute 285332461850 of order {ORDER_ID}: chargeback of 3242.39 INR (fraudulent), needs_response"),
        ),
        (
            "disputes/update",
            "2026-11-18T05:30:00+05:30",
            format!("Dispute 285332461850 of order {ORDER_ID}: chargeback of 3242.39 INR (fraudulent), won"),
        ),
    ] {
        let event = event(topic);
        assert_eq!((event.subject, event.changes), (Some(Subject::order(ORDER_ID)), vec![]), "{topic}");
        assert_eq!((event.occurred_at, event.summary), (Some(time.parse().unwrap()), summary), "{topic}");
    }
    let mut without_order: Value = serde_json::from_slice(&body_of("disputes/create")).unwrap();
    without_order["order_id"] = Value::Null;
    let event = normalize("disputes/create", without_order.to_string().as_bytes()).unwrap();
    assert_eq!((event.subject, event.changes), (None, vec![]));
}

#[test]
fn product_and_stock_that_are_gone_lose_against_no_earlier_change() {
    let state = |topics: [&str; 2]| {
        let mut state = State::new(&event(topics[0]).subject.unwrap());
        topics.iter().flat_map(|topic| event(topic).changes).for_each(|change| state.apply(&change));
        state
    };
    for pair in [["products/create", "products/delete"], ["inventory_levels/connect", "inventory_levels/disconnect"]] {
        assert_eq!(state(pair), state([pair[1], pair[0]]), "{pair:?}");
    }
    let State::Product(product) = state(["products/delete", "products/update"]) else { panic!("no product") };
    assert_eq!(product.latest().unwrap().1.status.as_deref(), Some("deleted"));
}
