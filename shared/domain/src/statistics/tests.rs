//! Tests of rollups: the same events give the same rollup, however they arrived.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rust_decimal::Decimal;
use types::Channel;
use types::event_id::EventId;
use types::time::Time;

use super::*;
use crate::event_summary::Status;
use crate::state::order::{DELETED_STATUS, OrderSummary};

fn time(millis: i64) -> Time {
    "2026-11-02T04:45:00Z".parse::<Time>().unwrap().plus_millis(millis)
}

fn event(number: i64, topic: usize, failed: bool, replays: u64) -> CountedEvent {
    CountedEvent {
        id: EventId::first_of(time(number)),
        source: Channel::Shopify,
        topic: format!("topic-{topic:03}"),
        status: if failed { Status::Failed } else { Status::Processed },
        received_at: time(number),
        processed_at: time(number + 20 + number % 7),
        replays,
    }
}

fn rolled<'a>(events: impl IntoIterator<Item = &'a CountedEvent>) -> EventRollup {
    let mut rollup = EventRollup::default();
    events.into_iter().for_each(|event| rollup.add(event, Some(u64::from(event.replays == 0) * 30)));
    rollup
}

proptest! {
    /// A table holds the newest version of each event. Its rollup must equal that of the events themselves, in whatever
    /// batches, order and repetition they were written.
    #[test]
    fn rollup_is_independent_of_batching_order_and_repetition(
        writes in prop::collection::vec((0_i64..40, 0_usize..5, any::<bool>(), 0_u64..3), 1..120),
        batches in prop::collection::vec(1_usize..9, 1..30),
    ) {
        let newest = |writes: &[CountedEvent]| {
            let mut table: BTreeMap<EventId, CountedEvent> = BTreeMap::new();
            for write in writes {
                let stored = table.entry(write.id).or_insert_with(|| write.clone());
                if stored.replays < write.replays { *stored = write.clone(); }
            }
            table
        };
        // An event's content follows from its id and its replays, as in production it follows from the delivery.
        let write = |(n, topic, failed, replays)| event(n, topic, failed ^ (replays > 0 && n % 2 == 0), replays);
        let writes: Vec<_> = writes.into_iter().map(write).collect();
        let one_per_version: BTreeMap<_, _> = writes.iter().map(|w| ((w.id, w.replays), w.clone())).collect();
        let writes: Vec<_> = one_per_version.into_values().collect();
        let mut shuffled = Vec::new();
        let mut sizes = batches.iter().cycle();
        let mut rest = writes.clone();
        while !rest.is_empty() {
            let batch: Vec<_> = rest.drain(..(*sizes.next().unwrap()).min(rest.len())).collect();
            // Each batch arrives twice, and before the batches written earlier.
            let again = batch.iter().rev().cloned();
            shuffled.splice(0..0, again.chain(batch.clone()).collect::<Vec<_>>());
        }
        prop_assert_eq!(rolled(newest(&shuffled).values()), rolled(newest(&writes).values()));
    }

    #[test]
    fn merged_buckets_equal_the_rollup_of_all_events(
        numbers in prop::collection::vec((0_i64..60_000, 0_usize..120, any::<bool>()), 0..300),
        cut in 0_i64..60_000,
    ) {
        let events: Vec<_> = numbers.into_iter().map(|(n, topic, failed)| event(n, topic, failed, 0)).collect();
        let (early, late): (Vec<_>, Vec<_>) = events.iter().partition(|event| event.received_at < time(cut));
        let mut parts = rolled(early);
        parts.merge(&rolled(late));
        prop_assert_eq!(&parts, &rolled(&events));
        let (bounded, total) = (parts.clone().bounded(), parts.total());
        prop_assert_eq!(bounded.total(), total);
        prop_assert!(bounded.topics.len() <= 50);
        prop_assert_eq!(bounded.clone().bounded(), bounded);
    }
}

