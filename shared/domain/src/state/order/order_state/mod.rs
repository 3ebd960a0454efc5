//! The state of an order: the projection of its deliveries.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::time::Time;

use super::change::{OrderChange, OrderContents, OrderSnapshot, OrderStatuses, Refund};
use super::joined::Joined;
use super::money::RefundWorth;
use super::own_shipment::{CarrierStatus, OwnShipment, OwnShipmentChange};
use super::payment_and_fulfillment::{Cancellation, FulfillmentStatus, PaymentStatus};
use crate::profit::Profit;
use crate::state::lww_register::LwwRegister;

/// The state of an order. [`OrderState::apply`] is commutative, associative and idempotent, so that deliveries may be
/// applied in any order, concurrently, and repeatedly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
// A member that only another version knows must not be lost: the order's events fail until a person intervenes.
#[serde(deny_unknown_fields)]
pub struct OrderState {
    /// The channel's own order id.
    pub id: String,
    /// The snapshot from which the contents are taken.
    #[serde(rename = "pictured")]
    pub(super) snapshot: Option<LwwRegister<OrderSnapshot>>,
    pub(super) payment: Option<LwwRegister<PaymentStatus>>,
    pub(super) fulfilment: Option<LwwRegister<FulfillmentStatus>>,
    pub(super) cancelled_at: Option<LwwRegister<Cancellation>>,
    #[serde(default)]
    pub(super) refunds: BTreeMap<String, LwwRegister<Refund>>,
    /// What the money of its refunds is worth in its own currency, where that is stated, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) refund_worths: BTreeMap<String, LwwRegister<RefundWorth>>,
    /// Shipments that its own deliveries report, by id.
    #[serde(default)]
    pub(super) shipments: BTreeMap<String, LwwRegister<OwnShipment>>,
    /// Carriers' statuses that were reported without their shipments, by the shipment's id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) carrier_statuses: BTreeMap<String, LwwRegister<CarrierStatus>>,
    /// The earliest time at which a delivery said that the channel had deleted the order. A deletion is final, so it needs
    /// no comparison with the times of other fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) deleted_at: Option<Time>,
    /// The newest applied source time.
    pub(super) updated_at: Option<Time>,
    /// Its joined shipments, returns and payments: derived, not reported by its own deliveries.
    #[serde(default)]
    pub(super) joined: Joined,
    /// Its profit, by the fees and unit costs that its owner entered; `None` until it was computed.
    #[serde(default)]
    pub(super) profit: Option<Profit>,
}

