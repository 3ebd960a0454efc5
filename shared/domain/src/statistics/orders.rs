//! Order rollups: sums of the orders in a time bucket.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::Channel;
use types::time::Time;

use super::BucketSize;
use crate::state::order::OrderSummary;

/// Orders of further currencies are counted, but their amounts are unknown.
const MAX_ROLLUP_CURRENCIES: usize = 20;

/// Sums of the orders of one currency. Each amount is the sum of the known ones; the number of unknown ones stands
/// beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderSums {
    /// The number of orders.
    pub orders: u64,
    /// The number of cancelled orders.
    pub cancelled: u64,
    /// Sum of the totals of orders that were not cancelled.
    pub revenue: Decimal,
    /// The number of orders that `revenue` does not include.
    pub unknown_revenue: u64,
    /// Sum of the refunds of all orders.
    pub refunded: Decimal,
    /// The number of orders that `refunded` does not include, because an amount is only known in another currency or the
    /// sum overflowed.
    pub unknown_refunded: u64,
    /// Sum of the profits of all orders; a cancelled order counts with its costs.
    pub profit: Decimal,
    /// The number of orders that `profit` does not include.
    pub unknown_profit: u64,
}

/// The orders of one integration that were placed in one time bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRollup {
    /// The integration's channel; `None` while there is no order.
    pub source: Option<Channel>,
    /// By currency; the empty text stands for orders whose currency the channel does not report.
    currencies: BTreeMap<String, OrderSums>,
}

/// The orders of one integration that were placed on one UTC day, by quarter-hour bucket, so that the days of any time
/// zone can be composed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderDay(BTreeMap<u8, OrderRollup>);

/// Adds `amount`; counts it as unknown if it is unknown or the sum overflows.
fn add(sum: &mut Decimal, unknown: &mut u64, amount: Option<Decimal>) {
    match amount.and_then(|amount| sum.checked_add(amount)) {
        Some(next) => *sum = next,
        None => *unknown += 1,
    }
}

impl OrderSums {
    fn add(&mut self, order: &OrderSummary) {
        self.orders += 1;
        if order.status == "cancelled" {
            self.cancelled += 1;
        } else {
            add(&mut self.revenue, &mut self.unknown_revenue, order.total);
        }
        add(&mut self.refunded, &mut self.unknown_refunded, order.refunded);
        add(&mut self.profit, &mut self.unknown_profit, order.profit);
    }

    /// Counts an order whose currency exceeds [`MAX_ROLLUP_CURRENCIES`]: all of its amounts count as unknown.
    fn add_without_amounts(&mut self, order: &OrderSummary) {
        let refunded = order.refunded.filter(Decimal::is_zero);
        self.add(&OrderSummary { total: None, profit: None, refunded, ..order.clone() });
    }

    /// Adds `other`. If a sum overflows, all orders of `other` count as unknown for it.
    pub fn merge(&mut self, other: &Self) {
        let sums = [
            (
                &mut self.revenue,
                other.revenue,
                &mut self.unknown_revenue,
                other.unknown_revenue,
                other.orders - other.cancelled,
            ),
            (&mut self.refunded, other.refunded, &mut self.unknown_refunded, other.unknown_refunded, other.orders),
            (&mut self.profit, other.profit, &mut self.unknown_profit, other.unknown_profit, other.orders),
        ];
        for (sum, amount, unknown, others, all) in sums {
            match sum.checked_add(amount) {
                Some(next) => (*sum, *unknown) = (next, *unknown + others),
                None => *unknown += all,
            }
        }
        self.orders += other.orders;
        self.cancelled += other.cancelled;
    }
}

impl OrderRollup {
    /// Counts an order, unless it is a test of the shop or was deleted.
    pub fn add(&mut self, order: &OrderSummary) {
        if order.test || order.is_deleted() {
            return;
        }
        self.source = self.source.or(Some(order.source));
        let currency = order.currency.clone().unwrap_or_default();
        if self.currencies.contains_key(&currency) || self.currencies.len() < MAX_ROLLUP_CURRENCIES {
            self.currencies.entry(currency).or_default().add(order);
        } else {
            self.currencies.entry(String::new()).or_default().add_without_amounts(order);
        }
    }

    /// The sums by currency; `None` stands for orders whose currency the channel does not report.
    pub fn by_currency(&self) -> impl Iterator<Item = (Option<&str>, &OrderSums)> {
        self.currencies.iter().map(|(currency, sums)| (Some(currency.as_str()).filter(|text| !text.is_empty()), sums))
    }
}

impl OrderDay {
    /// Replaces the rollup of the quarter-hour bucket that begins at `start`.
    pub fn put(&mut self, start: Time, rollup: OrderRollup) {
        if rollup.currencies.is_empty() {
            self.0.remove(&number(start));
        } else {
            self.0.insert(number(start), rollup);
        }
    }

    /// The quarter-hour buckets of the day that begins at `day`, each with its start.
    pub fn quarter_hours(&self, day: Time) -> impl Iterator<Item = (Time, &OrderRollup)> {
        self.0.iter().map(move |(number, rollup)| {
            (day.plus_millis(i64::from(*number) * BucketSize::QuarterHour.millis()), rollup)
        })
    }
}

/// The number, within its day, of the quarter-hour bucket that begins at `start`.
fn number(start: Time) -> u8 {
    let within = start.millis().rem_euclid(BucketSize::Day.millis()) / BucketSize::QuarterHour.millis();
    u8::try_from(within).unwrap_or_default()
}
