//! Tests of order states: any order of changes, with repeats, gives the same state.

use std::collections::BTreeSet;

use proptest::prelude::*;
use types::Channel;
use types::time::Time;

use super::super::change::{LineItem, OrderChange, OrderContents, OrderSnapshot, OrderStatuses, Refund, RefundChange};
use super::OrderState;
use crate::state::order::{
    Cancellation, CarrierStatus, CarrierStatusChange, FulfillmentStatus, MoneyTerms, ORDER_STATUSES, OrderProgress,
    OwnShipment, OwnShipmentChange, PaymentStatus, RefundCredit, RefundWorth,
};
use crate::state::shipment::{ShipmentStatus, ShipmentStep};

fn at(second: i64) -> Time {
    Time::from_millis(1_762_000_000_000 + second * 1000).unwrap()
}

fn any_snapshot() -> impl Strategy<Value = OrderSnapshot> {
    let payment =
        prop::sample::select(vec!["pending", "authorized", "paid", "partially_refunded", "refunded", "new_word"]);
    let fulfilment = prop::sample::select(vec!["unfulfilled", "partial", "fulfilled", "another_word"]);
    let parts = (payment, fulfilment, prop::option::of(0..5_i64), 1..4_u64, 0..5_i64);
    (parts, prop::option::of(any_progress())).prop_map(
        |((payment, fulfilment, cancelled, quantity, cents), progress)| OrderSnapshot {
            contents: OrderContents {
                name: "#1042".into(),
                number: None,
                currency: Some("INR".into()),
                total: Some(rust_decimal::Decimal::new(10_000 + cents, 2)),
                tax: None,
                money: MoneyTerms::default(),
                placed_at: at(0),
                lines: vec![LineItem {
                    id: "1".into(),
                    sku: None,
                    title: "Tee".into(),
                    quantity,
                    price: Some(1.into()),
                }],
                test: false,
            },
            payment: Some(PaymentStatus(payment.into())),
            fulfilment: Some(FulfillmentStatus(fulfilment.into())),
            cancelled_at: Some(Cancellation(cancelled.map(at))),
            progress: progress.map(Box::new),
        },
    )
}

fn any_progress() -> impl Strategy<Value = OrderProgress> {
    (prop::bool::weighted(0.1), 1..3_u64, 0..2_u64, prop::option::of(0..3_i64)).prop_map(
        |(settled, lines, removed_units, total)| OrderProgress {
            settled,
            lines,
            removed_units,
            current_total: total.map(Into::into),
            ..OrderProgress::default()
        },
    )
}

/// Statuses that a delivery reports without the whole order.
fn any_statuses() -> impl Strategy<Value = OrderStatuses> {
    any_snapshot().prop_flat_map(|of| (any::<bool>(), any::<bool>(), any::<bool>(), Just(of))).prop_map(
        |(payment, fulfilment, cancelled, of)| OrderStatuses {
            payment: of.payment.filter(|_| payment),
            fulfilment: of.fulfilment.filter(|_| fulfilment),
            cancelled_at: of.cancelled_at.filter(|_| cancelled),
        },
    )
}

fn any_refund() -> impl Strategy<Value = RefundChange> {
    (0..3_u8, 0..4_i64, 0..5_i64, prop::option::of(0..3_u64)).prop_map(|(id, second, cents, returned)| RefundChange {
        id: id.to_string(),
        at: at(second),
        refund: Refund {
            units: 1,
            tax: returned.map(Into::into),
            returned: returned.map(|units| ("1".to_owned(), units)).into_iter().collect(),
            not_returned: (cents == 3).then(|| ("1".to_owned(), 1)).into_iter().collect(),
            pending: cents == 0,
            currency: (cents == 1).then(|| "USD".to_owned()),
            credit: returned.map(|units| RefundCredit { net: units.into(), ..RefundCredit::default() }),
            ..Refund::of(rust_decimal::Decimal::new(cents, 2), at(0))
        },
        worth: returned.map(|units| RefundWorth { money: cents.into(), worth: units.into() }),
    })
}

