//! Tests of the states of all kinds: any order of changes, with repeats, gives the same state.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;
use types::time::Time;

use super::job::{Job, JobStatus};
use super::payment::Payment;
use super::product::{Product, Variant};
use super::returned::{ReturnChange, ReturnContents, ReturnItem, ReturnStatus, ReturnStep};
use super::shipment::{OrderReference, ShipmentChange, ShipmentContents, ShipmentStatus, ShipmentStep, Tracking};
use super::shop::Shop;
use super::stock::Stock;
use super::{Change, SnapshotChange, State};
use crate::subject::Kind;

/// Few seconds, so that equal times are frequent.
fn any_time() -> impl Strategy<Value = Time> {
    (0..4_i64).prop_map(|second| Time::from_millis(1_793_000_000_000 + second * 1000).unwrap())
}

fn any_word() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["paid", "pending", "DONE", "FATAL", "a new word"]).prop_map(str::to_owned)
}

fn any_tracking() -> impl Strategy<Value = Tracking> {
    (prop::option::of(any_word()), prop::option::of(any_word())).prop_map(|(courier, number)| Tracking {
        courier,
        number,
        place: None,
    })
}

fn any_reference() -> impl Strategy<Value = OrderReference> {
    (any::<bool>(), any_word())
        .prop_map(|(id, text)| if id { OrderReference::Id(text) } else { OrderReference::SellerReference(text) })
}

fn any_shipment() -> impl Strategy<Value = Change> {
    use ShipmentStep::{Cancelled, Created, Delivered, InTransit, Other};
    let step = prop::sample::select(vec![Other, Created, InTransit, Delivered, Cancelled]);
    let status = (step, any_word()).prop_map(|(step, word)| ShipmentStatus { step, word });
    let parts =
        (any_time(), prop::option::of(status), prop::option::of(any_tracking()), prop::option::of(any_reference()));
    (parts, prop::option::of(0..3_u64)).prop_map(|((at, status, tracking, order), quantity)| {
        let contents = quantity.map(|quantity| ShipmentContents { currency: None, items: vec![item(quantity)] });
        Change::Shipment(ShipmentChange { status, tracking, contents, order, ..ShipmentChange::of("1", at) })
    })
}

fn item(quantity: u64) -> super::shipment::ShipmentItem {
    let (line_id, title) = ("1".to_owned(), String::new());
    let (order_id, ordered_at, sku, total, paid) = (None, None, None, None, None);
    super::shipment::ShipmentItem { line_id, order_id, ordered_at, sku, title, quantity, total, paid }
}

fn any_return() -> impl Strategy<Value = Change> {
    use ReturnStep::{Cancelled, Completed, Created, Other};
    let step = prop::sample::select(vec![Other, Created, Completed, Cancelled]);
    let status = (step, any_word()).prop_map(|(step, word)| ReturnStatus { step, word });
    let item = (0..3_u64).prop_map(|quantity| ReturnItem {
        line_id: None,
        shipment_id: None,
        sku: None,
        quantity,
        reason: None,
    });
    let contents = prop::collection::vec(item, 0..3).prop_map(|items| ReturnContents { items });
    (any_time(), prop::option::of(status), prop::option::of(contents), prop::option::of(any_tracking())).prop_map(
        |(at, status, contents, tracking)| {
            Change::Return(ReturnChange { status, contents, tracking, ..ReturnChange::of("1", at) })
        },
    )
}

fn any_snapshot(kind: Kind) -> impl Strategy<Value = Change> {
    let triggered_at = prop::option::of(any_time());
    (any_time(), triggered_at, any_word(), -2..3_i64).prop_map(move |(at, triggered_at, word, number)| {
        let id = "1".to_owned();
        let amount = Some(rust_decimal::Decimal::new(number.abs(), 2));
        match kind {
            Kind::Payment => {
                let status = crate::state::order::PaymentStatus(word);
                let snapshot = Payment { status, amount, currency: None, order_id: None };
                Change::Payment(SnapshotChange { id, at, triggered_at, snapshot })
            }
            Kind::Product => {
                let variants = vec![Variant { sku: None, price: amount }];
                Change::Product(SnapshotChange {
                    id,
                    at,
                    triggered_at,
                    snapshot: Product { title: word, status: None, variants, undescribed_variants: 0 },
                })
            }
            Kind::Inventory => {
                let available = (number != 0).then_some(number);
                Change::Inventory(SnapshotChange { id, at, triggered_at, snapshot: Stock { available } })
            }
            Kind::Shop => {
                Change::Shop(SnapshotChange { id, at, triggered_at, snapshot: Shop { uninstalled: number > 0 } })
            }
            _ => {
                let snapshot = Job { job_type: "A".to_owned(), status: JobStatus(word), document_id: None };
                Change::Feed(SnapshotChange { id, at, triggered_at, snapshot })
            }
        }
    })
}

fn any_changes() -> impl Strategy<Value = Vec<Change>> {
    fn several(one: impl Strategy<Value = Change> + 'static) -> BoxedStrategy<Vec<Change>> {
        prop::collection::vec(one, 1..7).boxed()
    }
    prop_oneof![
        several(any_shipment()),
        several(any_return()),
        several(any_snapshot(Kind::Payment)),
        several(any_snapshot(Kind::Product)),
        several(any_snapshot(Kind::Inventory)),
        several(any_snapshot(Kind::Feed)),
        several(any_snapshot(Kind::Shop)),
    ]
}

