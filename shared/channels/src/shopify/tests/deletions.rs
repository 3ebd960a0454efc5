//! Deleted orders.

use domain::state::State;
use serde_json::json;
use types::Channel;

use super::{ORDER_ID, Subject, TOPICS, body, error_code, normalize};

/// The deletion of the samples' order.
fn deletion() -> Vec<u8> {
    format!("{{\"id\":{ORDER_ID}}}").into_bytes()
}

#[test]
fn deletion_is_final_in_every_permutation_of_the_orders_webhooks() {
    let webhooks = [
        ("orders/create", body("orders-create")),
        ("orders/updated", body("orders-updated")),
        ("orders/cancelled", body("orders-cancelled")),
        ("orders/delete", deletion()),
    ];
    let changes = webhooks.map(|(topic, body)| normalize(topic, &body).unwrap().changes.remove(0));
    let mut states = Vec::new();
    for sequence in 0..4_usize.pow(5) {
        let order: Vec<_> = (0..5).map(|digit| sequence / 4_usize.pow(digit) % 4).collect();
        if (0..4).all(|index| order.contains(&index)) {
            let mut state = State::new(&Subject::order(ORDER_ID));
            order.iter().for_each(|index| state.apply(&changes[*index]));
            states.push(state);
        }
    }
    states.dedup();
    let [State::Order(order)] = &states[..] else { panic!("the state depends on the sequence") };
    let summary = order.summary(&"shop".parse().unwrap(), Channel::Shopify, 1).unwrap();
    assert!(summary.is_deleted(), "{summary:?}");
}

#[test]
fn only_a_body_with_nothing_but_an_id_deletes() {
    let event = normalize("orders/delete", &deletion()).unwrap();
    assert_eq!(event.subject.unwrap(), Subject::order(ORDER_ID));
    for (body, code) in [
        (body("orders-create"), "topic_mismatch"),
        (body("refunds-create"), "topic_mismatch"),
        (body("products-update"), "topic_mismatch"),
        // A customer's body has an id, too.
        (json!({"id": 1, "email": null}).to_string().into_bytes(), "not_understood"),
        (json!({"id": null}).to_string().into_bytes(), "not_understood"),
        (json!({}).to_string().into_bytes(), "not_understood"),
        (json!([1]).to_string().into_bytes(), "not_understood"),
    ] {
        assert_eq!(error_code("orders/delete", &body), code, "{}", String::from_utf8_lossy(&body));
    }
    for (topic, _) in TOPICS.into_iter().filter(|(topic, _)| !topic.ends_with("/delete")) {
        assert_eq!(error_code(topic, &deletion()), "topic_mismatch", "{topic}");
    }
}