fn any_shipment() -> impl Strategy<Value = OwnShipmentChange> {
    use ShipmentStep::{Cancelled, Delivered, InTransit, Other};
    let step = prop::sample::select(vec![Other, InTransit, Delivered, Cancelled]);
    (0..2_u8, 0..4_i64, step, prop::option::of(0..3_u64)).prop_map(|(id, second, step, units)| OwnShipmentChange {
        id: id.to_string(),
        at: at(second),
        shipment: OwnShipment {
            status: ShipmentStatus { step, word: "a word".into() },
            courier: units.map(|units| format!("courier {units}")),
            numbers: units.map(|units| units.to_string()).into_iter().collect(),
            urls: Vec::new(),
            units: units.map(|units| ("1".to_owned(), units)).into_iter().collect(),
            created_at: None,
        },
    })
}

fn any_carrier_status() -> impl Strategy<Value = CarrierStatusChange> {
    (0..2_u8, 0..4_i64, 0..4_i64, prop::sample::select(vec![ShipmentStep::InTransit, ShipmentStep::Delivered]))
        .prop_map(|(id, second, reported, step)| CarrierStatusChange {
            shipment_id: id.to_string(),
            at: at(second),
            status: CarrierStatus { status: ShipmentStatus { step, word: "a word".into() }, reported_at: at(reported) },
        })
}

// Few seconds, so that equal times, which are usual at Shopify, are frequent.
fn any_change() -> impl Strategy<Value = OrderChange> {
    let parts = (0..4_i64, prop::option::of(any_snapshot()), any_statuses(), prop::collection::vec(any_refund(), 0..3));
    let triggered_at = prop::option::of((0..3_i64).prop_map(at));
    let shipments = (prop::collection::vec(any_shipment(), 0..2), prop::collection::vec(any_carrier_status(), 0..2));
    let parts = (parts, shipments, prop::bool::weighted(0.1), triggered_at);
    parts.prop_map(|((second, snapshot, statuses, refunds), (shipments, carrier_statuses), deleted, triggered_at)| {
        OrderChange {
            order_id: "1".into(),
            at: at(second),
            triggered_at,
            snapshot,
            statuses,
            refunds,
            shipments,
            carrier_statuses,
            deleted,
        }
    })
}

