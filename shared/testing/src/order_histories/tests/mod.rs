//! Properties of order states, tested with real bodies: neither order nor repetition of the deliveries changes the
//! result, late deliveries do not override newer ones, and profits add up.

mod scenario;

use std::collections::BTreeMap;

use domain::profit::{Fees, UnitCost};
use domain::state::Change;
use proptest::prelude::*;
use proptest::sample::Index;
use rust_decimal::Decimal;
use serde_json::Value;
use types::Channel;

use super::{Rng, Webhook, any_channel, order_history, order_webhooks};
use scenario::{Scenario, normalized};

/// The normalized history of one order of any channel. Half of the histories have trigger times.
fn any_history(seed: u64) -> Vec<(Channel, Vec<Change>)> {
    let mut rng = Rng::new(seed);
    let channel = any_channel(&mut rng);
    let is_triggered = rng.one_in(2);
    let mut history: Vec<_> = order_history(channel, seed % 1_000, seed)
        .iter()
        .map(|webhook| (webhook.channel, normalized(webhook)))
        .collect();
    for change in history.iter_mut().filter(|_| is_triggered).flat_map(|(_, changes)| changes) {
        // Some webhooks of one second have equal trigger times, too.
        change.set_triggered_at(change.newest().plus_millis(100 * rng.below(5) as i64));
    }
    history
}

/// The parsed bodies of an order's own webhooks.
fn bodies(history: &[Webhook]) -> Vec<Value> {
    let of_shop = history.iter().filter(|webhook| webhook.channel == Channel::Shopify);
    of_shop.map(|webhook| serde_json::from_str(&webhook.body).unwrap()).collect()
}

fn refunds(body: &Value) -> &[Value] {
    body["refunds"].as_array().map_or(&[], Vec::as_slice)
}

/// Whether two snapshots of one second differ, and neither is known to be newer.
fn has_tie(history: &[(Channel, Vec<Change>)]) -> bool {
    let changes: Vec<_> = history.iter().flat_map(|(_, changes)| changes).collect();
    changes.iter().any(|first| {
        let mut state = domain::state::State::new(&first.subject());
        state.apply(first);
        changes.iter().any(|second| second.subject() == first.subject() && state.tied_at(second).is_some())
    })
}

/// The registers of a state by path: values with their source times.
fn registers(path: &str, state: &Value, found: &mut BTreeMap<String, Value>) {
    let Value::Object(members) = state else { return };
    if members.contains_key("at") && members.contains_key("value") {
        found.insert(path.to_owned(), state.clone());
        return;
    }
    members.iter().for_each(|(name, value)| registers(&format!("{path}/{name}"), value, found));
}

