//! The current picture of an order, folded from its deliveries.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::time::Time;

use super::change::{OrderChange, OrderContents, OrderSnapshot, Refund, Statuses};
use super::joined::Joined;
use super::own_shipment::OwnShipment;
use super::status::{Cancellation, Fulfilment, Payment};
use crate::profit::Profit;
use crate::state::lww_register::LwwRegister;

/// An order's state. [`OrderState::apply`] is commutative, associative and idempotent, so that deliveries may come
/// in any order, at once, and more than once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
// What another version has stored is not passed over: the order's events fail until somebody looks.
#[serde(deny_unknown_fields)]
pub struct OrderState {
    /// The channel's own id of the order.
    pub id: String,
    /// The snapshot whose contents count: they belong together, and are taken whole from one.
    pub(super) pictured: Option<LwwRegister<OrderSnapshot>>,
    pub(super) payment: Option<LwwRegister<Payment>>,
    pub(super) fulfilment: Option<LwwRegister<Fulfilment>>,
    pub(super) cancelled_at: Option<LwwRegister<Cancellation>>,
    #[serde(default)]
    pub(super) refunds: BTreeMap<String, LwwRegister<Refund>>,
    /// Shipments of which its own deliveries tell, by id.
    #[serde(default)]
    pub(super) shipments: BTreeMap<String, LwwRegister<OwnShipment>>,
    /// The newest source time that was applied.
    pub(super) updated_at: Option<Time>,
    /// What it shows of shipments, returns and payments; not said by its own deliveries, but derived.
    #[serde(default)]
    pub(super) joined: Joined,
    /// What it earned, by the fees and costs that its owner has set; `None` while there is nothing to reckon.
    #[serde(default)]
    pub(super) profit: Option<Profit>,
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
            shipments: BTreeMap::new(),
            updated_at: None,
            joined: Joined::default(),
            profit: None,
        }
    }

    /// Takes in what one delivery says.
    pub fn apply(&mut self, change: &OrderChange) {
        if let Some(snapshot) = &change.snapshot {
            self.apply_snapshot(change.at, snapshot);
        }
        self.apply_statuses(change.at, change.statuses.clone());
        for refund in &change.refunds {
            LwwRegister::merge_into(&mut self.refunds, &refund.id, refund.at, refund.refund.clone());
        }
        for shipment in &change.shipments {
            LwwRegister::merge_into(&mut self.shipments, &shipment.id, shipment.at, shipment.shipment.clone());
        }
        self.updated_at = self.updated_at.max(Some(change.newest()));
    }

    fn apply_snapshot(&mut self, at: Time, snapshot: &OrderSnapshot) {
        LwwRegister::merge(&mut self.pictured, LwwRegister { at, value: snapshot.clone() });
        let OrderSnapshot { payment, fulfilment, cancelled_at, .. } = snapshot.clone();
        self.apply_statuses(at, Statuses { payment, fulfilment, cancelled_at });
    }

    fn apply_statuses(&mut self, at: Time, statuses: Statuses) {
        LwwRegister::merge_some(&mut self.payment, at, statuses.payment);
        LwwRegister::merge_some(&mut self.fulfilment, at, statuses.fulfilment);
        LwwRegister::merge_some(&mut self.cancelled_at, at, statuses.cancelled_at);
    }

    /// The state as it is stored.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a state of plain fields serializes")
    }

    /// Takes over what was derived from the states of its shipments, returns and payments.
    pub fn join(&mut self, joined: Joined) {
        self.joined = joined;
    }

    /// Takes over what was reckoned of what it earned.
    pub fn set_profit(&mut self, profit: Option<Profit>) {
        self.profit = profit;
    }

    /// What was derived last.
    pub fn joined(&self) -> &Joined {
        &self.joined
    }

    /// By what others may call it: its id, its name, its number.
    pub fn called(&self) -> BTreeSet<&str> {
        let contents = self.pictured.as_ref().map(|pictured| &pictured.value.contents);
        let names =
            contents.into_iter().flat_map(|contents| [Some(contents.name.as_str()), contents.number.as_deref()]);
        names.flatten().chain([self.id.as_str()]).collect()
    }

    /// What it consists of: as its own deliveries picture it, else as its parcels hold it. `None` while neither is known.
    pub(super) fn contents(&self) -> Option<Cow<'_, OrderContents>> {
        let pictured = self.pictured.as_ref().map(|pictured| Cow::Borrowed(&pictured.value.contents));
        pictured.or_else(|| self.joined.contents(&self.id).map(Cow::Owned))
    }

    /// Where its payment stands: as its own deliveries say, else as what is joined says.
    pub(super) fn payment_status(&self) -> Payment {
        let own = self.payment.as_ref().map(|register| register.value.clone());
        own.or_else(|| self.joined.payment()).unwrap_or_else(|| Payment("pending".to_owned()))
    }

    /// Where its fulfilment stands: as its own deliveries say or as its parcels do, whichever is further.
    pub(super) fn fulfilment_status(&self) -> Fulfilment {
        let own = self.fulfilment.as_ref().map(|register| register.value.clone());
        let further = own.into_iter().chain(self.joined.fulfilment()).max_by_key(Fulfilment::step);
        further.unwrap_or_else(|| Fulfilment("unfulfilled".to_owned()))
    }

    /// When it was cancelled, if it was: as its own deliveries say, else by its last parcel.
    pub(super) fn cancellation(&self) -> Option<Time> {
        let own = self.cancelled_at.as_ref().map(|register| register.value);
        own.or_else(|| self.joined.cancelled_at()).and_then(|cancelled| cancelled.0)
    }

    /// When the customer placed it; `None` while that is not known.
    pub fn placed_at(&self) -> Option<Time> {
        self.contents().map(|contents| contents.placed_at)
    }

    /// The newest source time of what is known.
    pub(super) fn newest(&self) -> Option<Time> {
        self.updated_at.max(self.joined.updated_at())
    }

    /// What was paid back in all.
    pub fn refunded(&self) -> Decimal {
        self.refunds.values().map(|refund| refund.value.amount).sum()
    }
}

#[cfg(test)]
mod tests;
