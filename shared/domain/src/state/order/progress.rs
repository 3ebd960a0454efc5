//! How far along a snapshot of an order is: what decides between two snapshots of one source time.
//!
//! Channels state the time of a change in whole seconds, and several changes of one order often happen within one second
//! (<https://shopify.dev/docs/apps/build/webhooks/best-practices>). The counts below only grow in the life of an order, so
//! of two of its snapshots the later one has no smaller count.

use std::cmp::{Ordering, Reverse};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The progress that a snapshot's body states. It is computed when the body is normalized and stored with the snapshot,
/// since most of it is not part of the order's contents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderProgress {
    /// Whether the order was fetched to decide between snapshots of one source time. Such a snapshot was read after that
    /// second, so it wins.
    #[serde(skip_serializing_if = "is_false")]
    pub settled: bool,
    /// Line items, the removed ones included.
    pub lines: u64,
    /// Units of all line items, the removed ones included.
    pub ordered_units: u64,
    /// Units that are not part of the order any more.
    pub removed_units: u64,
    /// Refunds.
    pub refunds: u64,
    /// Refund transactions that have succeeded or failed.
    pub completed_transactions: u64,
    /// Fulfillments, the cancelled ones included.
    pub fulfillments: u64,
    /// Cancelled fulfillments.
    pub cancelled_fulfillments: u64,
    /// The total of what is left of the order, if the body states it. It may fall and rise: that the lower one is the
    /// newer one is only likely.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_total: Option<Decimal>,
}

impl OrderProgress {
    /// The numbers that never fall in the life of an order.
    pub(super) fn counts(&self) -> [u64; 7] {
        [
            self.lines,
            self.ordered_units,
            self.removed_units,
            self.refunds,
            self.completed_transactions,
            self.fulfillments,
            self.cancelled_fulfillments,
        ]
    }

    /// Compares by the counts, then by the total: a known one wins over an unknown one, and a lower one over a higher one.
    /// The order of the counts has no meaning: of two snapshots of one order, none has both a greater and a smaller one.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        let total = |progress: &Self| progress.current_total.map(Reverse);
        self.counts().cmp(&other.counts()).then_with(|| total(self).cmp(&total(other)))
    }
}

/// How two rows of numbers compare if each number never falls: `None` if one number is greater and another one smaller.
pub(super) fn compare_each(rows: impl IntoIterator<Item = (u64, u64)>) -> Option<Ordering> {
    rows.into_iter().map(|(a, b)| a.cmp(&b)).try_fold(Ordering::Equal, |all, each| match (all, each) {
        (Ordering::Equal, each) => Some(each),
        (all, Ordering::Equal) => Some(all),
        (all, each) => (all == each).then_some(all),
    })
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}
