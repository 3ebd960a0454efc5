//! Returns: goods that come back from a customer or a courier.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::time::Time;

use super::lww_register::{LwwRegister, TieBreak};
use super::shipment::{OrderReference, Tracking};

/// What one delivery says of a return; what it says nothing of stays as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnChange {
    /// The channel's id of the return.
    pub id: String,
    /// The source time.
    pub at: Time,
    /// Where it stands.
    pub status: Option<ReturnStatus>,
    /// How it is tracked.
    pub tracking: Option<Tracking>,
    /// What comes back.
    pub contents: Option<ReturnContents>,
    /// The order that it was, where the channel says it.
    pub order: Option<OrderReference>,
}

impl ReturnChange {
    /// Says nothing yet of the return but that it is there.
    pub fn of(id: impl Into<String>, at: Time) -> Self {
        Self { id: id.into(), at, status: None, tracking: None, contents: None, order: None }
    }
}

/// Where a return stands. In the order in which one follows another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReturnStep {
    /// A word that is not known here.
    Other,
    /// It was asked for.
    Created,
    /// The courier has it.
    PickedUp,
    /// The seller has it.
    Completed,
    /// It will not come.
    Cancelled,
}

/// A step, and the channel's own word for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnStatus {
    /// The step.
    pub step: ReturnStep,
    /// The channel's word.
    pub word: String,
}

impl TieBreak for ReturnStatus {
    fn rank(&self) -> Decimal {
        Decimal::from(self.step as u8)
    }
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnContents {
    /// Its items.
    pub items: Vec<ReturnItem>,
}

/// Some units of one line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnItem {
    /// The channel's id of the order's line.
    pub line_id: Option<String>,
    /// The shipment that brought it, where it is said.
    pub shipment_id: Option<String>,
    /// The seller's article number, where it is said.
    pub sku: Option<String>,
    /// Units.
    pub quantity: u64,
    /// Why, in the channel's word.
    pub reason: Option<String>,
}

/// More items over fewer.
impl TieBreak for ReturnContents {
    fn rank(&self) -> Decimal {
        self.items.len().into()
    }
}

/// A return's state.
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
    /// A return of which nothing is known yet.
    pub fn new(id: &str) -> Self {
        Self { id: id.to_owned(), status: None, tracking: None, contents: None, order: None, updated_at: None }
    }

    /// Takes in what one delivery says.
    pub fn apply(&mut self, change: &ReturnChange) {
        let at = change.at;
        LwwRegister::merge_some(&mut self.status, at, change.status.clone());
        LwwRegister::merge_some(&mut self.tracking, at, change.tracking.clone());
        LwwRegister::merge_some(&mut self.contents, at, change.contents.clone());
        LwwRegister::merge_some(&mut self.order, at, change.order.clone());
        self.updated_at = self.updated_at.max(Some(at));
    }

    /// Where it stands.
    pub fn status(&self) -> Option<&ReturnStatus> {
        self.status.as_ref().map(|register| &register.value)
    }

    /// What comes back.
    pub fn contents(&self) -> Option<&ReturnContents> {
        self.contents.as_ref().map(|register| &register.value)
    }

    /// The shipments that brought what comes back.
    pub fn shipment_ids(&self) -> BTreeSet<&str> {
        let items = self.contents().map_or(&[][..], |contents| &contents.items);
        items.iter().filter_map(|item| item.shipment_id.as_deref()).collect()
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

    /// The newest source time of what is known.
    pub fn updated_at(&self) -> Option<Time> {
        self.updated_at
    }

    /// The order that it was.
    pub fn order(&self) -> Option<&OrderReference> {
        self.order.as_ref().map(|register| &register.value)
    }
}