/// Whether different bodies of the order have one source time.
fn has_ties(bodies: &[Value]) -> bool {
    let orders: Vec<_> = bodies.iter().filter(|body| body["line_items"].is_array()).collect();
    let is_tie = |(index, body): (usize, &&Value)| {
        orders[..index].iter().any(|other| other["updated_at"] == body["updated_at"] && other != body)
    };
    orders.iter().enumerate().any(is_tie)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn state_is_independent_of_order_repeats_and_replays(
        seed in any::<u64>(),
        order in any::<u64>(),
        replays in prop::collection::vec(any::<Index>(), 0..4),
    ) {
        let history = any_history(seed);
        let in_order = Scenario::of(&history, 0..history.len());
        let mut rng = Rng::new(order);
        let mut sequence = rng.send_sequence(history.len());
        // Replays come last.
        sequence.extend(replays.iter().filter(|_| !history.is_empty()).map(|index| index.index(history.len())));
        prop_assert_eq!(Scenario::of(&history, sequence).snapshot(), in_order.snapshot());
    }

    #[test]
    fn late_delivery_does_not_override_a_newer_one(seed in any::<u64>(), split in any::<Index>()) {
        let mut history = any_history(seed);
        history.sort_by_key(|(_, changes)| changes.iter().map(Change::newest).max());
        let split = split.index(history.len() + 1);
        let newest = |(_, changes): &(Channel, Vec<Change>)| changes.iter().map(Change::newest).max();
        // Changes of the same second as the newest late one may still be decided by the tie-break.
        let before = |first| history.iter().filter(|one| newest(one) < newest(first)).count();
        let late = history.get(split).map_or(history.len(), before);
        let newer = Scenario::of(&history, late..history.len());
        let all = Scenario::of(&history, (late..history.len()).chain(0..late));
        let after: BTreeMap<_, _> = all.states().collect();
        for (path, state) in newer.states() {
            let (mut before, mut now) = (BTreeMap::new(), BTreeMap::new());
            registers("", &state, &mut before);
            registers("", &after[&path], &mut now);
            for (field, value) in before {
                prop_assert_eq!(Some(&value), now.get(&field), "{} {}", path, field);
            }
        }
    }

    #[test]
    fn profit_adds_up_exactly(seed in any::<u64>(), missing in 0..4_usize) {
        let history: Vec<_> = order_history(Channel::Shopify, seed % 1_000, seed);
        let has_ties = has_ties(&bodies(&history));
        let history: Vec<_> = history.iter().map(|webhook| (webhook.channel, normalized(webhook))).collect();
        let costs = ["TEE", "CAP", "MUG"].into_iter().enumerate().filter(|(index, _)| *index != missing);
        let cost = |(_, sku): (usize, &str)| {
            (sku.to_owned(), UnitCost { amount: Decimal::new(1_234, 2), currency: "INR".to_owned() })
        };
        let costs: BTreeMap<_, _> = costs.map(cost).collect();
        let scenario = Scenario::of(&history, 0..history.len());
        let order = scenario.order().unwrap();
        let fees: Fees = serde_json::from_str(
            r#"{"channel":{"percent":"2.0","fixed":"3.00"},"payment":{"percent":"2.36","fixed":"0.00"},
                "shipping":{"fixed":"60.00"},"currency":"INR"}"#,
        ).unwrap();
        let input = order.profit_input().unwrap();
        let profit = domain::profit::compute(&input, &fees, &costs);
        let refunded: Decimal = input.refunds.iter().map(|refund| refund.amount).sum();
        prop_assert_eq!(order.refunded().unwrap_or(refunded), refunded);
        prop_assert_eq!(order.refunded().is_none(), profit.missing.contains(&"currency".to_owned()));
        // Of bodies of one second whose statuses and counts contradict each other, an earlier one may win.
        prop_assert!(has_ties || refunded <= input.total.unwrap());
        prop_assert_eq!(profit.amount.is_some(), profit.missing.is_empty(), "{:?}", profit.missing);
        let Some(amount) = profit.amount else { return Ok(()) };
        let parts = profit.parts;
        let kept: u64 = input.lines.iter().map(|line| {
            let returned: u64 = input.refunds.iter().filter_map(|refund| refund.returned.get(&line.id)).sum();
            line.quantity - returned
        }).sum();
        if parts.paid != Some(Decimal::ZERO) {
            prop_assert_eq!(parts.paid, input.total);
            prop_assert_eq!(parts.refunded, Some(refunded));
            prop_assert_eq!(parts.goods, Some(Decimal::new(1_234, 2) * Decimal::from(kept)));
        }
        let spent = [parts.refunded, parts.tax, parts.channel_fee, parts.payment_fee, parts.shipping, parts.goods];
        let spent: Decimal = spent.into_iter().map(Option::unwrap).sum();
        prop_assert_eq!(amount, parts.paid.unwrap() - spent);
    }
}

/// The properties above are about these cases only if they occur.
#[test]
fn histories_contain_edits_ties_two_currencies_and_pending_refunds() {
    let histories: Vec<_> = (0..300).map(|seed| order_history(Channel::Shopify, seed, seed)).collect();
    let count = |is: &dyn Fn(&[Value]) -> bool| histories.iter().filter(|history| is(&bodies(history))).count();
    let any_line = |bodies: &[Value], is: &dyn Fn(&Value) -> bool| {
        bodies.iter().any(|body| body["line_items"].as_array().is_some_and(|lines| lines.iter().any(is)))
    };
    let lines = |body: &Value| body["line_items"].as_array().map_or(0, Vec::len);
    let cases: [(&str, usize); 5] = [
        ("two currencies", count(&|bodies| bodies.iter().any(|body| body["presentment_currency"] == "USD"))),
        (
            "removed units",
            count(&|bodies| {
                bodies.iter().flat_map(refunds).any(|refund| refund["transactions"] == serde_json::json!([]))
                    && any_line(bodies, &|line| line["current_quantity"] != line["quantity"])
            }),
        ),
        ("added lines", count(&|bodies| bodies.last().is_some_and(|last| lines(last) > lines(&bodies[0])))),
        (
            "pending refunds",
            count(&|bodies| {
                bodies.iter().flat_map(refunds).any(|refund| refund["transactions"][0]["status"] == "pending")
            }),
        ),
        (
            "ties",
            histories
                .iter()
                .filter(|history| {
                    let normalized: Vec<_> =
                        history.iter().map(|webhook| (webhook.channel, normalized(webhook))).collect();
                    has_tie(&normalized)
                })
                .count(),
        ),
    ];
    for (case, count) in cases {
        assert!(count > 15, "{case}: {count} of 300");
    }
}

#[test]
fn histories_are_long_and_repeatable() {
    let order_histories: Vec<_> = (0..200).map(any_history).collect();
    let many_changes = order_histories.iter().filter(|order_history| order_history.len() > 3).count();
    assert!(many_changes > 100, "{many_changes}");
    let history: Vec<Webhook> = order_webhooks(30, 200, 7);
    assert_eq!((history.len(), &history), (200, &order_webhooks(30, 200, 7)));
    assert_ne!(history, order_webhooks(30, 200, 8));
    let of = |channel| history.iter().filter(|webhook| webhook.channel == channel).count();
    for channel in [Channel::Shopify, Channel::Flipkart, Channel::Myntra, Channel::Selloship] {
        assert!(of(channel) > 10, "{}: {}", channel.name(), of(channel));
    }
}
