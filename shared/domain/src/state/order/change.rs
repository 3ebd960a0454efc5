//! The change that one delivery makes to one order.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::time::Time;

use super::money::{MoneyTerms, RefundCredit, RefundWorth};
use super::own_shipment::{CarrierStatusChange, OwnShipmentChange};
use super::payment_and_fulfillment::{Cancellation, FulfillmentStatus, PaymentStatus};
use super::progress::{OrderProgress, compare_each};
use crate::state::lww_register::TieBreak;

/// The change that one delivery makes to one order. Applying a change twice, or applying changes in another order,
/// gives the same state.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderChange {
    /// The channel's own order id.
    pub order_id: String,
    /// The source time.
    pub at: Time,
    /// When the sender says that it sent the snapshot, if it does: a mere tie-break.
    pub triggered_at: Option<Time>,
    /// The whole order, if the delivery contains it.
    pub snapshot: Option<OrderSnapshot>,
    /// The statuses that the delivery reports without the whole order.
    pub statuses: OrderStatuses,
    /// Refunds of the order.
    pub refunds: Vec<RefundChange>,
    /// Shipments that the delivery reports as parts of the order.
    pub shipments: Vec<OwnShipmentChange>,
    /// Carriers' statuses of these shipments that the delivery reports without them.
    pub carrier_statuses: Vec<CarrierStatusChange>,
    /// Whether the channel has deleted the order. That is final: nothing revives it.
    pub deleted: bool,
}

/// Statuses of an order; `None` leaves a status as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OrderStatuses {
    /// The payment status.
    pub payment: Option<PaymentStatus>,
    /// The fulfillment status.
    pub fulfilment: Option<FulfillmentStatus>,
    /// The time of the cancellation.
    pub cancelled_at: Option<Cancellation>,
}

impl OrderChange {
    /// A change that sets no field.
    pub fn of(order_id: impl Into<String>, at: Time) -> Self {
        Self {
            order_id: order_id.into(),
            at,
            triggered_at: None,
            snapshot: None,
            statuses: OrderStatuses::default(),
            refunds: Vec::new(),
            shipments: Vec::new(),
            carrier_statuses: Vec::new(),
            deleted: false,
        }
    }

    /// The newest source time in the change.
    pub fn newest(&self) -> Time {
        let refunds = self.refunds.iter().map(|refund| refund.at);
        refunds.chain(self.shipments.iter().map(|shipment| shipment.at)).fold(self.at, Time::max)
    }
}

/// A whole order at one source time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderSnapshot {
    /// The parts that belong together: they are always taken from one snapshot.
    pub contents: OrderContents,
    /// The payment status, if the snapshot contains it.
    pub payment: Option<PaymentStatus>,
    /// The fulfillment status, if the snapshot contains it.
    pub fulfilment: Option<FulfillmentStatus>,
    /// The time of the cancellation, if the snapshot contains it.
    pub cancelled_at: Option<Cancellation>,
    /// How far along it is; `None` if its channel does not say, and for what older versions stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<Box<OrderProgress>>,
}

/// If two snapshots have the same source time, the one with the later statuses wins; if these are equal, the one that is
/// further along. One that was fetched to decide wins over both.
impl TieBreak for OrderSnapshot {
    fn tie_break(&self) -> Decimal {
        let cancelled = self.cancelled_at.map_or(0, Cancellation::step);
        let payment = self.payment.as_ref().map_or(0, PaymentStatus::step);
        let fulfilment = self.fulfilment.as_ref().map_or(0, FulfillmentStatus::step);
        // A snapshot that an earlier version stored does not say that the order is a test; a replay of its delivery does.
        let test = u32::from(self.contents.test);
        Decimal::from(test * 1_000_000 + cancelled * 10_000 + payment * 100 + fulfilment)
    }

    fn compare(&self, other: &Self) -> Ordering {
        let by_progress = || match (&self.progress, &other.progress) {
            (Some(own), Some(others)) => own.compare(others),
            (own, others) => own.is_some().cmp(&others.is_some()),
        };
        self.is_settled()
            .cmp(&other.is_settled())
            .then_with(|| self.tie_break().cmp(&other.tie_break()))
            .then_with(by_progress)
            .then_with(|| self.contents.units().cmp(&other.contents.units()))
    }

    /// Undecided if the contents differ, and no status and no count says which is newer, or if they contradict each
    /// other. Payment and fulfillment apart are never undecided: each has a register of its own.
    fn is_undecided_with(&self, other: &Self) -> bool {
        let (Some(own), Some(others)) = (&self.progress, &other.progress) else { return false };
        if self.contents == other.contents || own.settled || others.settled {
            return false;
        }
        let counts = own.counts().into_iter().zip(others.counts());
        let order = compare_each(counts.chain(self.known_steps(other)));
        order.is_none_or(Ordering::is_eq)
    }
}

impl OrderSnapshot {
    fn is_settled(&self) -> bool {
        self.progress.as_ref().is_some_and(|progress| progress.settled)
    }

