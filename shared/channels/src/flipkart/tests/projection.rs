//! Projection of Flipkart's deliveries.

use domain::state::State;
use domain::subject::Subject;
use types::Channel;

use super::{body, normalize};

/// Whether the samples of these topics project to the same state in every order.
fn projects_equally_in_every_order(topics: &[&str]) -> bool {
    let changes: Vec<_> =
        topics.iter().map(|topic| normalize(topic, &body(topic)).unwrap().changes.remove(0)).collect();
    let count = changes.len();
    let project = |order: &[usize]| {
        let mut state = State::new(&changes[0].subject());
        order.iter().for_each(|index| state.apply(&changes[*index]));
        state.to_json()
    };
    let expected = project(&(0..count).collect::<Vec<_>>());
    // All sequences of one more than there are that contain each: every permutation, with one repetition.
    (0..count.pow(count as u32 + 1)).all(|sequence| {
        let order: Vec<_> = (0..=count).map(|digit| sequence / count.pow(digit as u32) % count).collect();
        !(0..count).all(|index| order.contains(&index)) || project(&order) == expected
    })
}

#[test]
fn projection_is_equal_for_every_permutation_of_deliveries() {
    assert!(projects_equally_in_every_order(&[
        "shipment_created",
        "shipment_packed",
        "shipment_shipped",
        "shipment_delivered"
    ]));
    assert!(projects_equally_in_every_order(&[
        "shipment_created",
        "shipment_hold",
        "shipment_unhold",
        "shipment_cancelled"
    ]));
    assert!(projects_equally_in_every_order(&["return_created", "return_item_tracking_id_update", "return_completed"]));
    assert!(projects_equally_in_every_order(&["ORDER_CREATED", "ORDER_UPDATED"]));
}

#[test]
fn update_without_a_status_does_not_change_it() {
    let order = |status: &str, at: &str| {
        let line_items = r#""orderItems":[{"orderItemId":"1","sku":"TEE","quantity":1,"price":5}]"#;
        format!(r#"{{"order":{{"orderId":"OD1",{status}"updatedAt":"2026-11-02T{at}Z",{line_items}}}}}"#)
    };
    let first = order(r#""status":"DELIVERED","paymentStatus":"PAID","#, "10:00:00");
    let cancelled = order(r#""status":"CANCELLED","#, "11:00:00");
    let without_status = order("", "12:00:00");
    let mut state = State::new(&Subject::order("OD1"));
    for body in [&first, &cancelled, &without_status] {
        let normalized = normalize("ORDER_UPDATED", body.as_bytes()).unwrap();
        normalized.changes.iter().for_each(|change| state.apply(change));
    }
    let State::Order(state) = state else { panic!("not an order") };
    let summary = state.line(&"shop".parse().unwrap(), Channel::Flipkart, 1).unwrap();
    assert_eq!(
        (summary.status.as_str(), summary.payment.as_str(), summary.fulfilment.as_str()),
        ("cancelled", "paid", "delivered")
    );
}