#[test]
fn replays_are_left_out_of_the_processing_time() {
    let late = CountedEvent { processed_at: time(DAY_MS), ..event(0, 1, false, 1) };
    let rollup = rolled([&event(1, 1, true, 0), &late]);
    assert_eq!((rollup.total(), rollup.processed_in.count()), (StatusCounts { processed: 1, failed: 1 }, 1));
    assert_eq!(rollup.processed_in.max_ms(), Some(21));
}

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn order(currency: Option<&str>, total: Option<&str>, profit: Option<&str>, status: &str) -> OrderSummary {
    let decimal = |text: &str| text.parse::<Decimal>().unwrap();
    OrderSummary {
        id: "1".into(),
        integration: "shop".parse().unwrap(),
        source: Channel::Shopify,
        name: "#1".into(),
        status: status.into(),
        payment: "paid".into(),
        fulfilment: "unfulfilled".into(),
        shipment: None,
        test: false,
        currency: currency.map(str::to_owned),
        total: total.map(decimal),
        refunded: Some(decimal("1.50")),
        profit: profit.map(decimal),
        missing: Vec::new(),
        items: 1,
        placed_at: time(0),
        updated_at: time(0),
        rev: 1,
    }
}

#[test]
fn amounts_are_summed_exactly_and_unknown_ones_are_counted() {
    let mut rollup = OrderRollup::default();
    for order in [
        order(Some("INR"), Some("100.10"), Some("-3.25"), "paid"),
        order(Some("INR"), Some("0.20"), None, "refunded"),
        order(Some("INR"), Some("50.00"), Some("0"), "cancelled"),
        order(Some("EUR"), None, None, "pending"),
        order(None, Some("7"), None, "pending"),
    ] {
        rollup.add(&order);
    }
    let found: BTreeMap<_, _> = rollup.by_currency().collect();
    let inr = found[&Some("INR")];
    assert_eq!((inr.orders, inr.cancelled, inr.revenue.to_string().as_str()), (3, 1, "100.30"));
    assert_eq!((inr.refunded.to_string().as_str(), inr.profit.to_string().as_str()), ("4.50", "-3.25"));
    assert_eq!((inr.unknown_profit, inr.unknown_revenue), (1, 0));
    assert_eq!((found[&Some("EUR")].unknown_revenue, found[&None].orders), (1, 1));
}

#[test]
fn test_order_and_deleted_order_are_in_no_sum() {
    let mut rollup = OrderRollup::default();
    rollup.add(&OrderSummary { test: true, ..order(Some("INR"), Some("100.00"), Some("60.00"), "paid") });
    rollup.add(&order(Some("INR"), Some("100.00"), Some("60.00"), DELETED_STATUS));
    assert_eq!(rollup, OrderRollup::default());
}

#[test]
fn overflowing_sum_counts_as_unknown() {
    let mut rollup = OrderRollup::default();
    let huge = Decimal::MAX.to_string();
    for _ in 0..2 {
        rollup.add(&order(Some("INR"), Some(&huge), None, "paid"));
    }
    let (_, once) = rollup.by_currency().next().unwrap();
    let mut twice = once.clone();
    twice.merge(once);
    for (sums, unknown) in [(once, 1), (&twice, 3)] {
        assert_eq!((sums.revenue, sums.unknown_revenue), (Decimal::MAX, unknown));
    }
}

#[test]
fn number_of_currencies_is_bounded() {
    let mut rollup = OrderRollup::default();
    for number in 0..100 {
        rollup.add(&order(Some(&format!("C{number}")), Some("1"), Some("1"), "paid"));
    }
    let all: u64 = rollup.by_currency().map(|(_, sums)| sums.orders).sum();
    assert!(all == 100 && rollup.by_currency().count() <= 21);
}

#[test]
fn quarter_hour_rollup_is_replaced_and_an_empty_one_removed() {
    let (day, quarter) = (BucketSize::Day.floor(time(0)), BucketSize::QuarterHour.floor(time(0)));
    let (mut day_rollup, mut rollup) = (OrderDay::default(), OrderRollup::default());
    rollup.add(&order(Some("INR"), Some("1"), None, "paid"));
    day_rollup.put(quarter, rollup.clone());
    day_rollup.put(quarter, rollup.clone());
    assert_eq!(day_rollup.quarter_hours(day).collect::<Vec<_>>(), [(quarter, &rollup)]);
    let json = serde_json::to_string(&day_rollup).unwrap();
    assert_eq!(serde_json::from_str::<OrderDay>(&json).unwrap(), day_rollup);
    day_rollup.put(quarter, OrderRollup::default());
    assert_eq!(day_rollup, OrderDay::default());
}
