//! Tests of the shipments in an order's detail: its own and the joined ones.

use serde_json::{Value, json};
use types::Channel;
use types::time::Time;

use super::*;
use crate::state::order::{
    CarrierStatus, CarrierStatusChange, Joined, MoneyTerms, OrderChange, OrderSnapshot, OwnShipmentChange,
};
use crate::state::shipment::{ShipmentChange, ShipmentState};

fn at(second: i64) -> Time {
    Time::from_millis(1_793_000_000_000 + second * 1_000).unwrap()
}

fn own(step: ShipmentStep, numbers: &[&str]) -> OwnShipment {
    OwnShipment {
        status: ShipmentStatus { step, word: "a word".into() },
        courier: Some("Ekart".into()),
        numbers: numbers.iter().map(|number| (*number).to_owned()).collect(),
        urls: vec!["https://track.example/W1".into()],
        units: BTreeMap::from([("11".to_owned(), 2)]),
        created_at: None,
    }
}

fn ordered() -> OrderState {
    let line =
        LineItem { id: "11".into(), sku: Some("TEE".into()), title: "Black tee".into(), quantity: 2, price: None };
    let contents = OrderContents {
        name: "#1".into(),
        number: None,
        currency: Some("INR".into()),
        total: Some(100.into()),
        tax: None,
        money: MoneyTerms::default(),
        placed_at: at(0),
        lines: vec![line],
        test: false,
    };
    let snapshot = OrderSnapshot { contents, payment: None, fulfilment: None, cancelled_at: None, progress: None };
    let mut order = OrderState::new("1");
    order.apply(&OrderChange { snapshot: Some(snapshot), ..OrderChange::of("1", at(0)) });
    order
}

fn report_shipment(order: &mut OrderState, id: &str, second: i64, shipment: OwnShipment) {
    let shipments = vec![OwnShipmentChange { id: id.into(), at: at(second), shipment }];
    order.apply(&OrderChange { shipments, ..OrderChange::of("1", at(second)) });
}

fn join_shipment(order: &mut OrderState, waybill: &str, step: ShipmentStep) {
    let mut shipment = ShipmentState::new(waybill);
    let status = Some(ShipmentStatus { step, word: "a word".into() });
    shipment.apply(&ShipmentChange { status, ..ShipmentChange::of(waybill, at(5)) });
    let shipments = vec![JoinedShipment::of(&"courier".parse().unwrap(), &shipment, "1")];
    order.join(Joined { shipments, ..Joined::default() });
}

fn detail(order: &OrderState) -> Value {
    serde_json::to_value(order.detail(&"shop".parse().unwrap(), Channel::Shopify, 1).unwrap()).unwrap()
}

#[test]
fn own_shipments_come_first_and_each_names_its_source() {
    let mut order = ordered();
    join_shipment(&mut order, "W9", ShipmentStep::Delivered);
    report_shipment(&mut order, "7", 2, own(ShipmentStep::InTransit, &["W1", "W2"]));
    report_shipment(&mut order, "6", 1, own(ShipmentStep::Delivered, &[]));
    let shipments = detail(&order)["shipments"].clone();
    let sources: Vec<_> =
        shipments.as_array().unwrap().iter().map(|s| (&s["own"], &s["integration"], &s["id"])).collect();
    let (yes, no, shop, courier) = (json!(true), json!(false), json!("shop"), json!("courier"));
    assert_eq!(sources, [(&yes, &shop, &json!("6")), (&yes, &shop, &json!("7")), (&no, &courier, &json!("W9"))]);
    let second = &shipments[1];
    assert_eq!(second["tracking"], json!({"courier": "Ekart", "number": "W1", "place": null}));
    assert_eq!((&second["numbers"], &second["urls"]), (&json!(["W1", "W2"]), &json!(["https://track.example/W1"])));
    assert_eq!((&second["items"][0]["sku"], &second["items"][0]["quantity"]), (&json!("TEE"), &json!(2)));
}

#[test]
fn earliest_step_counts_and_the_couriers_step_wins() {
    let step = |order: &OrderState| detail(order)["shipment"].clone();
    let mut order = ordered();
    assert_eq!(step(&order), Value::Null);
    report_shipment(&mut order, "6", 1, own(ShipmentStep::PickedUp, &["W9"]));
    assert_eq!(step(&order), json!("picked_up"));
    join_shipment(&mut order, "W9", ShipmentStep::Delivered);
    assert_eq!(step(&order), json!("delivered"));
    report_shipment(&mut order, "7", 1, own(ShipmentStep::ReadyToShip, &["W8"]));
    assert_eq!(step(&order), json!("ready_to_ship"));
    report_shipment(&mut order, "7", 2, own(ShipmentStep::Cancelled, &["W8"]));
    assert_eq!(step(&order), json!("delivered"));
}

#[test]
fn older_event_does_not_revive_a_cancelled_shipment() {
    let mut order = ordered();
    report_shipment(&mut order, "6", 3, own(ShipmentStep::Cancelled, &["W9"]));
    let before = order.to_json();
    report_shipment(&mut order, "6", 2, own(ShipmentStep::InTransit, &["W9"]));
    // At equal times cancelled wins.
    report_shipment(&mut order, "6", 3, own(ShipmentStep::Delivered, &["W9"]));
    assert_eq!(order.to_json(), before);
}

#[test]
fn order_stored_by_an_older_version_is_read() {
    let mut stored: Value = serde_json::from_slice(&ordered().to_json()).unwrap();
    stored.as_object_mut().unwrap().remove("shipments").unwrap();
    assert_eq!(serde_json::from_value::<OrderState>(stored).unwrap(), ordered());
}

#[test]
fn carriers_status_counts_if_it_was_reported_after_the_shipments_last_change() {
    let carrier = |happened: i64, reported: i64, step: ShipmentStep| CarrierStatusChange {
        shipment_id: "6".into(),
        at: at(happened),
        status: CarrierStatus { status: ShipmentStatus { step, word: "w".into() }, reported_at: at(reported) },
    };
    let shown = |shipment: (i64, ShipmentStep), statuses: Vec<CarrierStatusChange>| {
        let mut order = ordered();
        report_shipment(&mut order, "6", shipment.0, own(shipment.1, &[]));
        order.apply(&OrderChange { carrier_statuses: statuses, ..OrderChange::of("1", at(shipment.0)) });
        order.shipment_step().unwrap()
    };
    use ShipmentStep::{Cancelled, Delivered, InTransit, PickedUp};
    assert_eq!(shown((10, PickedUp), vec![carrier(11, 11, InTransit)]), InTransit);
    assert_eq!(shown((10, Delivered), vec![carrier(8, 9, InTransit)]), Delivered);
    // Reported late: it happened before the shipment's change, but the channel learned of it later.
    assert_eq!(shown((10, PickedUp), vec![carrier(8, 11, InTransit)]), InTransit);
    // Of two statuses the one that happened last counts, whichever was reported first.
    assert_eq!(shown((10, PickedUp), vec![carrier(12, 13, Delivered), carrier(11, 14, InTransit)]), Delivered);
    // In one second, the later step counts.
    assert_eq!(shown((10, InTransit), vec![carrier(10, 10, Delivered)]), Delivered);
    assert_eq!(shown((10, Delivered), vec![carrier(10, 10, InTransit)]), Delivered);
    assert_eq!(shown((10, Cancelled), vec![carrier(11, 11, Delivered)]), Cancelled);
}
