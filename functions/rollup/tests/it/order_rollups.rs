//! Rollups of orders: each quarter hour equals the current state of the orders placed in it.

use std::collections::BTreeMap;

use domain::state::Change;
use domain::state::order::{Cancellation, MoneyTerms, OrderChange, OrderContents, OrderSnapshot};
use domain::statistics::{BucketSize, OrderSums};
use domain::subject::Subject;
use store::ledger::{DirtyBucketKind, ORDER_DAY_ROLLUPS};
use store::states::{SaveResult, StoredState};
use types::Channel;
use types::time::Time;

use crate::stack::{Stack, shop, time};

impl Stack {
    /// Saves an order that was placed at `second`, as changed `version` seconds later, and marks its bucket.
    async fn save_order(&self, id: &str, second: i64, total: &str, version: i64) {
        self.save_order_or_test(id, second, total, version, false).await;
    }

    async fn save_order_or_test(&self, id: &str, second: i64, total: &str, version: i64, test: bool) {
        let states = local_testing::store(&self.client, &self.environment).states().unwrap();
        let stored = states.load(&shop(), &Subject::order(id)).await.unwrap();
        let mut order = stored.unwrap_or_else(|| StoredState::new(shop(), Channel::Shopify, Subject::order(id)));
        let contents = OrderContents {
            name: format!("#{id}"),
            number: None,
            currency: Some("INR".into()),
            total: Some(total.parse().unwrap()),
            tax: None,
            money: MoneyTerms::default(),
            placed_at: time(second),
            lines: Vec::new(),
            test,
        };
        let cancelled_at = Some(Cancellation(None));
        let snapshot = OrderSnapshot { contents, payment: None, fulfilment: None, cancelled_at, progress: None };
        let change = OrderChange { snapshot: Some(snapshot), ..OrderChange::of(id, time(second + version)) };
        order.state.apply(&Change::Order(change));
        assert_eq!(states.save(&order).await.unwrap(), SaveResult::Saved);
        self.mark(DirtyBucketKind::Orders, BucketSize::QuarterHour.floor(time(second))).await;
    }

    /// The sums of the day's quarter hours, by their start.
    async fn quarter_hours(&self) -> BTreeMap<Time, OrderSums> {
        let day = BucketSize::Day.floor(time(0));
        let rollup = self.rollups().load(&ORDER_DAY_ROLLUPS, &shop(), day).await.unwrap().rollup;
        let inr = |(start, rollup): (Time, &domain::statistics::OrderRollup)| {
            (start, rollup.by_currency().find(|(currency, _)| *currency == Some("INR")).unwrap().1.clone())
        };
        rollup.quarter_hours(day).map(inr).collect()
    }
}

#[tokio::test]
async fn orders_count_in_the_quarter_hour_in_which_they_were_placed() {
    let stack = Stack::start().await;
    stack.save_order("1", 0, "10.10", 0).await;
    stack.save_order("2", 899, "20.20", 0).await;
    stack.save_order("3", 900, "5.00", 0).await;
    assert_eq!(stack.at(2_000).run().await.recomputed, 2);
    let quarter_hours = stack.quarter_hours().await;
    let sums: Vec<_> = quarter_hours.values().map(|sums| (sums.orders, sums.revenue.to_string())).collect();
    assert_eq!(sums, [(2, "30.30".to_owned()), (1, "5.00".to_owned())]);
    assert_eq!(quarter_hours.keys().copied().collect::<Vec<_>>(), [time(0), time(900)]);
    // No profit is known, so none is counted.
    assert!(quarter_hours.values().all(|sums| sums.unknown_profit == sums.orders));
}

#[tokio::test]
async fn test_order_is_in_no_sum() {
    let stack = Stack::start().await;
    stack.save_order("1", 0, "10.00", 0).await;
    stack.save_order_or_test("2", 1, "20.00", 0, true).await;
    stack.save_order_or_test("3", 900, "30.00", 0, true).await;
    stack.at(2_000).run().await;
    let quarter_hours = stack.quarter_hours().await;
    assert_eq!(quarter_hours.keys().collect::<Vec<_>>(), [&time(0)]);
    let sums = &quarter_hours[&time(0)];
    assert_eq!((sums.orders, sums.revenue.to_string().as_str()), (1, "10.00"));
}

#[tokio::test]
async fn order_changed_days_later_counts_once_with_its_current_total() {
    let stack = Stack::start().await;
    stack.save_order("1", 0, "10.00", 0).await;
    stack.at(200).run().await;
    stack.at(3 * 24 * 3600).save_order("1", 0, "7.50", 60).await;
    stack.run().await;
    let sums = &stack.quarter_hours().await[&time(0)];
    assert_eq!((sums.orders, sums.revenue.to_string().as_str()), (1, "7.50"));
}

#[tokio::test]
async fn mark_of_orders_stays_for_a_minute() {
    let stack = Stack::start().await;
    stack.save_order("1", 0, "10.00", 0).await;
    assert_eq!((stack.at(59).run().await.recomputed, stack.mark_count(DirtyBucketKind::Orders).await), (1, 1));
    assert_eq!((stack.at(60).run().await.recomputed, stack.mark_count(DirtyBucketKind::Orders).await), (1, 0));
}

#[tokio::test]
async fn quarter_hour_with_more_orders_than_a_page_counts_all() {
    let stack = Stack::start().await;
    for number in 0..230 {
        stack.save_order(&number.to_string(), number % 7, "1.00", 0).await;
    }
    stack.at(200).run().await;
    assert_eq!(stack.quarter_hours().await[&time(0)].orders, 230);
}