fn applied<'a>(changes: impl IntoIterator<Item = &'a OrderChange>) -> OrderState {
    let mut state = OrderState::new("1");
    for change in changes {
        state.apply(change);
    }
    state
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn state_is_independent_of_order_and_repeats(
        changes in prop::collection::vec(any_change(), 1..7),
        shuffled in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        seed in any::<u64>(),
    ) {
        let in_order = applied(&changes);
        let shuffled = shuffled.iter().map(|index| index.index(changes.len()));
        let mut order: Vec<_> = (0..changes.len()).chain(shuffled).collect();
        // A shuffle that depends on the seed only.
        order.sort_by_key(|index| (*index as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        prop_assert_eq!(&applied(order.iter().map(|index| &changes[*index])), &in_order);
        prop_assert_eq!(&applied(changes.iter().rev().chain(&changes)), &in_order);
    }
}

fn snapshot(payment: &str, fulfilment: &str, cancelled: bool) -> OrderSnapshot {
    OrderSnapshot {
        contents: OrderContents {
            name: "#1".into(),
            number: None,
            currency: Some("INR".into()),
            total: Some(100.into()),
            tax: None,
            money: MoneyTerms::default(),
            placed_at: at(0),
            lines: Vec::new(),
            test: false,
        },
        payment: Some(PaymentStatus(payment.into())),
        fulfilment: Some(FulfillmentStatus(fulfilment.into())),
        cancelled_at: Some(Cancellation(cancelled.then(|| at(1)))),
        progress: None,
    }
}

fn change(second: i64, snapshot: OrderSnapshot) -> OrderChange {
    OrderChange { snapshot: Some(snapshot), ..OrderChange::of("1", at(second)) }
}

#[test]
fn equal_times_are_decided_by_the_tie_break() {
    let one = change(1, snapshot("pending", "fulfilled", false));
    let other = change(1, snapshot("paid", "unfulfilled", true));
    for state in [applied([&one, &other]), applied([&other, &one])] {
        assert_eq!(state.payment.unwrap().value.0, "paid");
        assert_eq!(state.fulfilment.unwrap().value.0, "fulfilled");
        assert!(state.cancelled_at.unwrap().value.0.is_some());
    }
}

#[test]
fn newer_time_wins_over_any_tie_break() {
    let cancelled = change(1, snapshot("paid", "fulfilled", true));
    let newer = change(2, snapshot("pending", "unfulfilled", false));
    for state in [applied([&cancelled, &newer]), applied([&newer, &cancelled])] {
        assert_eq!(state.payment.unwrap().value.0, "pending");
        assert_eq!(state.cancelled_at.unwrap().value.0, None);
    }
}

#[test]
fn older_event_does_not_revive_a_cancelled_order() {
    let cancelled = change(2, snapshot("paid", "unfulfilled", true));
    let older = change(1, snapshot("paid", "fulfilled", false));
    let mut state = applied([&cancelled]);
    let before = state.clone();
    state.apply(&older);
    assert_eq!(state, before);
}

#[test]
fn deletion_is_final_in_any_order() {
    let deletion = OrderChange { deleted: true, ..OrderChange::of("1", at(2)) };
    let again = OrderChange { deleted: true, ..OrderChange::of("1", at(5)) };
    let (before, after) =
        (change(1, snapshot("paid", "fulfilled", false)), change(3, snapshot("paid", "partial", true)));
    let expected = applied([&before, &deletion, &after, &again]);
    for changes in [[&deletion, &before, &again, &after], [&again, &after, &deletion, &before]] {
        assert_eq!(applied(changes), expected);
    }
    let summary = expected.summary(&"shop".parse().unwrap(), Channel::Shopify, 1).unwrap();
    assert!(summary.is_deleted() && expected.is_deleted());
    let detail = expected.detail(&"shop".parse().unwrap(), Channel::Shopify, 1).unwrap();
    assert_eq!(detail.deleted_at, Some(at(2)));
    // Only the deletion is known: the order cannot be shown.
    assert!(applied([&deletion]).summary(&"shop".parse().unwrap(), Channel::Shopify, 1).is_none());
}

#[test]
fn state_stored_before_deletions_were_read_is_unchanged() {
    let stored = applied([&change(1, snapshot("paid", "fulfilled", false))]).to_json();
    assert!(!String::from_utf8(stored.clone()).unwrap().contains("deleted"));
    assert!(!serde_json::from_slice::<OrderState>(&stored).unwrap().is_deleted());
}

#[test]
fn order_statuses_lists_exactly_the_reachable_statuses() {
    let refund = |amount: i64| RefundChange {
        id: "1".into(),
        at: at(2),
        refund: Refund { units: 1, ..Refund::of(amount.into(), at(2)) },
        worth: None,
    };
    let mut reached = BTreeSet::new();
    for fulfilment in ["unfulfilled", "packed", "partial", "fulfilled", "delivered", "restocked", "returned", "a word"]
    {
        for (payment, cancelled, refunds) in [
            ("pending", false, vec![]),
            ("paid", false, vec![]),
            ("paid", true, vec![]),
            ("paid", false, vec![refund(1)]),
            ("paid", false, vec![refund(100)]),
        ] {
            let change = OrderChange { refunds, ..change(1, snapshot(payment, fulfilment, cancelled)) };
            let summary = applied([&change]).summary(&"shop".parse().unwrap(), Channel::Shopify, 1).unwrap();
            reached.insert(summary.status);
        }
    }
    assert_eq!(reached, ORDER_STATUSES.map(str::to_owned).into());
}
