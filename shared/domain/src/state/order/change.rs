//! The change that one delivery makes to one order.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::time::Time;

use super::own_shipment::OwnShipmentChange;
use super::payment_and_fulfillment::{Cancellation, FulfillmentStatus, PaymentStatus};
use crate::state::lww_register::TieBreak;

/// The change that one delivery makes to one order. Applying a change twice, or applying changes in another order,
/// gives the same state.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderChange {
    /// The channel's own order id.
    pub order_id: String,
    /// The source time.
    pub at: Time,
    /// The whole order, if the delivery contains it.
    pub snapshot: Option<OrderSnapshot>,
    /// The statuses that the delivery reports without the whole order.
    pub statuses: OrderStatuses,
    /// Refunds of the order.
    pub refunds: Vec<RefundChange>,
    /// Shipments that the delivery reports as parts of the order.
    pub shipments: Vec<OwnShipmentChange>,
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
            snapshot: None,
            statuses: OrderStatuses::default(),
            refunds: Vec::new(),
            shipments: Vec::new(),
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
}

/// If two snapshots have the same source time, the one with the later statuses wins.
impl TieBreak for OrderSnapshot {
    fn tie_break(&self) -> Decimal {
        let cancelled = self.cancelled_at.map_or(0, Cancellation::step);
        let payment = self.payment.as_ref().map_or(0, PaymentStatus::step);
        let fulfilment = self.fulfilment.as_ref().map_or(0, FulfillmentStatus::step);
        // A snapshot that an earlier version stored does not say that the order is a test; a replay of its delivery does.
        let test = u32::from(self.contents.test);
        Decimal::from(test * 1_000_000 + cancelled * 10_000 + payment * 100 + fulfilment)
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
    /// The amount that the customer was to pay, tax included, if the channel reports it.
    pub total: Option<Decimal>,
    /// The tax in the total, if known.
    pub tax: Option<Decimal>,
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
}

/// Money paid back, and units taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refund {
    /// The amount, in the order's currency.
    pub amount: Decimal,
    /// ISO 4217 code of the amount; `None` if the channel does not report it. If the amount has several currencies, a
    /// text that is not a currency code.
    #[serde(default)]
    pub currency: Option<String>,
    /// Refunded units.
    pub units: u64,
    /// When the refund was made.
    pub created_at: Time,
    /// The tax in the amount, if the channel reports it.
    #[serde(default)]
    pub tax: Option<Decimal>,
    /// Units that came back to the seller, by line item id.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub returned: BTreeMap<String, u64>,
}

/// If two versions of a refund have the same source time, the larger amount wins.
impl TieBreak for Refund {
    fn tie_break(&self) -> Decimal {
        self.amount
    }
}
