//! Two bodies of one order and one second: the one that is further along wins, in any order of arrival. Of sixteen
//! orders, so that a decision by the hash of the snapshots would be wrong for some.

use domain::state::State;
use domain::state::order::{OrderDetail, OrderState};
use serde_json::{Value, json};
use types::Channel;

use super::{Subject, normalize};

const ORDERS: u64 = 16;

/// The body of a case in `tests/cases`.
fn case(name: &str) -> Value {
    let file = format!("{}/../../tests/cases/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

/// Order `number`: unpaid, of two line items.
fn order(number: u64) -> Value {
    let mut order = case("edit_0_before");
    order["name"] = json!(format!("#{number}"));
    order["line_items"][0]["id"] = json!(72_000_000_021 + number * 100);
    order
}

fn state(bodies: &[&Value]) -> OrderState {
    let mut state = State::new(&Subject::order("7200000002"));
    for body in bodies {
        state.apply(&normalize("orders/updated", body.to_string().as_bytes()).unwrap().changes[0]);
    }
    let State::Order(order) = state else { panic!("no order") };
    *order
}

fn detail(state: &OrderState) -> OrderDetail {
    state.detail(&"shop".parse().unwrap(), Channel::Shopify, 1).unwrap()
}

/// Checks that of two bodies of one second the later one wins, and that nothing has to be fetched for that.
fn assert_later_wins(change: impl Fn(&mut Value)) {
    for number in 0..ORDERS {
        let earlier = order(number);
        let mut later = earlier.clone();
        change(&mut later);
        assert_eq!(earlier["updated_at"], later["updated_at"]);
        let expected = detail(&state(&[&later]));
        assert_ne!(detail(&state(&[&earlier])), expected, "the change makes no difference");
        for bodies in [[&earlier, &later], [&later, &earlier]] {
            assert_eq!(detail(&state(&bodies)), expected, "order {number}");
        }
        assert!(!is_undecided(&earlier, &later) && !is_undecided(&later, &earlier));
    }
}

fn is_undecided(first: &Value, second: &Value) -> bool {
    let normalized = normalize("orders/updated", second.to_string().as_bytes()).unwrap();
    let domain::state::Change::Order(change) = &normalized.changes[0] else { panic!("no order") };
    state(&[first]).is_undecided_by(change)
}

fn added_line() -> Value {
    json!({"id": 72_000_000_029_u64, "title": "MUG", "sku": "MUG", "quantity": 1, "current_quantity": 1, "price": "50.00"})
}

#[test]
fn removed_units_win_whatever_the_hash_says() {
    let (before, removed) = (case("edit_0_before"), case("edit_1_removed"));
    assert_later_wins(|order| {
        order["line_items"][1]["current_quantity"] = json!(0);
        order["current_total_price"] = removed["current_total_price"].clone();
        order["current_total_tax"] = removed["current_total_tax"].clone();
        order["refunds"] = removed["refunds"].clone();
        order["refunds"][0]["created_at"] = before["updated_at"].clone();
        order["refunds"][0]["processed_at"] = before["updated_at"].clone();
    });
}

#[test]
fn added_line_wins_although_the_total_rises() {
    assert_later_wins(|order| {
        order["line_items"].as_array_mut().unwrap().push(added_line());
        order["total_price"] = json!("191.60");
        order["current_total_price"] = json!("191.60");
    });
}

#[test]
fn replay_adds_to_a_refund_what_an_earlier_version_did_not_store() {
    for number in 0..ORDERS {
        let mut order = case("edit_1_removed");
        order["refunds"][0]["created_at"] = json!(format!("2026-11-20T10:{number:02}:00+05:30"));
        let new = state(&[&order]);
        let mut stored: Value = serde_json::from_slice(&new.to_json()).unwrap();
        let refund = stored["refunds"]["7200500002"]["value"].as_object_mut().unwrap();
        assert!(refund.remove("credit").is_some());
        let mut old: OrderState = serde_json::from_value(stored).unwrap();
        let event = normalize("orders/updated", order.to_string().as_bytes()).unwrap();
        let domain::state::Change::Order(change) = &event.changes[0] else { panic!("no order") };
        old.apply(change);
        let refunds =
            |state: &OrderState| serde_json::from_slice::<Value>(&state.to_json()).unwrap()["refunds"].clone();
        assert_eq!(refunds(&old), refunds(&new), "order {number}");
    }
}

#[test]
fn raised_quantity_wins() {
    assert_later_wins(|order| {
        order["line_items"][0]["quantity"] = json!(2);
        order["line_items"][0]["current_quantity"] = json!(2);
        order["total_price"] = json!("259.60");
        order["current_total_price"] = json!("259.60");
    });
}

#[test]
fn fulfillment_wins_over_none_of_the_same_status() {
    assert_later_wins(|order| {
        order["line_items"][0]["title"] = json!("renamed");
        order["fulfillments"] = json!([{
            "id": 1, "status": "pending", "line_items": [{"id": 72_000_000_022_u64, "quantity": 1}],
        }]);
    });
}

#[test]
fn tracking_number_added_in_the_second_of_its_fulfillment_wins() {
    for number in 0..ORDERS {
        let fulfillment = |tracking: Value| {
            let mut order = order(number);
            order["fulfillments"] = json!([{
                "id": 1, "status": "success", "created_at": order["updated_at"], "updated_at": order["updated_at"],
                "tracking_numbers": tracking, "line_items": [{"id": 72_000_000_022_u64, "quantity": 1}],
            }]);
            order
        };
        let (earlier, later) = (fulfillment(json!([])), fulfillment(json!([format!("AWB{number}")])));
        for bodies in [[&earlier, &later], [&later, &earlier]] {
            let is_tracked = |shipment: &domain::state::order::ShipmentDetail| shipment.shipment.tracking.is_some();
            assert!(detail(&state(&bodies)).shipments.iter().any(is_tracked));
        }
        let other = fulfillment(json!([format!("AWB{number}0")]));
        assert!(is_undecided(&later, &other) && is_undecided(&other, &later), "no number is known to be newer");
    }
}

#[test]
fn change_that_no_count_shows_is_undecided_but_the_same_in_any_order() {
    let undecided: [fn(&mut Value); 3] = [
        |order| order["line_items"][0]["title"] = json!("renamed"),
        |order| order["line_items"][0]["price"] = json!("90.00"),
        // A lower total is likely to be the newer one, but may be the older one.
        |order| {
            order["total_price"] = json!("100.00");
            order["current_total_price"] = json!("100.00");
        },
    ];
    for (number, change) in (0..ORDERS).flat_map(|number| undecided.map(|change| (number, change))) {
        let one = order(number);
        let mut other = one.clone();
        change(&mut other);
        assert!(is_undecided(&one, &other) && is_undecided(&other, &one));
        assert!(!is_undecided(&one, &one));
        assert_eq!(state(&[&one, &other]), state(&[&other, &one]));
    }
}

#[test]
fn counts_that_contradict_each_other_or_a_status_are_undecided() {
    let mut added = order(1);
    added["line_items"].as_array_mut().unwrap().push(added_line());
    let mut paid = order(1);
    paid["financial_status"] = json!("paid");
    assert!(is_undecided(&added, &paid) && is_undecided(&paid, &added));
    // Two statuses alone are no contradiction: each is decided by itself.
    let mut fulfilled = order(1);
    fulfilled["fulfillment_status"] = json!("fulfilled");
    assert!(!is_undecided(&fulfilled, &paid));
}

#[test]
fn lower_total_wins_where_nothing_else_decides() {
    for number in 0..ORDERS {
        let earlier = order(number);
        let mut later = earlier.clone();
        later["total_price"] = json!("100.00");
        later["current_total_price"] = json!("100.00");
        for bodies in [[&earlier, &later], [&later, &earlier]] {
            assert_eq!(detail(&state(&bodies)), detail(&state(&[&later])));
        }
    }
}

#[test]
fn row_without_counts_is_read_and_a_replay_of_its_delivery_replaces_it() {
    for number in 0..ORDERS {
        let order = order(number);
        let new = state(&[&order]);
        let mut stored: Value = serde_json::from_slice(&new.to_json()).unwrap();
        stored["pictured"]["value"].as_object_mut().unwrap().remove("progress").unwrap();
        let mut old: OrderState = serde_json::from_value(stored).unwrap();
        assert_eq!(detail(&old), detail(&new));
        let event = normalize("orders/updated", order.to_string().as_bytes()).unwrap();
        let domain::state::Change::Order(change) = &event.changes[0] else { panic!("no order") };
        // The stored row says nothing of what would decide, so nothing is fetched.
        assert!(!old.is_undecided_by(change));
        old.apply(change);
        assert_eq!(old, new);
    }
}

#[test]
fn replay_of_a_pending_refund_that_an_earlier_version_stored_makes_it_pending() {
    for number in 0..ORDERS {
        let mut order = case("pend_0");
        let mut refund = case("pend_1_refund");
        refund["created_at"] = json!(format!("2026-11-20T10:{number:02}:00+05:30"));
        order["updated_at"] = json!("2026-11-22T10:00:00+05:30");
        order["refunds"] = json!([refund]);
        let new = state(&[&order]);
        let mut stored: Value = serde_json::from_slice(&new.to_json()).unwrap();
        let refund = stored["refunds"]["7200500003"]["value"].as_object_mut().unwrap();
        assert!(refund.remove("credit").is_some() && refund.remove("pending").is_some());
        let mut replayed: OrderState = serde_json::from_value(stored).unwrap();
        let event = normalize("orders/updated", order.to_string().as_bytes()).unwrap();
        let domain::state::Change::Order(change) = &event.changes[0] else { panic!("no order") };
        replayed.apply(change);
        let refunds =
            |state: &OrderState| serde_json::from_slice::<Value>(&state.to_json()).unwrap()["refunds"].clone();
        assert_eq!(refunds(&replayed), refunds(&new), "order {number}");
    }
}
