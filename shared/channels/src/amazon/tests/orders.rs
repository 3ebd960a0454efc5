//! Orders of ORDER_CHANGE.

use domain::state::order::{OrderChange, OrderState};
use domain::state::{Change, State};
use serde_json::{Value, json};
use types::Channel;
use types::time::Time;

use super::{ORDER_ID, body, normalize, order};

#[test]
fn order_has_statuses_and_line_items_without_amounts() {
    let normalized = normalize(&body("ORDER_CHANGE")).unwrap();
    assert_eq!(normalized.summary, format!("Order {ORDER_ID}: Unshipped, MFN, 1 line"));
    assert_eq!(normalized.occurred_at.unwrap().to_string(), "2026-11-02T04:44:58.000Z");
    let mut state = State::new(&normalized.subject.unwrap());
    state.apply(&normalized.changes[0]);
    let State::Order(state) = state else { panic!("not an order") };
    let summary = state.summary(&"demo".parse().unwrap(), Channel::Amazon, 1).unwrap();
    assert_eq!((summary.name.as_str(), summary.status.as_str(), summary.items), (ORDER_ID, "pending", 1));
    assert_eq!((summary.payment.as_str(), summary.fulfilment.as_str()), ("authorized", "unfulfilled"));
    assert_eq!((summary.currency, summary.total), (None, None));
    assert_eq!(summary.placed_at.to_string(), "2026-11-02T04:40:00.000Z");
}

fn order_change(body: &[u8]) -> OrderChange {
    match normalize(body).unwrap().changes.remove(0) {
        Change::Order(change) => change,
        other => panic!("{other:?}"),
    }
}

#[test]
fn order_status_is_mapped_and_an_unknown_one_is_kept() {
    for (status, payment, fulfilment) in [
        ("Pending", Some("pending"), "unfulfilled"),
        ("PendingAvailability", Some("pending"), "unfulfilled"),
        ("Unshipped", Some("authorized"), "unfulfilled"),
        ("PartiallyShipped", Some("authorized"), "partial"),
        ("Shipped", Some("authorized"), "fulfilled"),
        ("InvoiceUnconfirmed", Some("authorized"), "fulfilled"),
        ("Canceled", Some("voided"), "unfulfilled"),
        ("Unfulfillable", None, "Unfulfillable"),
        ("Somewhere", None, "Somewhere"),
    ] {
        let change = order_change(&order(|order| order["Summary"]["OrderStatus"] = json!(status)));
        let snapshot = change.snapshot.unwrap();
        assert_eq!(
            (
                snapshot.payment.as_ref().map(|payment| payment.0.as_str()),
                snapshot.fulfilment.as_ref().unwrap().0.as_str()
            ),
            (payment, fulfilment),
            "{status}"
        );
        let cancelled: Option<Time> = (status == "Canceled").then_some(change.at);
        assert_eq!(snapshot.cancelled_at.unwrap().0, cancelled, "{status}");
    }
}

#[test]
fn order_without_a_time_of_change_has_the_time_of_the_notification() {
    let change = order_change(&order(|order| order["OrderChangeTrigger"]["TimeOfOrderChange"] = Value::Null));
    assert_eq!(change.at.to_string(), "2026-11-02T04:45:00.000Z");
    let change = order_change(&order(|order| drop(order.as_object_mut().unwrap().remove("OrderChangeTrigger"))));
    assert_eq!(change.at.to_string(), "2026-11-02T04:45:00.000Z");
}

#[test]
fn partial_order_changes_only_its_statuses() {
    for partial in [
        order(|order| order["NotificationLevel"] = json!("OrderItemLevel")),
        order(|order| order["Summary"]["PurchaseDate"] = Value::Null),
    ] {
        let change = order_change(&partial);
        assert!(change.snapshot.is_none());
        assert_eq!(change.statuses.fulfilment.unwrap().0, "unfulfilled");
    }
}

#[test]
fn order_projection_is_equal_for_every_permutation_of_notifications() {
    let at = |time: &str, status: &str, level: &str| {
        order_change(&order(|order| {
            order["OrderChangeTrigger"]["TimeOfOrderChange"] = json!(time);
            order["Summary"]["OrderStatus"] = json!(status);
            order["NotificationLevel"] = json!(level);
        }))
    };
    let changes = [
        at("2026-11-02T04:40:00Z", "Pending", "OrderLevel"),
        at("2026-11-02T04:45:00Z", "Unshipped", "OrderLevel"),
        at("2026-11-02T06:00:00Z", "PartiallyShipped", "OrderItemLevel"),
        at("2026-11-02T06:00:00Z", "Shipped", "OrderLevel"),
    ];
    let project = |order: [usize; 4]| {
        let mut state = OrderState::new(ORDER_ID);
        order.iter().chain(&order).for_each(|index| state.apply(&changes[*index]));
        state.to_json()
    };
    let expected = project([0, 1, 2, 3]);
    assert!(String::from_utf8_lossy(&expected).contains("fulfilled"));
    for a in 0..4 {
        for b in (0..4).filter(|b| *b != a) {
            for c in (0..4).filter(|c| ![a, b].contains(c)) {
                assert_eq!(project([a, b, c, 6 - a - b - c]), expected);
            }
        }
    }
}

#[test]
fn only_a_cancelled_line_item_may_have_zero_units() {
    let of = |status: &'static str, item: Value| {
        order(move |order| {
            let summary = &mut order["Summary"];
            summary["OrderStatus"] = json!(status);
            (summary["OrderItems"][0]["Quantity"], summary["OrderItems"][0]["OrderItemStatus"]) = (json!(0), item);
        })
    };
    for (status, item, is_valid) in [
        ("Canceled", json!("Canceled"), true),
        ("Canceled", Value::Null, true),
        ("Unshipped", json!("Canceled"), true),
        ("Unshipped", json!("Unshipped"), false),
        ("Unshipped", Value::Null, false),
    ] {
        let code = normalize(&of(status, item.clone())).err().map(|error| error.code);
        assert_eq!(code, (!is_valid).then_some("bad_quantity"), "{status} {item}");
    }
}

/// Of many orders, so that a decision by the hash would be wrong for some.
#[test]
fn of_two_notifications_of_one_time_the_one_published_later_wins() {
    for number in 0..16 {
        let published = |sku: &str, time: &str| {
            let body = order(|order| order["Summary"]["OrderItems"][0]["SellerSKU"] = json!(format!("{sku}-{number}")));
            let mut body: Value = serde_json::from_slice(&body).unwrap();
            body["NotificationMetadata"]["PublishTime"] = json!(time);
            order_change(body.to_string().as_bytes())
        };
        let first = published("TEE", "2026-11-02T04:45:01.100Z");
        let second = published("CAP", "2026-11-02T04:45:01.900Z");
        for changes in [[&first, &second], [&second, &first]] {
            let mut state = OrderState::new(ORDER_ID);
            changes.iter().for_each(|change| state.apply(change));
            let detail = state.detail(&"demo".parse().unwrap(), Channel::Amazon, 1).unwrap();
            assert_eq!(detail.lines[0].sku, Some(format!("CAP-{number}")));
        }
    }
}
