//! Tests of the shop: orders with `test: true`.

use domain::state::State;
use domain::state::order::OrderSummary;
use serde_json::{Value, json};
use types::Channel;

use super::{Subject, normalize};

/// The body of a case in `tests/cases`.
fn case(name: &str) -> Value {
    let file = format!("{}/../../tests/cases/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

fn state(bodies: &[&Value]) -> State {
    let mut state = State::new(&Subject::order("7200000005"));
    for body in bodies {
        state.apply(&normalize("orders/create", body.to_string().as_bytes()).unwrap().changes[0]);
    }
    state
}

fn summary(state: &State) -> OrderSummary {
    let State::Order(order) = state else { panic!("no order") };
    order.summary(&"shop".parse().unwrap(), Channel::Shopify, 1).unwrap()
}

#[test]
fn order_is_a_test_if_its_body_says_so() {
    let order = case("test_order");
    assert!(summary(&state(&[&order])).test);
    let event = normalize("orders/create", order.to_string().as_bytes()).unwrap();
    assert!(event.summary.starts_with("Test order #C5"), "{}", event.summary);
    for not_a_test in [json!(false), Value::Null] {
        let mut order = order.clone();
        order["test"] = not_a_test;
        assert!(!summary(&state(&[&order])).test, "{order}");
        order.as_object_mut().unwrap().remove("test");
        assert!(!summary(&state(&[&order])).test, "{order}");
    }
}

#[test]
fn replay_marks_a_test_order_that_an_earlier_version_stored() {
    // Of many orders, so that a decision by the hash of the snapshots would be wrong for some.
    for number in 0..20 {
        let mut order = case("test_order");
        order["name"] = json!(format!("#{number}"));
        let mut as_stored = order.clone();
        as_stored.as_object_mut().unwrap().remove("test");
        for bodies in [[&as_stored, &order], [&order, &as_stored]] {
            assert!(summary(&state(&bodies)).test, "{number}");
        }
    }
}

#[test]
fn state_of_an_order_that_is_no_test_is_stored_as_before() {
    let mut order = case("test_order");
    order["test"] = json!(false);
    let stored = String::from_utf8(state(&[&order]).to_json()).unwrap();
    assert!(!stored.contains("\"test\""), "{stored}");
}
