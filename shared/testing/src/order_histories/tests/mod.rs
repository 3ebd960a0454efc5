//! The law of orders, from real bodies: in whatever order, however often, they end in the same states; what is late changes
//! nothing that is newer; money adds up.

mod scenario;

use std::collections::BTreeMap;

use domain::profit::{Fees, UnitCost};
use domain::state::Change;
use proptest::prelude::*;
use proptest::sample::Index;
use rust_decimal::Decimal;
use serde_json::Value;
use types::Channel;

use super::{Rng, Webhook, any_channel, many, order_history};
use scenario::{World, normalized};

/// A life of any channel's order, each webhook understood.
fn any_life(seed: u64) -> Vec<(Channel, Vec<Change>)> {
    let channel = any_channel(&mut Rng::new(seed));
    order_history(channel, seed % 1_000, seed).iter().map(|webhook| (webhook.channel, normalized(webhook))).collect()
}

/// The registers of a state, by their places: values with their source times.
fn registers(place: &str, state: &Value, found: &mut BTreeMap<String, Value>) {
    let Value::Object(members) = state else { return };
    if members.contains_key("at") && members.contains_key("value") {
        found.insert(place.to_owned(), state.clone());
        return;
    }
    members.iter().for_each(|(name, value)| registers(&format!("{place}/{name}"), value, found));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn any_order_with_repeats_and_replays_ends_in_the_same_states_and_the_same_order(
        seed in any::<u64>(),
        order in any::<u64>(),
        replays in prop::collection::vec(any::<Index>(), 0..4),
    ) {
        let told = any_life(seed);
        let straight = World::of(&told, 0..told.len());
        let mut rng = Rng::new(order);
        let mut sequence = rng.sendings(told.len());
        // Replays come last, whatever they are.
        sequence.extend(replays.iter().filter(|_| !told.is_empty()).map(|index| index.index(told.len())));
        prop_assert_eq!(World::of(&told, sequence).shown(), straight.shown());
    }

    #[test]
    fn what_comes_late_changes_nothing_that_a_newer_event_has_set(seed in any::<u64>(), split in any::<Index>()) {
        let mut told = any_life(seed);
        told.sort_by_key(|(_, changes)| changes.iter().map(Change::newest).max());
        let split = split.index(told.len() + 1);
        let newest = |(_, changes): &(Channel, Vec<Change>)| changes.iter().map(Change::newest).max();
        // What is of one second with the newest of the late ones may still be decided by meaning.
        let late = told.get(split).map_or(told.len(), |first| told.iter().filter(|one| newest(one) < newest(first)).count());
        let newer = World::of(&told, late..told.len());
        let all = World::of(&told, (late..told.len()).chain(0..late));
        let after: BTreeMap<_, _> = all.states().collect();
        for (place, state) in newer.states() {
            let (mut before, mut now) = (BTreeMap::new(), BTreeMap::new());
            registers("", &state, &mut before);
            registers("", &after[&place], &mut now);
            for (field, value) in before {
                prop_assert_eq!(Some(&value), now.get(&field), "{} {}", place, field);
            }
        }
    }

    #[test]
    fn money_adds_up_to_the_hundredth(seed in any::<u64>(), missing in 0..4_usize) {
        let told: Vec<_> = order_history(Channel::Shopify, seed % 1_000, seed);
        let told: Vec<_> = told.iter().map(|webhook| (webhook.channel, normalized(webhook))).collect();
        let costs = ["TEE", "CAP", "MUG"].into_iter().enumerate().filter(|(place, _)| *place != missing);
        let cost = |(_, sku): (usize, &str)| {
            (sku.to_owned(), UnitCost { amount: Decimal::new(1_234, 2), currency: "INR".to_owned() })
        };
        let costs: BTreeMap<_, _> = costs.map(cost).collect();
        let world = World::of(&told, 0..told.len());
        let order = world.order().unwrap();
        let fees: Fees = serde_json::from_str(
            r#"{"channel":{"percent":"2.0","fixed":"3.00"},"payment":{"percent":"2.36","fixed":"0.00"},
                "shipping":{"fixed":"60.00"},"currency":"INR"}"#,
        ).unwrap();
        let sold = order.sold().unwrap();
        let profit = domain::profit::compute(&sold, &fees, &costs);
        let said: Decimal = sold.refunds.iter().map(|refund| refund.money).sum();
        prop_assert_eq!(order.refunded(), said);
        prop_assert!(said <= sold.total.unwrap());
        prop_assert_eq!(profit.amount.is_some(), profit.missing.is_empty(), "{:?}", profit.missing);
        let Some(amount) = profit.amount else { return Ok(()) };
        let parts = profit.parts;
        let kept: u64 = sold.lines.iter().map(|line| {
            let returned: u64 = sold.refunds.iter().filter_map(|refund| refund.returned.get(&line.id)).sum();
            line.quantity - returned
        }).sum();
        if parts.paid != Some(Decimal::ZERO) {
            prop_assert_eq!(parts.paid, sold.total);
            prop_assert_eq!(parts.refunded, Some(said));
            prop_assert_eq!(parts.goods, Some(Decimal::new(1_234, 2) * Decimal::from(kept)));
        }
        let spent = [parts.refunded, parts.tax, parts.channel_fee, parts.payment_fee, parts.shipping, parts.goods];
        let spent: Decimal = spent.into_iter().map(Option::unwrap).sum();
        prop_assert_eq!(amount, parts.paid.unwrap() - spent);
    }
}

#[test]
fn lives_are_long_enough_to_prove_anything_and_the_same_from_the_same_seed() {
    let order_histories: Vec<_> = (0..200).map(any_life).collect();
    let many_changes = order_histories.iter().filter(|order_history| order_history.len() > 3).count();
    assert!(many_changes > 100, "{many_changes}");
    let told: Vec<Webhook> = many(30, 200, 7);
    assert_eq!((told.len(), &told), (200, &many(30, 200, 7)));
    assert_ne!(told, many(30, 200, 8));
    let of = |channel| told.iter().filter(|webhook| webhook.channel == channel).count();
    for channel in [Channel::Shopify, Channel::Flipkart, Channel::Myntra, Channel::Selloship] {
        assert!(of(channel) > 10, "{}: {}", channel.name(), of(channel));
    }
}
