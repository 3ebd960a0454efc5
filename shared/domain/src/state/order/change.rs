//! What one delivery says of one order.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::time::Time;

use super::own_shipment::OwnShipmentChange;
use super::status::{Cancellation, Fulfilment, Payment};
use crate::state::lww_register::TieBreak;

/// What one delivery says of one order; idempotent, and its order among others does not matter.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderChange {
    /// The channel's own id of the order.
    pub order_id: String,
    /// The source time of what it says.
    pub at: Time,
    /// The whole order, where the delivery pictures it.
    pub snapshot: Option<OrderSnapshot>,
    /// Where it stands, where the delivery says only that.
    pub statuses: Statuses,
    /// Refunds of the order.
    pub refunds: Vec<RefundChange>,
    /// Shipments of which the delivery tells as the order's own.
    pub shipments: Vec<OwnShipmentChange>,
}

/// Where an order stands, as far as a delivery says it without picturing the order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statuses {
    /// Where its payment stands.
    pub payment: Option<Payment>,
    /// Where its fulfilment stands.
    pub fulfilment: Option<Fulfilment>,
    /// Whether it was cancelled.
    pub cancelled_at: Option<Cancellation>,
}

impl OrderChange {
    /// Says nothing yet of the order but that it is there.
    pub fn of(order_id: impl Into<String>, at: Time) -> Self {
        Self {
            order_id: order_id.into(),
            at,
            snapshot: None,
            statuses: Statuses::default(),
            refunds: Vec::new(),
            shipments: Vec::new(),
        }
    }

    /// The newest source time in it.
    pub fn newest(&self) -> Time {
        let refunds = self.refunds.iter().map(|refund| refund.at);
        refunds.chain(self.shipments.iter().map(|shipment| shipment.at)).fold(self.at, Time::max)
    }
}

/// A whole order at one source time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderSnapshot {
    /// What belongs together: it is taken whole from one snapshot.
    pub contents: OrderContents,
    /// Where its payment stands, if the picture says it.
    pub payment: Option<Payment>,
    /// Where its fulfilment stands, if the picture says it.
    pub fulfilment: Option<Fulfilment>,
    /// Whether it was cancelled, if the picture says it.
    pub cancelled_at: Option<Cancellation>,
}

/// Of two snapshots of one second, the one that is further along.
impl TieBreak for OrderSnapshot {
    fn rank(&self) -> Decimal {
        let cancelled = self.cancelled_at.map_or(0, Cancellation::step);
        let payment = self.payment.as_ref().map_or(0, Payment::step);
        let fulfilment = self.fulfilment.as_ref().map_or(0, Fulfilment::step);
        Decimal::from(cancelled * 10_000 + payment * 100 + fulfilment)
    }
}

/// What an order consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderContents {
    /// The name that people use, such as `#1042`.
    pub name: String,
    /// The number that couriers are told at times, where it is not the name's.
    #[serde(default)]
    pub number: Option<String>,
    /// ISO 4217 code of every amount of the order; `None` where the channel does not say it (Amazon's notifications).
    pub currency: Option<String>,
    /// What the customer was to pay in all, tax included, where the channel says it.
    pub total: Option<Decimal>,
    /// The tax in it, where it is known.
    pub tax: Option<Decimal>,
    /// When the customer placed the order.
    pub placed_at: Time,
    /// What was ordered.
    pub lines: Vec<LineItem>,
}

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineItem {
    /// The channel's id of the line.
    pub id: String,
    /// The seller's article number, if there is one.
    pub sku: Option<String>,
    /// What it is called.
    pub title: String,
    /// Units ordered.
    pub quantity: u64,
    /// Price of one unit, where the channel says it.
    pub price: Option<Decimal>,
}

/// A refund, as it was known at `at`.
#[derive(Clone, Debug, PartialEq)]
pub struct RefundChange {
    /// The channel's id of the refund.
    pub id: String,
    /// The source time of this picture of it.
    pub at: Time,
    /// The picture.
    pub refund: Refund,
}

/// Money paid back, and units taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refund {
    /// The money, in the order's currency.
    pub amount: Decimal,
    /// ISO 4217 code of the money, where it is said; nothing that is one code where there are several.
    #[serde(default)]
    pub currency: Option<String>,
    /// Units that the refund is for.
    pub units: u64,
    /// When it was made.
    pub created_at: Time,
    /// The tax in the money, where the channel says it.
    #[serde(default)]
    pub tax: Option<Decimal>,
    /// Units that the seller has again, by the id of their line.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub returned: BTreeMap<String, u64>,
}

/// More refunded over less.
impl TieBreak for Refund {
    fn rank(&self) -> Decimal {
        self.amount
    }
}