impl OrderState {
    /// The state before the first delivery.
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            snapshot: None,
            payment: None,
            fulfilment: None,
            cancelled_at: None,
            refunds: BTreeMap::new(),
            refund_worths: BTreeMap::new(),
            shipments: BTreeMap::new(),
            carrier_statuses: BTreeMap::new(),
            deleted_at: None,
            updated_at: None,
            joined: Joined::default(),
            profit: None,
        }
    }

    /// Applies the change of one delivery.
    pub fn apply(&mut self, change: &OrderChange) {
        if let Some(snapshot) = &change.snapshot {
            self.apply_snapshot(change, snapshot);
        }
        self.apply_statuses(change.at, change.statuses.clone());
        for refund in &change.refunds {
            LwwRegister::merge_into(&mut self.refunds, &refund.id, refund.at, refund.refund.clone());
            if let Some(worth) = refund.worth {
                LwwRegister::merge_into(&mut self.refund_worths, &refund.id, refund.at, worth);
            }
        }
        for shipment in &change.shipments {
            LwwRegister::merge_into(&mut self.shipments, &shipment.id, shipment.at, shipment.shipment.clone());
        }
        for carrier in &change.carrier_statuses {
            LwwRegister::merge_into(
                &mut self.carrier_statuses,
                &carrier.shipment_id,
                carrier.at,
                carrier.status.clone(),
            );
        }
        if change.deleted {
            self.deleted_at = Some(self.deleted_at.map_or(change.at, |deleted_at| deleted_at.min(change.at)));
        }
        self.updated_at = self.updated_at.max(Some(change.newest()));
    }

    fn apply_snapshot(&mut self, change: &OrderChange, snapshot: &OrderSnapshot) {
        let OrderChange { at, triggered_at, .. } = *change;
        LwwRegister::merge(&mut self.snapshot, LwwRegister { at, triggered_at, value: snapshot.clone() });
        let OrderSnapshot { payment, fulfilment, cancelled_at, .. } = snapshot.clone();
        self.apply_statuses(at, OrderStatuses { payment, fulfilment, cancelled_at });
    }

    fn apply_statuses(&mut self, at: Time, statuses: OrderStatuses) {
        LwwRegister::merge_some(&mut self.payment, at, statuses.payment);
        LwwRegister::merge_some(&mut self.fulfilment, at, statuses.fulfilment);
        LwwRegister::merge_some(&mut self.cancelled_at, at, statuses.cancelled_at);
    }

    /// Whether the change has the source time of something that is applied already, and neither is known to be newer. The
    /// result of [`OrderState::apply`] does not depend on the order of arrival even then, but may be the older one.
    pub fn is_undecided_by(&self, change: &OrderChange) -> bool {
        let snapshot = change.snapshot.as_ref();
        let shipment = |shipment: &OwnShipmentChange| {
            LwwRegister::is_undecided(self.shipments.get(&shipment.id), shipment.at, &shipment.shipment)
        };
        snapshot.is_some_and(|snapshot| LwwRegister::is_undecided(self.snapshot.as_ref(), change.at, snapshot))
            || change.shipments.iter().any(shipment)
    }

    /// The stored form, as JSON.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a state of plain fields serializes")
    }

    /// Replaces the joined subjects.
    pub fn join(&mut self, joined: Joined) {
        self.joined = joined;
    }

    /// Replaces the profit.
    pub fn set_profit(&mut self, profit: Option<Profit>) {
        self.profit = profit;
    }

    /// The joined subjects.
    pub fn joined(&self) -> &Joined {
        &self.joined
    }

    /// The references that couriers and other subjects may use: its id, name and number.
    pub fn names(&self) -> BTreeSet<&str> {
        let contents = self.snapshot.as_ref().map(|snapshot| &snapshot.value.contents);
        let names =
            contents.into_iter().flat_map(|contents| [Some(contents.name.as_str()), contents.number.as_deref()]);
        names.flatten().chain([self.id.as_str()]).collect()
    }

    /// The contents: those of its own deliveries, else composed from its shipments. `None` while neither is known.
    pub(super) fn contents(&self) -> Option<Cow<'_, OrderContents>> {
        let snapshot = self.snapshot.as_ref().map(|snapshot| Cow::Borrowed(&snapshot.value.contents));
        snapshot.or_else(|| self.joined.contents(&self.id).map(Cow::Owned))
    }

    /// The payment status: that of its own deliveries, else that of its joined subjects.
    pub(super) fn payment_status(&self) -> PaymentStatus {
        let own = self.payment.as_ref().map(|register| register.value.clone());
        own.or_else(|| self.joined.payment()).unwrap_or_else(|| PaymentStatus("pending".to_owned()))
    }

    /// The fulfillment status: that of its own deliveries or of its shipments, whichever is further.
    pub(super) fn fulfillment_status(&self) -> FulfillmentStatus {
        let own = self.fulfilment.as_ref().map(|register| register.value.clone());
        let further = own.into_iter().chain(self.joined.fulfillment()).max_by_key(FulfillmentStatus::step);
        further.unwrap_or_else(|| FulfillmentStatus("unfulfilled".to_owned()))
    }

    /// When it was cancelled, if it was: by its own deliveries, else by its last shipment.
    pub(super) fn cancellation(&self) -> Option<Time> {
        let own = self.cancelled_at.as_ref().map(|register| register.value);
        own.or_else(|| self.joined.cancelled_at()).and_then(|cancelled| cancelled.0)
    }

    /// Whether the channel has deleted it: then it is in no list and in no sum.
    pub fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }

    /// When the customer placed it; `None` while unknown.
    pub fn placed_at(&self) -> Option<Time> {
        self.contents().map(|contents| contents.placed_at)
    }

    /// The newest source time of the order and its joined subjects.
    pub(super) fn newest_source_time(&self) -> Option<Time> {
        self.updated_at.max(self.joined.updated_at())
    }

    /// What the customer owes or paid, before refunds; `None` if unknown.
    pub fn total(&self) -> Option<Decimal> {
        self.money(&*self.contents()?).total
    }

    /// The sum of its refunds; `None` if the amount of one is only known in another currency.
    pub fn refunded(&self) -> Option<Decimal> {
        self.money(&*self.contents()?).refunded()
    }
}

#[cfg(test)]
mod tests;
