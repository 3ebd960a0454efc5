//! The current picture of an order, folded from its deliveries.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::change::{Contents, OrderChange, Refund, Snapshot, Statuses};
use super::status::{Cancellation, Fulfilment, Payment};
use crate::state::register::Register;
use crate::time::Time;

/// An order's state. [`OrderState::apply`] is commutative, associative and idempotent, so that deliveries may come
/// in any order, at once, and more than once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
// What another version has stored is not passed over: the order's events fail until somebody looks.
#[serde(deny_unknown_fields)]
pub struct OrderState {
    /// The channel's own id of the order.
    pub id: String,
    /// The snapshot whose contents count: they belong together, and are taken whole from one.
    pub(super) pictured: Option<Register<Snapshot>>,
    pub(super) payment: Option<Register<Payment>>,
    pub(super) fulfilment: Option<Register<Fulfilment>>,
    pub(super) cancelled_at: Option<Register<Cancellation>>,
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
            pictured: None,
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
        self.apply_statuses(change.at, change.statuses.clone());
        for refund in &change.refunds {
            let candidate = Register { at: refund.at, value: refund.refund.clone() };
            let mut field = self.refunds.remove(&refund.id);
            Register::merge(&mut field, candidate);
            self.refunds.extend(field.map(|register| (refund.id.clone(), register)));
        }
        self.updated_at = self.updated_at.max(Some(change.newest()));
    }

    fn apply_snapshot(&mut self, at: Time, snapshot: &Snapshot) {
        Register::merge(&mut self.pictured, Register { at, value: snapshot.clone() });
        let Snapshot { payment, fulfilment, cancelled_at, .. } = snapshot.clone();
        let statuses =
            Statuses { payment: Some(payment), fulfilment: Some(fulfilment), cancelled_at: Some(cancelled_at) };
        self.apply_statuses(at, statuses);
    }

    fn apply_statuses(&mut self, at: Time, statuses: Statuses) {
        Register::merge_some(&mut self.payment, at, statuses.payment);
        Register::merge_some(&mut self.fulfilment, at, statuses.fulfilment);
        Register::merge_some(&mut self.cancelled_at, at, statuses.cancelled_at);
    }

    /// The state as it is stored.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a state of plain fields serializes")
    }

    /// What it consists of; `None` while only refunds of it are known.
    pub(super) fn contents(&self) -> Option<&Contents> {
        self.pictured.as_ref().map(|pictured| &pictured.value.contents)
    }

    /// When the customer placed it; `None` while only refunds of it are known.
    pub fn placed_at(&self) -> Option<Time> {
        self.contents().map(|contents| contents.placed_at)
    }

    /// What was paid back in all.
    pub fn refunded(&self) -> Decimal {
        self.refunds.values().map(|refund| refund.value.amount).sum()
    }
}

#[cfg(test)]
mod tests;
