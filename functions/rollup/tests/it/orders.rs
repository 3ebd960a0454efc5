//! Orders: the quarter hours of a day are what the orders are now.

use std::collections::BTreeMap;

use domain::state::Change;
use domain::state::order::{Cancellation, OrderChange, OrderContents, OrderSnapshot};
use domain::statistics::{BucketSize, OrderSums};
use domain::subject::Subject;
use store::ledger::{DirtyBucketKind, ORDER_DAYS};
use store::states::{Save, States, StoredState};
use types::Channel;
use types::time::Time;

use crate::stack::{Stack, shop, time};

impl Stack {
    /// An order that was placed at this second, as it is from `version` on, with its mark.
    async fn order(&self, id: &str, second: i64, total: &str, version: i64) {
        let states = States::new(self.client.clone(), &self.environment).unwrap();
        let held = states.load(&shop(), &Subject::order(id)).await.unwrap();
        let mut order = held.unwrap_or_else(|| StoredState::new(shop(), Channel::Shopify, Subject::order(id)));
        let contents = OrderContents {
            name: format!("#{id}"),
            number: None,
            currency: Some("INR".into()),
            total: Some(total.parse().unwrap()),
            tax: None,
            placed_at: time(second),
            lines: Vec::new(),
        };
        let cancelled_at = Some(Cancellation(None));
        let snapshot = OrderSnapshot { contents, payment: None, fulfilment: None, cancelled_at };
        let change = OrderChange { snapshot: Some(snapshot), ..OrderChange::of(id, time(second + version)) };
        order.state.apply(&Change::Order(change));
        assert_eq!(states.save(&order).await.unwrap(), Save::Saved);
        self.mark(DirtyBucketKind::Orders, BucketSize::QuarterHour.floor(time(second))).await;
    }

    /// By the beginning of each quarter.
    async fn quarters(&self) -> BTreeMap<Time, OrderSums> {
        let day = BucketSize::Day.floor(time(0));
        let held = self.rollups().load(&ORDER_DAYS, &shop(), day).await.unwrap().rollup;
        let inr = |(start, rollup): (Time, &domain::statistics::OrderRollup)| {
            (start, rollup.by_currency().find(|(currency, _)| *currency == Some("INR")).unwrap().1.clone())
        };
        held.quarter_hours(day).map(inr).collect()
    }
}

#[tokio::test]
async fn orders_are_summed_by_the_quarter_hour_in_which_they_were_placed() {
    let stack = Stack::start().await;
    stack.order("1", 0, "10.10", 0).await;
    stack.order("2", 899, "20.20", 0).await;
    stack.order("3", 900, "5.00", 0).await;
    assert_eq!(stack.at(2_000).roll_up().await.rolled_up, 2);
    let quarters = stack.quarters().await;
    let told: Vec<_> = quarters.values().map(|sums| (sums.orders, sums.revenue.to_string())).collect();
    assert_eq!(told, [(2, "30.30".to_owned()), (1, "5.00".to_owned())]);
    assert_eq!(quarters.keys().copied().collect::<Vec<_>>(), [time(0), time(900)]);
    // Of profits nothing is known yet, and none is made up.
    assert!(quarters.values().all(|sums| sums.unknown_profit == sums.orders));
}

#[tokio::test]
async fn an_order_that_changes_late_is_counted_as_it_is_now_and_once() {
    let stack = Stack::start().await;
    stack.order("1", 0, "10.00", 0).await;
    stack.at(200).roll_up().await;
    stack.at(3 * 24 * 3600).order("1", 0, "7.50", 60).await;
    stack.roll_up().await;
    let sums = &stack.quarters().await[&time(0)];
    assert_eq!((sums.orders, sums.revenue.to_string().as_str()), (1, "7.50"));
}

#[tokio::test]
async fn a_mark_stays_for_a_minute_since_the_index_may_be_behind() {
    let stack = Stack::start().await;
    stack.order("1", 0, "10.00", 0).await;
    assert_eq!((stack.at(59).roll_up().await.rolled_up, stack.marks(DirtyBucketKind::Orders).await), (1, 1));
    assert_eq!((stack.at(60).roll_up().await.rolled_up, stack.marks(DirtyBucketKind::Orders).await), (1, 0));
}

#[tokio::test]
async fn a_quarter_of_more_orders_than_a_page_is_read_to_its_end() {
    let stack = Stack::start().await;
    for number in 0..230 {
        stack.order(&number.to_string(), number % 7, "1.00", 0).await;
    }
    stack.at(200).roll_up().await;
    assert_eq!(stack.quarters().await[&time(0)].orders, 230);
}