    /// The ranks of the statuses that both snapshots contain, in pairs.
    fn known_steps(&self, other: &Self) -> impl Iterator<Item = (u64, u64)> + use<> {
        let payment = self.payment.as_ref().zip(other.payment.as_ref()).map(|(a, b)| (a.step(), b.step()));
        let fulfilment = self.fulfilment.as_ref().zip(other.fulfilment.as_ref()).map(|(a, b)| (a.step(), b.step()));
        let cancelled = self.cancelled_at.zip(other.cancelled_at).map(|(a, b)| (a.step(), b.step()));
        [payment, fulfilment, cancelled].into_iter().flatten().map(|(a, b)| (a.into(), b.into()))
    }
}

/// The contents of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderContents {
    /// The name that people use, such as `#1042`.
    pub name: String,
    /// The order number, if it differs from the name; couriers may refer to it.
    #[serde(default)]
    pub number: Option<String>,
    /// ISO 4217 code of all amounts; `None` if the channel does not report it (Amazon's notifications).
    pub currency: Option<String>,
    /// The amount that the customer was to pay, tax included and before anything was removed or refunded, if the channel
    /// reports it.
    pub total: Option<Decimal>,
    /// The tax and duties in the total, if known.
    pub tax: Option<Decimal>,
    /// What else the channel reports of its money.
    #[serde(default, skip_serializing_if = "MoneyTerms::is_default")]
    pub money: MoneyTerms,
    /// When the customer placed the order.
    pub placed_at: Time,
    /// The line items.
    pub lines: Vec<LineItem>,
    /// Whether the order is a test of the shop: no money was paid, and no sum includes it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub test: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl OrderContents {
    /// The number of line items and of their units: what is further along where a channel says nothing else.
    fn units(&self) -> (usize, u64) {
        (self.lines.len(), self.lines.iter().fold(0, |sum, line| sum.saturating_add(line.quantity)))
    }
}

/// A line item of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineItem {
    /// The channel's id of the line item.
    pub id: String,
    /// The seller's SKU, if there is one.
    pub sku: Option<String>,
    /// The item's name.
    pub title: String,
    /// Units ordered.
    pub quantity: u64,
    /// Price of one unit, if the channel reports it.
    pub price: Option<Decimal>,
}

/// A refund as it was at one source time.
#[derive(Clone, Debug, PartialEq)]
pub struct RefundChange {
    /// The channel's id of the refund.
    pub id: String,
    /// The source time.
    pub at: Time,
    /// The refund.
    pub refund: Refund,
    /// What its money is worth in the order's currency, if the channel states it.
    pub worth: Option<RefundWorth>,
}

/// Money paid back, and units taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refund {
    /// The amount.
    pub amount: Decimal,
    /// ISO 4217 code of the amount, which may be the buyer's currency; `None` if the channel does not report it. If the
    /// amount has several currencies, a text that is not a currency code.
    #[serde(default)]
    pub currency: Option<String>,
    /// Refunded units.
    pub units: u64,
    /// When the refund was made.
    pub created_at: Time,
    /// The tax and duties of the refund, if the channel reports them.
    #[serde(default)]
    pub tax: Option<Decimal>,
    /// Units that came back to the seller, by line item id.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub returned: BTreeMap<String, u64>,
    /// Whether money is still on its way, or could not be paid back: until then the refund changes neither tax nor
    /// goods.
    #[serde(default, skip_serializing_if = "is_false")]
    pub pending: bool,
    /// Units that did not come back to the seller, by line item id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub not_returned: BTreeMap<String, u64>,
    /// What it takes off the order, if the channel reports it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<RefundCredit>,
}

impl Refund {
    /// A refund of this amount of which nothing else is known.
    pub fn of(amount: Decimal, created_at: Time) -> Self {
        Self {
            amount,
            currency: None,
            units: 0,
            created_at,
            tax: None,
            returned: BTreeMap::new(),
            pending: false,
            not_returned: BTreeMap::new(),
            credit: None,
        }
    }
}

/// If two versions of a refund have the same source time, the larger amount wins; then the one of which more is known,
/// since an earlier version of Storebell stored less, and a replay adds it; then the one whose money is not pending any
/// more.
impl TieBreak for Refund {
    fn tie_break(&self) -> Decimal {
        self.amount
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl Refund {
    fn rank(&self) -> (Decimal, bool, u64, bool, u64) {
        let returned = self.returned.values().fold(0, |sum: u64, units| sum.saturating_add(*units));
        let units = self.units_by_line().fold(0, |sum: u64, (_, units)| sum.saturating_add(units));
        (self.amount, self.credit.is_some(), units, !self.pending, returned)
    }

    /// All of its units by line item, whether they came back or not. A line item may occur twice.
    pub(super) fn units_by_line(&self) -> impl Iterator<Item = (&str, u64)> {
        self.returned.iter().chain(&self.not_returned).map(|(line, units)| (line.as_str(), *units))
    }
}