fn applied<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Vec<u8> {
    let mut changes = changes.into_iter().peekable();
    let subject = changes.peek().unwrap().subject();
    let mut state = State::new(&subject);
    changes.for_each(|change| state.apply(change));
    let json = state.to_json();
    assert_eq!(State::from_json(&subject, &json).unwrap(), state);
    json
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn state_is_independent_of_order_and_repeats(
        changes in any_changes(),
        repeats in prop::collection::vec(any::<Index>(), 0..12),
        seed in any::<u64>(),
    ) {
        let in_order = applied(&changes);
        let repeats = repeats.iter().map(|index| index.index(changes.len()));
        let mut order: Vec<_> = (0..changes.len()).chain(repeats).collect();
        // A shuffle that depends on the seed only.
        order.sort_by_key(|index| (*index as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        prop_assert_eq!(&applied(order.iter().map(|index| &changes[*index])), &in_order);
        prop_assert_eq!(&applied(changes.iter().rev().chain(&changes)), &in_order);
    }
}

#[test]
fn newer_time_wins_and_at_equal_times_the_later_step() {
    let at = |second: i64| Time::from_millis(1_793_000_000_000 + second * 1000).unwrap();
    let change = |step, second| {
        let status = Some(ShipmentStatus { step, word: "a word".into() });
        Change::Shipment(ShipmentChange { status, ..ShipmentChange::of("1", at(second)) })
    };
    let step = |changes: &[Change]| {
        let mut state = State::new(&changes[0].subject());
        changes.iter().for_each(|change| state.apply(change));
        let State::Shipment(state) = state else { panic!("it is a shipment") };
        state.status().unwrap().step
    };
    let (moving, delivered) = (change(ShipmentStep::InTransit, 1), change(ShipmentStep::Delivered, 1));
    assert_eq!(step(&[delivered.clone(), moving.clone()]), ShipmentStep::Delivered);
    assert_eq!(step(&[delivered.clone(), change(ShipmentStep::Returning, 2), moving]), ShipmentStep::Returning);
    assert_eq!(step(&[change(ShipmentStep::Cancelled, 3), delivered]), ShipmentStep::Cancelled);
}

/// Of many values, so that a decision by the hash would be wrong for some.
#[test]
fn of_one_time_more_units_win_and_a_later_trigger_time_decides_the_rest() {
    let at = Time::from_millis(1_793_000_000_000).unwrap();
    let last = |changes: [&Change; 2]| {
        let mut state = State::new(&changes[0].subject());
        changes.iter().for_each(|change| state.apply(change));
        state
    };
    let wins = |later: &Change, earlier: &Change| {
        let expected = last([later, later]);
        assert_eq!(last([later, earlier]), expected);
        assert_eq!(last([earlier, later]), expected);
    };
    for number in 1..17_u64 {
        let shipped = |quantity| {
            let contents = Some(ShipmentContents { currency: None, items: vec![item(quantity)] });
            Change::Shipment(ShipmentChange { contents, ..ShipmentChange::of("1", at) })
        };
        wins(&shipped(number + 1), &shipped(number));
        let product = |title: &str, triggered_at: i64| {
            let (title, variants) = (format!("{title} {number}"), Vec::new());
            let snapshot = Product { title, status: None, variants, undescribed_variants: 0 };
            let mut change = Change::Product(SnapshotChange::of("1", at, snapshot));
            change.set_triggered_at(at.plus_millis(triggered_at));
            change
        };
        wins(&product("Shirt", 400), &product("Tee", 300));
        wins(&product("Tee", 400), &product("Shirt", 300));
    }
}

#[test]
fn change_of_another_kind_has_no_effect() {
    let shop = SnapshotChange::of("1", Time::from_millis(0).unwrap(), Shop { uninstalled: true });
    let shop = Change::Shop(shop);
    let mut order = State::new(&crate::subject::Subject::order("1"));
    let before = order.clone();
    order.apply(&shop);
    assert_eq!(order, before);
}

#[test]
fn unknown_status_does_not_reset_the_step() {
    let change = |step, word: &str, second: i64| {
        let at = Time::from_millis(1_793_000_000_000 + second * 1000).unwrap();
        let status = Some(ShipmentStatus { step, word: word.into() });
        Change::Shipment(ShipmentChange { status, ..ShipmentChange::of("1", at) })
    };
    let changes = [change(ShipmentStep::Delivered, "DELIVERED", 1), change(ShipmentStep::Other, "FILED", 2)];
    for order in [[0, 1], [1, 0]] {
        let mut state = State::new(&changes[0].subject());
        order.iter().for_each(|index| state.apply(&changes[*index]));
        let State::Shipment(state) = state else { panic!("it is a shipment") };
        let status = state.status().unwrap();
        assert_eq!((status.step, status.word.as_str()), (ShipmentStep::Delivered, "FILED"));
    }
}

/// Stored rows and responses of the API contain these names.
#[test]
fn serialized_member_names_are_stable() {
    let names = |json: serde_json::Value| {
        let names: BTreeSet<_> = json.as_object().unwrap().keys().cloned().collect();
        names.into_iter().collect::<Vec<_>>().join(" ")
    };
    let state = |kind| {
        let state = State::new(&crate::subject::Subject::of(kind, "1"));
        names(serde_json::from_slice(&state.to_json()).unwrap())
    };
    assert_eq!(
        state(Kind::Order),
        "cancelled_at fulfilment id joined payment pictured profit refunds shipments updated_at"
    );
    assert_eq!(state(Kind::Shipment), "contents id known order status tracking updated_at");
    assert_eq!(state(Kind::Return), "contents id order status tracking updated_at");
    assert_eq!(state(Kind::Product), "id shown");
    let key = super::JoinKey::of_order(&"shop".parse().unwrap(), "#1").unwrap();
    assert_eq!(serde_json::to_string(&key).unwrap(), r#"{"integration":"shop","place":"order#1"}"#);
    let reference = OrderReference::SellerReference("#1".into());
    assert_eq!(serde_json::to_string(&reference).unwrap(), r##"{"told":"#1"}"##);
}
