//! Shipments: parcels on their way to a customer.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::time::Time;

use super::lww_register::{LwwRegister, TieBreak};

/// What one delivery says of a shipment; what it says nothing of stays as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct ShipmentChange {
    /// The channel's id of the shipment; for a courier the number on its label.
    pub id: String,
    /// The source time.
    pub at: Time,
    /// Where it stands.
    pub status: Option<ShipmentStatus>,
    /// How it is tracked.
    pub tracking: Option<Tracking>,
    /// What is in it.
    pub contents: Option<ShipmentContents>,
    /// The order that it carries, in the words of whoever ships.
    pub order: Option<OrderReference>,
}

impl ShipmentChange {
    /// Says nothing yet of the shipment but that it is there.
    pub fn of(id: impl Into<String>, at: Time) -> Self {
        Self { id: id.into(), at, status: None, tracking: None, contents: None, order: None }
    }
}

/// Where a shipment stands. In the order in which one follows another, so that of two at one time the later step wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ShipmentStep {
    /// A word that is not known here.
    Other,
    /// It is known, and nothing was done yet.
    Created,
    /// The channel holds it back.
    OnHold,
    /// It is packed.
    Packed,
    /// The courier may come.
    ReadyToShip,
    /// The courier has it.
    PickedUp,
    /// It is on its way.
    InTransit,
    /// It will be brought today.
    OutForDelivery,
    /// It could not be handed over.
    DeliveryFailed,
    /// The customer has it.
    Delivered,
    /// Nobody knows where it is.
    Lost,
    /// It is on its way back to the seller.
    Returning,
    /// The seller has it back.
    Returned,
    /// It will not be sent.
    Cancelled,
}

/// A step, and the channel's own word for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShipmentStatus {
    /// The step.
    pub step: ShipmentStep,
    /// The channel's word.
    pub word: String,
}

impl TieBreak for ShipmentStatus {
    fn rank(&self) -> Decimal {
        Decimal::from(self.step as u8)
    }
}

/// How a shipment is tracked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tracking {
    /// Who carries it.
    pub courier: Option<String>,
    /// The courier's number.
    pub number: Option<String>,
    /// Where it was seen.
    pub place: Option<String>,
}

/// More told over less.
impl TieBreak for Tracking {
    fn rank(&self) -> Decimal {
        [&self.courier, &self.number, &self.place].into_iter().flatten().count().into()
    }
}

/// What is in a shipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentContents {
    /// ISO 4217 code of the amounts.
    pub currency: Option<String>,
    /// Its items.
    pub items: Vec<ShipmentItem>,
}

/// Some units of one line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShipmentItem {
    /// The channel's id of the order's line.
    pub line_id: String,
    /// The channel's id of the order, where it is said.
    pub order_id: Option<String>,
    /// When the order was placed, where it is said.
    pub ordered_at: Option<Time>,
    /// The seller's article number, if there is one.
    pub sku: Option<String>,
    /// What it is called; may be empty.
    pub title: String,
    /// Units.
    pub quantity: u64,
    /// What the customer pays for all units, shipping included, where it is said.
    pub total: Option<Decimal>,
    /// Whether the customer pays at the door or has paid, in the words of an order's payment status.
    pub paid: Option<bool>,
}

/// More items over fewer.
impl TieBreak for ShipmentContents {
    fn rank(&self) -> Decimal {
        self.items.len().into()
    }
}

/// The order that a shipment carries.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OrderReference {
    /// The channel's own order id, of the same integration.
    Id(String),
    /// What the seller has told a courier: an order's id, name or number.
    Told(String),
}

/// An id over what may be several things.
impl TieBreak for OrderReference {
    fn rank(&self) -> Decimal {
        u8::from(matches!(self, Self::Id(_))).into()
    }
}

/// A shipment's state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentState {
    /// The channel's id of the shipment.
    pub id: String,
    /// The newest word.
    status: Option<LwwRegister<ShipmentStatus>>,
    /// The newest word that is known here: where it stands, whatever was said since.
    #[serde(default)]
    known: Option<LwwRegister<ShipmentStatus>>,
    tracking: Option<LwwRegister<Tracking>>,
    contents: Option<LwwRegister<ShipmentContents>>,
    order: Option<LwwRegister<OrderReference>>,
    updated_at: Option<Time>,
}

impl ShipmentState {
    /// A shipment of which nothing is known yet.
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            status: None,
            known: None,
            tracking: None,
            contents: None,
            order: None,
            updated_at: None,
        }
    }

    /// Takes in what one delivery says.
    pub fn apply(&mut self, change: &ShipmentChange) {
        let at = change.at;
        LwwRegister::merge_some(&mut self.status, at, change.status.clone());
        let known = change.status.clone().filter(|status| status.step != ShipmentStep::Other);
        LwwRegister::merge_some(&mut self.known, at, known);
        LwwRegister::merge_some(&mut self.tracking, at, change.tracking.clone());
        LwwRegister::merge_some(&mut self.contents, at, change.contents.clone());
        LwwRegister::merge_some(&mut self.order, at, change.order.clone());
        self.updated_at = self.updated_at.max(Some(at));
    }

    /// Where it stands: the newest word, and the last step that is known.
    pub fn status(&self) -> Option<ShipmentStatus> {
        let newest = self.status.as_ref()?.value.clone();
        let step = self.known.as_ref().map_or(newest.step, |known| known.value.step);
        Some(ShipmentStatus { step, ..newest })
    }

    /// Forgets where it was seen, which at its end is where its receiver lives.
    pub fn redact_place(&mut self) {
        if let Some(tracking) = &mut self.tracking {
            tracking.value.place = None;
        }
    }

    /// How it is tracked.
    pub fn tracking(&self) -> Option<&Tracking> {
        self.tracking.as_ref().map(|register| &register.value)
    }

    /// What is in it.
    pub fn contents(&self) -> Option<&ShipmentContents> {
        self.contents.as_ref().map(|register| &register.value)
    }

    /// The order that it carries.
    pub fn order(&self) -> Option<&OrderReference> {
        self.order.as_ref().map(|register| &register.value)
    }

    /// All orders that it carries, by whatever names them.
    pub fn references(&self) -> BTreeSet<OrderReference> {
        let items = self.contents().map_or(&[][..], |contents| &contents.items);
        let of_items = items.iter().filter_map(|item| item.order_id.clone()).map(OrderReference::Id);
        self.order().cloned().into_iter().chain(of_items).collect()
    }

    /// Since when it has stood where it stands.
    pub fn status_since(&self) -> Option<Time> {
        self.status.as_ref().map(|register| register.at)
    }

    /// The newest source time of what is known.
    pub fn updated_at(&self) -> Option<Time> {
        self.updated_at
    }
}
