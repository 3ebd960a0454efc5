//! The change that one delivery makes to one subject.

use types::time::Time;

use super::SnapshotChange;
use super::job::Job;
use super::payment::Payment;
use super::product::Product;
use super::returned::ReturnChange;
use super::shipment::ShipmentChange;
use super::shop::Shop;
use super::stock::Stock;
use crate::state::order::OrderChange;
use crate::subject::{Kind, Subject};

/// The change that one delivery makes to one subject. Applying it twice, or before or after others, gives the same
/// state.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a delivery has few changes, and most are to orders, the largest variant"
)]
pub enum Change {
    /// To an order.
    Order(OrderChange),
    /// To a shipment.
    Shipment(ShipmentChange),
    /// To a return.
    Return(ReturnChange),
    /// To a payment.
    Payment(SnapshotChange<Payment>),
    /// To a product.
    Product(SnapshotChange<Product>),
    /// To the stock of one item at one location.
    Inventory(SnapshotChange<Stock>),
    /// To a feed.
    Feed(SnapshotChange<Job>),
    /// To a report.
    Report(SnapshotChange<Job>),
    /// To a shop.
    Shop(SnapshotChange<Shop>),
}

/// How far a trigger time may be from the source time of its change, in milliseconds. Webhooks are sent within seconds;
/// the header of one further away was changed, or its clock is wrong.
const MAX_TRIGGER_DISTANCE_MS: i64 = 60_000;

impl Change {
    /// Sets when the sender says that it sent the change: a tie-break between snapshots of one source time, of which
    /// neither is further along. A time far from the source time is ignored.
    pub fn set_triggered_at(&mut self, time: Time) {
        let (at, triggered_at) = match self {
            Self::Order(change) => (change.at, &mut change.triggered_at),
            Self::Payment(change) => (change.at, &mut change.triggered_at),
            Self::Product(change) => (change.at, &mut change.triggered_at),
            Self::Inventory(change) => (change.at, &mut change.triggered_at),
            Self::Feed(change) | Self::Report(change) => (change.at, &mut change.triggered_at),
            Self::Shop(change) => (change.at, &mut change.triggered_at),
            // Their fields are registers of their own, whose values are ranked.
            Self::Shipment(_) | Self::Return(_) => return,
        };
        if at.millis().abs_diff(time.millis()) <= MAX_TRIGGER_DISTANCE_MS.unsigned_abs() {
            *triggered_at = Some(time);
        }
    }

    /// The only subject that it changes.
    pub fn subject(&self) -> Subject {
        let (kind, id) = match self {
            Self::Order(change) => (Kind::Order, &change.order_id),
            Self::Shipment(change) => (Kind::Shipment, &change.id),
            Self::Return(change) => (Kind::Return, &change.id),
            Self::Payment(change) => (Kind::Payment, &change.id),
            Self::Product(change) => (Kind::Product, &change.id),
            Self::Inventory(change) => (Kind::Inventory, &change.id),
            Self::Feed(change) => (Kind::Feed, &change.id),
            Self::Report(change) => (Kind::Report, &change.id),
            Self::Shop(change) => (Kind::Shop, &change.id),
        };
        Subject::of(kind, id)
    }

    /// The newest source time in it.
    pub fn newest(&self) -> Time {
        match self {
            Self::Order(change) => change.newest(),
            Self::Shipment(change) => change.at,
            Self::Return(change) => change.at,
            Self::Payment(change) => change.at,
            Self::Product(change) => change.at,
            Self::Inventory(change) => change.at,
            Self::Feed(change) | Self::Report(change) => change.at,
            Self::Shop(change) => change.at,
        }
    }
}
