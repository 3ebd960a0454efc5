//! Returns: goods on their way back to the seller.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::time::Time;

use super::lww_register::{LwwRegister, TieBreak};
use super::shipment::{OrderReference, Tracking};

/// The change that one delivery makes to a return; `None` leaves a field as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnChange {
    /// The channel's id of the return.
    pub id: String,
    /// The source time.
    pub at: Time,
    /// The return's status.
    pub status: Option<ReturnStatus>,
    /// The return's tracking.
    pub tracking: Option<Tracking>,
    /// The return's items.
    pub contents: Option<ReturnContents>,
    /// The returned order, if the channel reports it.
    pub order: Option<OrderReference>,
}

impl ReturnChange {
    /// A change that sets no field.
    pub fn of(id: impl Into<String>, at: Time) -> Self {
        Self { id: id.into(), at, status: None, tracking: None, contents: None, order: None }
    }
}

/// The status of a return. Later steps are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReturnStep {
    /// A status that is unknown to this version.
    Other,
    /// The return was requested.
    Created,
    /// The courier has the goods.
    PickedUp,
    /// The seller has the goods.
    Completed,
    /// The return was cancelled.
    Cancelled,
}

/// A step, with the channel's own status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnStatus {
    /// The step.
    pub step: ReturnStep,
    /// The channel's own status.
    pub word: String,
}

impl TieBreak for ReturnStatus {
    fn tie_break(&self) -> Decimal {
        Decimal::from(self.step as u8)
    }
}

/// The contents of a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnContents {
    /// The return's items.
    pub items: Vec<ReturnItem>,
}

/// Returned units of one line item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnItem {
    /// The channel's id of the order's line item.
    pub line_id: Option<String>,
    /// The shipment that delivered the units, if the channel reports it.
    pub shipment_id: Option<String>,
    /// The seller's SKU, if the channel reports it.
    pub sku: Option<String>,
    /// Units.
    pub quantity: u64,
    /// The channel's own reason.
    pub reason: Option<String>,
}

/// More items win over fewer, then more units over fewer.
impl TieBreak for ReturnContents {
    fn tie_break(&self) -> Decimal {
        self.items.len().into()
    }

    fn compare(&self, other: &Self) -> Ordering {
        let units = |contents: &Self| contents.items.iter().fold(0, |sum: u64, item| sum.saturating_add(item.quantity));
        self.tie_break().cmp(&other.tie_break()).then_with(|| units(self).cmp(&units(other)))
    }
}

/// The state of a return.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnState {
    /// The channel's id of the return.
    pub id: String,
    status: Option<LwwRegister<ReturnStatus>>,
    tracking: Option<LwwRegister<Tracking>>,
    contents: Option<LwwRegister<ReturnContents>>,
    order: Option<LwwRegister<OrderReference>>,
    updated_at: Option<Time>,
}

impl ReturnState {
    /// The state before the first delivery.
    pub fn new(id: &str) -> Self {
        Self { id: id.to_owned(), status: None, tracking: None, contents: None, order: None, updated_at: None }
    }

    /// Applies the change of one delivery.
    pub fn apply(&mut self, change: &ReturnChange) {
        let at = change.at;
        LwwRegister::merge_some(&mut self.status, at, change.status.clone());
        LwwRegister::merge_some(&mut self.tracking, at, change.tracking.clone());
        LwwRegister::merge_some(&mut self.contents, at, change.contents.clone());
        LwwRegister::merge_some(&mut self.order, at, change.order.clone());
        self.updated_at = self.updated_at.max(Some(at));
    }

    /// The status.
    pub fn status(&self) -> Option<&ReturnStatus> {
        self.status.as_ref().map(|register| &register.value)
    }

    /// The contents.
    pub fn contents(&self) -> Option<&ReturnContents> {
        self.contents.as_ref().map(|register| &register.value)
    }

    /// The shipments that delivered the returned units.
    pub fn shipment_ids(&self) -> BTreeSet<&str> {
        let items = self.contents().map_or(&[][..], |contents| &contents.items);
        items.iter().filter_map(|item| item.shipment_id.as_deref()).collect()
    }

    /// Removes the last known place, since at the start of a return this place is the customer's address.
    pub fn redact_place(&mut self) {
        if let Some(tracking) = &mut self.tracking {
            tracking.value.place = None;
        }
    }

    /// The tracking.
    pub fn tracking(&self) -> Option<&Tracking> {
        self.tracking.as_ref().map(|register| &register.value)
    }

    /// The newest applied source time.
    pub fn updated_at(&self) -> Option<Time> {
        self.updated_at
    }

    /// The returned order.
    pub fn order(&self) -> Option<&OrderReference> {
        self.order.as_ref().map(|register| &register.value)
    }
}
