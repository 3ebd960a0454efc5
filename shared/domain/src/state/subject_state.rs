//! The state of a subject of any kind, and its stored form.

use types::time::Time;

use super::job::Job;
use super::payment::Payment;
use super::product::Product;
use super::returned::ReturnState;
use super::shipment::ShipmentState;
use super::shop::Shop;
use super::stock::Stock;
use super::{Change, LatestSnapshot};
use crate::state::order::OrderState;
use crate::subject::{Kind, Subject};

/// Evaluates the same expression for every kind.
macro_rules! each_kind {
    ($state:expr, $inner:ident => $result:expr) => {
        match $state {
            State::Order($inner) => $result,
            State::Shipment($inner) => $result,
            State::Return($inner) => $result,
            State::Payment($inner) => $result,
            State::Product($inner) => $result,
            State::Inventory($inner) => $result,
            State::Feed($inner) | State::Report($inner) => $result,
            State::Shop($inner) => $result,
        }
    };
}

/// The state of a subject.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Of an order.
    Order(Box<OrderState>),
    /// Of a shipment.
    Shipment(ShipmentState),
    /// Of a return.
    Return(ReturnState),
    /// Of a payment.
    Payment(LatestSnapshot<Payment>),
    /// Of a product.
    Product(LatestSnapshot<Product>),
    /// Of the stock of one item at one location.
    Inventory(LatestSnapshot<Stock>),
    /// Of a feed.
    Feed(LatestSnapshot<Job>),
    /// Of a report.
    Report(LatestSnapshot<Job>),
    /// Of a shop.
    Shop(LatestSnapshot<Shop>),
}

impl State {
    /// The state of a subject before its first delivery.
    pub fn new(subject: &Subject) -> Self {
        let id = subject.id();
        match subject.kind() {
            Kind::Order => Self::Order(Box::new(OrderState::new(id))),
            Kind::Shipment => Self::Shipment(ShipmentState::new(id)),
            Kind::Return => Self::Return(ReturnState::new(id)),
            Kind::Payment => Self::Payment(LatestSnapshot::new(id)),
            Kind::Product => Self::Product(LatestSnapshot::new(id)),
            Kind::Inventory => Self::Inventory(LatestSnapshot::new(id)),
            Kind::Feed => Self::Feed(LatestSnapshot::new(id)),
            Kind::Report => Self::Report(LatestSnapshot::new(id)),
            Kind::Shop => Self::Shop(LatestSnapshot::new(id)),
        }
    }

    /// Applies the change of one delivery. A change of another kind has no effect.
    pub fn apply(&mut self, change: &Change) {
        match (self, change) {
            (Self::Order(state), Change::Order(change)) => state.apply(change),
            (Self::Shipment(state), Change::Shipment(change)) => state.apply(change),
            (Self::Return(state), Change::Return(change)) => state.apply(change),
            (Self::Payment(state), Change::Payment(change)) => state.apply(change),
            (Self::Product(state), Change::Product(change)) => state.apply(change),
            (Self::Inventory(state), Change::Inventory(change)) => state.apply(change),
            (Self::Feed(state), Change::Feed(change)) | (Self::Report(state), Change::Report(change)) => {
                state.apply(change);
            }
            (Self::Shop(state), Change::Shop(change)) => state.apply(change),
            _ => {}
        }
    }

    /// The source time of an order's snapshots, if `change` has the time of something that is applied already and neither
    /// is known to be newer.
    pub fn tied_at(&self, change: &Change) -> Option<Time> {
        match (self, change) {
            (Self::Order(state), Change::Order(change)) => state.is_undecided_by(change).then_some(change.at),
            _ => None,
        }
    }

    /// Removes the customer's personal data. Orders contain copies of their shipments' and have to be joined again.
    pub fn redact_customer(&mut self) {
        match self {
            Self::Shipment(shipment) => shipment.redact_place(),
            Self::Return(returned) => returned.redact_place(),
            _ => {}
        }
    }

    /// The stored form, as JSON.
    pub fn to_json(&self) -> Vec<u8> {
        each_kind!(self, state => serde_json::to_vec(state).expect("a state of plain fields serializes"))
    }

    /// Reads the stored form of `subject`'s state.
    ///
    /// # Errors
    /// If another version stored a member that this one does not know: it must not be lost.
    pub fn from_json(subject: &Subject, json: &[u8]) -> Result<Self, serde_json::Error> {
        Ok(match subject.kind() {
            Kind::Order => Self::Order(serde_json::from_slice(json)?),
            Kind::Shipment => Self::Shipment(serde_json::from_slice(json)?),
            Kind::Return => Self::Return(serde_json::from_slice(json)?),
            Kind::Payment => Self::Payment(serde_json::from_slice(json)?),
            Kind::Product => Self::Product(serde_json::from_slice(json)?),
            Kind::Inventory => Self::Inventory(serde_json::from_slice(json)?),
            Kind::Feed => Self::Feed(serde_json::from_slice(json)?),
            Kind::Report => Self::Report(serde_json::from_slice(json)?),
            Kind::Shop => Self::Shop(serde_json::from_slice(json)?),
        })
    }
}
