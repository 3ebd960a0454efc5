//! The current picture of an order, folded from its deliveries.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::change::{Contents, OrderChange, Refund, Snapshot};
use super::register::Register;
use crate::time::Time;

/// An order's state. [`OrderState::apply`] is commutative, associative and idempotent, so that deliveries may come
/// in any order, at once, and more than once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderState {
    /// The channel's own id of the order.
    pub id: String,
    pub(super) contents: Option<Register<Contents>>,
    pub(super) payment: Option<Register<String>>,
    pub(super) fulfilment: Option<Register<String>>,
    pub(super) cancelled_at: Option<Register<Option<Time>>>,
    #[serde(default)]
    pub(super) refunds: BTreeMap<String, Register<Refund>>,
    /// The newest source time that was applied.
    pub(super) updated_at: Option<Time>,
}

impl OrderState {
    /// An order of which nothing is known yet.
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            contents: None,
            payment: None,
            fulfilment: None,
            cancelled_at: None,
            refunds: BTreeMap::new(),
            updated_at: None,
        }
    }

    /// Takes in what one delivery says.
    pub fn apply(&mut self, change: &OrderChange) {
        if let Some(snapshot) = &change.snapshot {
            self.apply_snapshot(change.at, snapshot);
        }
        for refund in &change.refunds {
            let candidate = Register { at: refund.at, rank: refund.refund.amount, value: refund.refund.clone() };
            let mut field = self.refunds.remove(&refund.id);
            Register::merge(&mut field, candidate);
            self.refunds.extend(field.map(|register| (refund.id.clone(), register)));
        }
        self.updated_at = self.updated_at.max(Some(change.newest()));
    }

    fn apply_snapshot(&mut self, at: Time, snapshot: &Snapshot) {
        let payment = payment_rank(&snapshot.payment);
        let fulfilment = fulfilment_rank(&snapshot.fulfilment);
        let cancelled = u32::from(snapshot.cancelled_at.is_some());
        // Of two snapshots of one second, the contents of the one that is further along are taken, whole.
        let progress = cancelled * 10_000 + payment * 100 + fulfilment;
        let register = |rank: u32| (at, Decimal::from(rank));
        let (at, rank) = register(progress);
        Register::merge(&mut self.contents, Register { at, rank, value: snapshot.contents.clone() });
        let (at, rank) = register(payment);
        Register::merge(&mut self.payment, Register { at, rank, value: snapshot.payment.clone() });
        let (at, rank) = register(fulfilment);
        Register::merge(&mut self.fulfilment, Register { at, rank, value: snapshot.fulfilment.clone() });
        let (at, rank) = register(cancelled);
        Register::merge(&mut self.cancelled_at, Register { at, rank, value: snapshot.cancelled_at });
    }

    /// The state as it is stored.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a state of plain fields serializes")
    }

    /// When the customer placed it; `None` while only refunds of it are known.
    pub fn placed_at(&self) -> Option<Time> {
        self.contents.as_ref().map(|contents| contents.value.placed_at)
    }

    /// What was paid back in all.
    pub fn refunded(&self) -> Decimal {
        self.refunds.values().map(|refund| refund.value.amount).sum()
    }
}

/// How far a payment is along: paid over pending, refunded over paid. A word that is not known here is the least.
fn payment_rank(word: &str) -> u32 {
    const STEPS: [&str; 7] =
        ["pending", "authorized", "partially_paid", "paid", "voided", "partially_refunded", "refunded"];
    rank(&STEPS, word)
}

/// How far a fulfilment is along: fulfilled over not.
fn fulfilment_rank(word: &str) -> u32 {
    const STEPS: [&str; 4] = ["unfulfilled", "partial", "fulfilled", "restocked"];
    rank(&STEPS, word)
}

fn rank(steps: &[&str], word: &str) -> u32 {
    (1_u32..).zip(steps).find(|(_, step)| **step == word).map_or(0, |(rank, _)| rank)
}

#[cfg(test)]
mod tests;
