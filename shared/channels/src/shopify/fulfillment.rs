//! Fulfilments inside of an order's body: what was sent, by whom, and where it is.
//!
//! Fields: <https://shopify.dev/docs/api/webhooks/latest>, payload of `orders/create`. That payload has no transactions of
//! the sale (only those of its refunds), so that an order's own deliveries tell of no payments but by its payment status.

use std::collections::BTreeMap;

use domain::state::order::{OwnShipment, OwnShipmentChange};
use domain::state::shipment::{ShipmentStatus, ShipmentStep};
use http::Uri;
use serde::{Deserialize, Serialize};
use types::text::shortened;
use types::time::Time;

use crate::{Id, NormalizeError, Units};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FulfillmentBody {
    pub(super) id: Id,
    pub(super) status: Option<String>,
    pub(super) shipment_status: Option<String>,
    pub(super) tracking_company: Option<String>,
    pub(super) tracking_number: Option<String>,
    pub(super) tracking_numbers: Option<Vec<Option<String>>>,
    pub(super) tracking_url: Option<String>,
    pub(super) tracking_urls: Option<Vec<Option<String>>>,
    pub(super) created_at: Option<Time>,
    pub(super) updated_at: Option<Time>,
    pub(super) line_items: Option<Vec<LineBody>>,
}

/// A line in it. It is the order's line, with the units of this fulfilment.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LineBody {
    pub(super) id: Id,
    pub(super) quantity: Option<Units<0>>,
}

/// The most fulfilments of an order, and the most lines of one: few enough for a row.
const MOST: usize = 500;
const MOST_LINES: usize = 5_000;
/// The most numbers, and the most URLs, of one that are kept; the rest is left out.
pub const MOST_TOLD: usize = 20;
/// The longest words, numbers and URLs that are kept, in characters. A longer URL is left out: cut, it leads elsewhere.
const LONGEST_WORD: usize = 40;
const LONGEST_TEXT: usize = 100;
const LONGEST_URL: usize = 500;

/// Refuses more than a row holds.
///
/// # Errors
/// `too_large`.
pub(super) fn not_too_many(fulfillments: &[FulfillmentBody]) -> Result<(), NormalizeError> {
    let lines = |one: &FulfillmentBody| one.line_items.as_ref().map_or(0, Vec::len);
    if fulfillments.len() > MOST || fulfillments.iter().map(lines).sum::<usize>() > MOST_LINES {
        let message = format!("the order has more than {MOST} fulfilments, or {MOST_LINES} lines in them");
        return Err(NormalizeError::new("too_large", message));
    }
    Ok(())
}

impl FulfillmentBody {
    /// The fulfilment as it was known when its order was: its own time is never later than the order's.
    pub(super) fn change(&self, order_at: Time) -> OwnShipmentChange {
        let at = self.updated_at.or(self.created_at).unwrap_or(order_at).min(order_at);
        let shipment = OwnShipment {
            status: self.status(),
            courier: text(self.tracking_company.as_deref()),
            numbers: told(self.tracking_numbers.as_deref(), self.tracking_number.as_ref(), |number| text(Some(number))),
            urls: told(self.tracking_urls.as_deref(), self.tracking_url.as_ref(), url),
            units: self.units(),
            created_at: self.created_at.map(|created| created.min(order_at)),
        };
        OwnShipmentChange { id: self.id.to_string(), at, shipment }
    }

    /// Where it stands: called off or failed by its own status, else as its carrier says, else as far as handing it over
    /// came. Words: <https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentStatus> and
    /// <https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentEventStatus>, in lower case.
    fn status(&self) -> ShipmentStatus {
        let own = self.status.as_deref().filter(|word| !word.is_empty()).unwrap_or("pending");
        let carriers = self.shipment_status.as_deref().filter(|word| !word.is_empty());
        let (step, word) = match (own, carriers) {
            ("cancelled", _) => (ShipmentStep::Cancelled, own),
            ("error" | "failure", _) => (ShipmentStep::Other, own),
            (_, Some(word)) => (carriers_step(word), word),
            ("success", None) => (ShipmentStep::PickedUp, own),
            ("pending" | "open", None) => (ShipmentStep::Created, own),
            (_, None) => (ShipmentStep::Other, own),
        };
        ShipmentStatus { step, word: shortened(word, LONGEST_WORD) }
    }

    /// Units by line; a line of none is left out.
    fn units(&self) -> BTreeMap<String, u64> {
        let mut units = BTreeMap::<String, u64>::new();
        for line in self.line_items.iter().flatten() {
            if let Some(Units(quantity @ 1..)) = line.quantity {
                let held = units.entry(line.id.to_string()).or_default();
                *held = held.saturating_add(quantity);
            }
        }
        units
    }
}

/// What a carrier's word means.
fn carriers_step(word: &str) -> ShipmentStep {
    match word {
        "label_purchased" | "label_printed" | "confirmed" => ShipmentStep::ReadyToShip,
        "carrier_picked_up" | "picked_up" => ShipmentStep::PickedUp,
        "in_transit" | "delayed" => ShipmentStep::InTransit,
        "out_for_delivery" | "ready_for_pickup" => ShipmentStep::OutForDelivery,
        "attempted_delivery" | "failure" => ShipmentStep::DeliveryFailed,
        "delivered" => ShipmentStep::Delivered,
        _ => ShipmentStep::Other,
    }
}

/// What a list and the field of one say, each once, in the list's order.
fn told(list: Option<&[Option<String>]>, one: Option<&String>, kept: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut all = Vec::new();
    for told in list.into_iter().flatten().flatten().chain(one).filter_map(|told| kept(told)) {
        if all.len() < MOST_TOLD && !all.contains(&told) {
            all.push(told);
        }
    }
    all
}

fn text(told: Option<&str>) -> Option<String> {
    told.map(|told| shortened(told.trim(), LONGEST_TEXT)).filter(|told| !told.is_empty())
}

/// A URL that people may be led to: of a web page, and without a name before its host, which could look like another one.
fn url(told: &str) -> Option<String> {
    let told = told.trim();
    let uri: Uri = (told.len() <= LONGEST_URL).then(|| told.parse().ok()).flatten()?;
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    let host = uri.authority().filter(|authority| !authority.as_str().contains('@') && !authority.host().is_empty());
    (is_web && host.is_some()).then(|| told.to_owned())
}
