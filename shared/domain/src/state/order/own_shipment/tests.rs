//! What an order shows of shipments: its own and those that were joined.

use serde_json::{Value, json};
use types::Channel;

use super::*;
use crate::state::order::{Joined, OrderChange, OrderSnapshot};
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
        placed_at: at(0),
        lines: vec![line],
    };
    let snapshot = OrderSnapshot { contents, payment: None, fulfilment: None, cancelled_at: None };
    let mut order = OrderState::new("1");
    order.apply(&OrderChange { snapshot: Some(snapshot), ..OrderChange::of("1", at(0)) });
    order
}

fn sent(order: &mut OrderState, id: &str, second: i64, shipment: OwnShipment) {
    let shipments = vec![OwnShipmentChange { id: id.into(), at: at(second), shipment }];
    order.apply(&OrderChange { shipments, ..OrderChange::of("1", at(second)) });
}

fn joined(order: &mut OrderState, waybill: &str, step: ShipmentStep) {
    let mut parcel = ShipmentState::new(waybill);
    let status = Some(ShipmentStatus { step, word: "a word".into() });
    parcel.apply(&ShipmentChange { status, ..ShipmentChange::of(waybill, at(5)) });
    let shipments = vec![JoinedShipment::of(&"courier".parse().unwrap(), &parcel, "1")];
    order.join(Joined { shipments, ..Joined::default() });
}

fn detail(order: &OrderState) -> Value {
    serde_json::to_value(order.detail(&"shop".parse().unwrap(), Channel::Shopify, 1).unwrap()).unwrap()
}

#[test]
fn own_shipments_come_first_and_all_say_where_they_are_from() {
    let mut order = ordered();
    joined(&mut order, "W9", ShipmentStep::Delivered);
    sent(&mut order, "7", 2, own(ShipmentStep::InTransit, &["W1", "W2"]));
    sent(&mut order, "6", 1, own(ShipmentStep::Delivered, &[]));
    let shipments = detail(&order)["shipments"].clone();
    let told: Vec<_> = shipments.as_array().unwrap().iter().map(|s| (&s["own"], &s["integration"], &s["id"])).collect();
    let (yes, no, shop, courier) = (json!(true), json!(false), json!("shop"), json!("courier"));
    assert_eq!(told, [(&yes, &shop, &json!("6")), (&yes, &shop, &json!("7")), (&no, &courier, &json!("W9"))]);
    let second = &shipments[1];
    assert_eq!(second["tracking"], json!({"courier": "Ekart", "number": "W1", "place": null}));
    assert_eq!((&second["numbers"], &second["urls"]), (&json!(["W1", "W2"]), &json!(["https://track.example/W1"])));
    assert_eq!((&second["items"][0]["sku"], &second["items"][0]["quantity"]), (&json!("TEE"), &json!(2)));
}

#[test]
fn the_least_far_shipment_counts_and_a_courier_knows_its_own_parcels_better() {
    let step = |order: &OrderState| detail(order)["shipment"].clone();
    let mut order = ordered();
    assert_eq!(step(&order), Value::Null);
    sent(&mut order, "6", 1, own(ShipmentStep::PickedUp, &["W9"]));
    assert_eq!(step(&order), json!("picked_up"));
    joined(&mut order, "W9", ShipmentStep::Delivered);
    assert_eq!(step(&order), json!("delivered"));
    sent(&mut order, "7", 1, own(ShipmentStep::ReadyToShip, &["W8"]));
    assert_eq!(step(&order), json!("ready_to_ship"));
    sent(&mut order, "7", 2, own(ShipmentStep::Cancelled, &["W8"]));
    assert_eq!(step(&order), json!("delivered"));
}

#[test]
fn an_older_event_does_not_bring_a_cancelled_shipment_back() {
    let mut order = ordered();
    sent(&mut order, "6", 3, own(ShipmentStep::Cancelled, &["W9"]));
    let before = order.to_json();
    sent(&mut order, "6", 2, own(ShipmentStep::InTransit, &["W9"]));
    // At one time cancelled is over open.
    sent(&mut order, "6", 3, own(ShipmentStep::Delivered, &["W9"]));
    assert_eq!(order.to_json(), before);
}

#[test]
fn an_order_of_before_there_were_own_shipments_reads_on() {
    let mut stored: Value = serde_json::from_slice(&ordered().to_json()).unwrap();
    stored.as_object_mut().unwrap().remove("shipments").unwrap();
    assert_eq!(serde_json::from_value::<OrderState>(stored).unwrap(), ordered());
}
