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

impl Change {
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
