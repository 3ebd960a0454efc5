//! What the orders of a slot come to.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::Channel;
use types::time::Time;

use super::BucketSize;
use crate::state::order::OrderSummary;

/// The most currencies of a rollup; what is beyond is counted, and its amounts are not known.
const MOST_CURRENCIES: usize = 20;

/// What orders of one currency come to. An amount is the sum of those that are known; how many are not stands beside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderSums {
    /// All of them.
    pub orders: u64,
    /// Those among them that were cancelled.
    pub cancelled: u64,
    /// What customers were to pay, of orders that were not cancelled.
    pub revenue: Decimal,
    /// Orders that are missing in `revenue`.
    pub unknown_revenue: u64,
    /// What was paid back, of all orders.
    pub refunded: Decimal,
    /// Orders that are missing in `refunded`: where a sum is beyond all amounts.
    pub unknown_refunded: u64,
    /// What orders earned, cancelled ones with what they cost.
    pub profit: Decimal,
    /// Orders that are missing in `profit`.
    pub unknown_profit: u64,
}

/// The orders of one integration that were placed in one slot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRollup {
    /// The integration's channel; `None` while there is no order.
    pub source: Option<Channel>,
    /// By currency; an empty text where the channel does not say it.
    currencies: BTreeMap<String, OrderSums>,
}

/// The orders of one integration that were placed on one UTC day, by the quarter hour, so that the day of any zone can be
/// put together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderDay(BTreeMap<u8, OrderRollup>);

/// Adds where it is known and the sum is an amount; else counts it as unknown.
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
        add(&mut self.refunded, &mut self.unknown_refunded, Some(order.refunded));
        add(&mut self.profit, &mut self.unknown_profit, order.profit);
    }

    /// Counts an order whose currency has no place: none of its amounts is known here.
    fn add_nameless(&mut self, order: &OrderSummary) {
        let paid_back = !order.refunded.is_zero();
        self.add(&OrderSummary { total: None, profit: None, refunded: Decimal::ZERO, ..order.clone() });
        self.unknown_refunded += u64::from(paid_back);
    }

    /// Adds `other`. Where a sum is beyond all amounts, all of `other` counts as unknown.
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
    /// Counts an order.
    pub fn add(&mut self, order: &OrderSummary) {
        self.source = self.source.or(Some(order.source));
        let currency = order.currency.clone().unwrap_or_default();
        if self.currencies.contains_key(&currency) || self.currencies.len() < MOST_CURRENCIES {
            self.currencies.entry(currency).or_default().add(order);
        } else {
            self.currencies.entry(String::new()).or_default().add_nameless(order);
        }
    }

    /// By currency.
    pub fn by_currency(&self) -> impl Iterator<Item = (Option<&str>, &OrderSums)> {
        self.currencies.iter().map(|(currency, sums)| (Some(currency.as_str()).filter(|text| !text.is_empty()), sums))
    }
}

impl OrderDay {
    /// Puts what the quarter that begins at `start` comes to in the place of what was there.
    pub fn put(&mut self, start: Time, rollup: OrderRollup) {
        if rollup.currencies.is_empty() {
            self.0.remove(&number(start));
        } else {
            self.0.insert(number(start), rollup);
        }
    }

    /// The quarters of the day that begins at `day`, each with its beginning.
    pub fn quarters(&self, day: Time) -> impl Iterator<Item = (Time, &OrderRollup)> {
        self.0
            .iter()
            .map(move |(number, rollup)| (day.plus_millis(i64::from(*number) * BucketSize::Quarter.millis()), rollup))
    }
}

/// Which quarter of its day begins at `start`.
fn number(start: Time) -> u8 {
    let within = start.millis().rem_euclid(BucketSize::Day.millis()) / BucketSize::Quarter.millis();
    u8::try_from(within).unwrap_or_default()
}
