//! Shipments on their way to a customer.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::time::Time;

use super::lww_register::{LwwRegister, TieBreak};

/// The change that one delivery makes to a shipment; `None` leaves a field as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct ShipmentChange {
    /// The channel's id of the shipment; for a courier, the tracking number.
    pub id: String,
    /// The source time.
    pub at: Time,
    /// Its status.
    pub status: Option<ShipmentStatus>,
    /// Its tracking.
    pub tracking: Option<Tracking>,
    /// Its contents.
    pub contents: Option<ShipmentContents>,
    /// The shipped order, as the channel or courier refers to it.
    pub order: Option<OrderReference>,
}

impl ShipmentChange {
    /// A change that sets no field.
    pub fn of(id: impl Into<String>, at: Time) -> Self {
        Self { id: id.into(), at, status: None, tracking: None, contents: None, order: None }
    }
}

/// The status of a shipment. Later steps are greater, so that of two statuses of one time the later step wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ShipmentStep {
    /// A status that is unknown to this version.
    Other,
    /// The shipment was created.
    Created,
    /// The channel holds it back.
    OnHold,
    /// It is packed.
    Packed,
    /// It is ready for the courier.
    ReadyToShip,
    /// The courier has picked it up.
    PickedUp,
    /// It is on its way.
    InTransit,
    /// It will be delivered today.
    OutForDelivery,
    /// A delivery attempt failed.
    DeliveryFailed,
    /// The customer has received it.
    Delivered,
    /// It was lost.
    Lost,
    /// It is on its way back to the seller.
    Returning,
    /// The seller has received it back.
    Returned,
    /// It will not be shipped.
    Cancelled,
}

/// A step, with the channel's own status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShipmentStatus {
    /// The step.
    pub step: ShipmentStep,
    /// The channel's own status.
    pub word: String,
}

impl TieBreak for ShipmentStatus {
    fn tie_break(&self) -> Decimal {
        Decimal::from(self.step as u8)
    }
}

/// How a shipment is tracked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tracking {
    /// The courier's name.
    pub courier: Option<String>,
    /// The tracking number.
    pub number: Option<String>,
    /// The last known place.
    pub place: Option<String>,
}

/// More known fields win over fewer.
impl TieBreak for Tracking {
    fn tie_break(&self) -> Decimal {
        [&self.courier, &self.number, &self.place].into_iter().flatten().count().into()
    }
}

/// The contents of a shipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentContents {
    /// ISO 4217 code of the amounts.
    pub currency: Option<String>,
    /// Its items.
    pub items: Vec<ShipmentItem>,
}

/// Shipped units of one line item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShipmentItem {
    /// The channel's id of the order's line item.
    pub line_id: String,
    /// The channel's id of the order, if it is reported.
    pub order_id: Option<String>,
    /// When the order was placed, if it is reported.
    pub ordered_at: Option<Time>,
    /// The seller's SKU, if there is one.
    pub sku: Option<String>,
    /// The item's name; may be empty.
    pub title: String,
    /// Units.
    pub quantity: u64,
    /// The price of all units, shipping included, if it is reported.
    pub total: Option<Decimal>,
    /// Whether the customer has paid; false for cash on delivery. `None` if it is not reported.
    pub paid: Option<bool>,
}

/// More items win over fewer, then more units over fewer.
impl TieBreak for ShipmentContents {
    fn tie_break(&self) -> Decimal {
        self.items.len().into()
    }

    fn compare(&self, other: &Self) -> Ordering {
        let units = |contents: &Self| contents.items.iter().fold(0, |sum: u64, item| sum.saturating_add(item.quantity));
        self.tie_break().cmp(&other.tie_break()).then_with(|| units(self).cmp(&units(other)))
    }
}

/// A reference to the shipped or returned order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OrderReference {
    /// The channel's own order id, in the same integration.
    Id(String),
    /// A reference that the seller gave to a courier: an order's id, name or number.
    #[serde(rename = "told")]
    SellerReference(String),
}

/// An id wins over an ambiguous reference.
impl TieBreak for OrderReference {
    fn tie_break(&self) -> Decimal {
        u8::from(matches!(self, Self::Id(_))).into()
    }
}

/// The state of a shipment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentState {
    /// The channel's id of the shipment.
    pub id: String,
    /// The newest status.
    status: Option<LwwRegister<ShipmentStatus>>,
    /// The newest status with a known step: an unknown status does not reset the step.
    #[serde(default, rename = "known")]
    known_status: Option<LwwRegister<ShipmentStatus>>,
    tracking: Option<LwwRegister<Tracking>>,
    contents: Option<LwwRegister<ShipmentContents>>,
    order: Option<LwwRegister<OrderReference>>,
    updated_at: Option<Time>,
}

impl ShipmentState {
    /// The state before the first delivery.
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            status: None,
            known_status: None,
            tracking: None,
            contents: None,
            order: None,
            updated_at: None,
        }
    }

    /// Applies the change of one delivery.
    pub fn apply(&mut self, change: &ShipmentChange) {
        let at = change.at;
        LwwRegister::merge_some(&mut self.status, at, change.status.clone());
        let known_status = change.status.clone().filter(|status| status.step != ShipmentStep::Other);
        LwwRegister::merge_some(&mut self.known_status, at, known_status);
        LwwRegister::merge_some(&mut self.tracking, at, change.tracking.clone());
        LwwRegister::merge_some(&mut self.contents, at, change.contents.clone());
        LwwRegister::merge_some(&mut self.order, at, change.order.clone());
        self.updated_at = self.updated_at.max(Some(at));
    }

    /// The newest status, with the newest known step.
    pub fn status(&self) -> Option<ShipmentStatus> {
        let newest = self.status.as_ref()?.value.clone();
        let step = self.known_status.as_ref().map_or(newest.step, |known| known.value.step);
        Some(ShipmentStatus { step, ..newest })
    }

    /// Removes the last known place: at the end it is the customer's address.
    pub fn redact_place(&mut self) {
        if let Some(tracking) = &mut self.tracking {
            tracking.value.place = None;
        }
    }

    /// The tracking.
    pub fn tracking(&self) -> Option<&Tracking> {
        self.tracking.as_ref().map(|register| &register.value)
    }

    /// The contents.
    pub fn contents(&self) -> Option<&ShipmentContents> {
        self.contents.as_ref().map(|register| &register.value)
    }

    /// The shipped order.
    pub fn order(&self) -> Option<&OrderReference> {
        self.order.as_ref().map(|register| &register.value)
    }

    /// All orders that it contains units of.
    pub fn references(&self) -> BTreeSet<OrderReference> {
        let items = self.contents().map_or(&[][..], |contents| &contents.items);
        let of_items = items.iter().filter_map(|item| item.order_id.clone()).map(OrderReference::Id);
        self.order().cloned().into_iter().chain(of_items).collect()
    }

    /// The source time of the status.
    pub fn status_since(&self) -> Option<Time> {
        self.status.as_ref().map(|register| register.at)
    }

    /// The newest applied source time.
    pub fn updated_at(&self) -> Option<Time> {
        self.updated_at
    }
}
