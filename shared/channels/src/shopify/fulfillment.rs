//! Fulfillments inside of an order's body: which units were sent, by which courier, and where they are.
//!
//! Fields: <https://shopify.dev/docs/api/webhooks/latest>, payload of `orders/create`. That payload has no transactions
//! of the sale (only those of its refunds), so an order's own deliveries say nothing about payments but the payment
//! status.

use std::collections::BTreeMap;

use domain::state::Change;
use domain::state::order::{OrderChange, OwnShipment, OwnShipmentChange};
use domain::state::shipment::{ShipmentStatus, ShipmentStep};
use http::Uri;
use serde::{Deserialize, Serialize};
use types::text::shortened;
use types::time::Time;

use crate::optional_field::{null_is_absent, readable_items, status, text, texts, unreadable_is_absent};
use crate::{Id, NormalizeError, NormalizedEvent, Units};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FulfillmentBody {
    pub(super) id: Id,
    /// Its order; only needed if the body is the fulfillment alone.
    #[serde(default, deserialize_with = "unreadable_is_absent", skip_serializing_if = "Option::is_none")]
    pub(super) order_id: Option<Id>,
    #[serde(default, deserialize_with = "status")]
    pub(super) status: Option<String>,
    #[serde(default, deserialize_with = "status")]
    pub(super) shipment_status: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) tracking_company: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) tracking_number: Option<String>,
    #[serde(default, deserialize_with = "texts")]
    pub(super) tracking_numbers: Option<Vec<Option<String>>>,
    #[serde(default, deserialize_with = "text")]
    pub(super) tracking_url: Option<String>,
    #[serde(default, deserialize_with = "texts")]
    pub(super) tracking_urls: Option<Vec<Option<String>>>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    pub(super) created_at: Option<Time>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    pub(super) updated_at: Option<Time>,
    #[serde(default, deserialize_with = "readable_items")]
    pub(super) line_items: Option<Vec<LineItemBody>>,
}

/// A line item of the order, with the units of this fulfillment.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LineItemBody {
    pub(super) id: Id,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) quantity: Option<Units<0>>,
}

/// The most fulfillments of an order, so that its state fits a row.
const MAX_FULFILLMENTS: usize = 500;
/// The most line items of all fulfillments of an order, so that its state fits a row.
const MAX_LINE_ITEMS: usize = 5_000;
/// The most tracking numbers, and the most tracking URLs, of one fulfillment; further ones are ignored.
pub const MAX_TRACKING_NUMBERS: usize = 20;
/// The longest status, in characters; a longer one is cut.
const MAX_STATUS_CHARS: usize = 40;
/// The longest courier name and tracking number, in characters; a longer one is cut.
const MAX_TEXT_CHARS: usize = 100;
/// The longest tracking URL, in bytes. A longer one is ignored: cut, it would lead elsewhere.
const MAX_URL_BYTES: usize = 500;

/// Checks that the fulfillments fit a row.
///
/// # Errors
/// `too_large`.
pub(super) fn check_bounds(fulfillments: &[FulfillmentBody]) -> Result<(), NormalizeError> {
    let line_items = |fulfillment: &FulfillmentBody| fulfillment.line_items.as_ref().map_or(0, Vec::len);
    let total_line_items = fulfillments.iter().map(line_items).sum::<usize>();
    if fulfillments.len() > MAX_FULFILLMENTS || total_line_items > MAX_LINE_ITEMS {
        let message =
            format!("the order has more than {MAX_FULFILLMENTS} fulfillments, or {MAX_LINE_ITEMS} line items in them");
        return Err(NormalizeError::new("too_large", message));
    }
    Ok(())
}

impl FulfillmentBody {
    /// The change of this fulfillment. Its time is the fulfillment's own, or its order's if that is absent or earlier.
    pub(super) fn change(&self, order_at: Time) -> OwnShipmentChange {
        let at = self.updated_at.or(self.created_at).unwrap_or(order_at).min(order_at);
        let (number, url) = (self.tracking_number.as_ref(), self.tracking_url.as_ref());
        let shipment = OwnShipment {
            status: self.status(),
            courier: trimmed(self.tracking_company.as_deref()),
            numbers: distinct(self.tracking_numbers.as_deref(), number, |number| trimmed(Some(number))),
            urls: distinct(self.tracking_urls.as_deref(), url, web_url),
            units: self.units(),
            created_at: self.created_at.map(|created| created.min(order_at)),
        };
        OwnShipmentChange { id: self.id.to_string(), at, shipment }
    }

    /// The step: cancelled or failed by the fulfillment's own status, else by the carrier's status, else by whether it
    /// was handed over. Values: <https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentStatus> and
    /// <https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentEventStatus>, in lower case.
    fn status(&self) -> ShipmentStatus {
        let own = self.status.as_deref().filter(|status| !status.is_empty()).unwrap_or("pending");
        let carrier = self.shipment_status.as_deref().filter(|status| !status.is_empty());
        let (step, status) = match (own, carrier) {
            ("cancelled", _) => (ShipmentStep::Cancelled, own),
            ("error" | "failure", _) => (ShipmentStep::Other, own),
            (_, Some(status)) => (carrier_step(status), status),
            ("success", None) => (ShipmentStep::PickedUp, own),
            ("pending" | "open", None) => (ShipmentStep::Created, own),
            (_, None) => (ShipmentStep::Other, own),
        };
        ShipmentStatus { step, word: shortened(status, MAX_STATUS_CHARS) }
    }

    /// Units by line item; line items of zero units are left out.
    fn units(&self) -> BTreeMap<String, u64> {
        let mut units = BTreeMap::<String, u64>::new();
        for line_item in self.line_items.iter().flatten() {
            if let Some(Units(quantity @ 1..)) = line_item.quantity {
                let total = units.entry(line_item.id.to_string()).or_default();
                *total = total.saturating_add(quantity);
            }
        }
        units
    }
}

/// The body of fulfillments/create and fulfillments/update: a shipment of an order, as in the order's body.
pub(super) fn normalize(body: &FulfillmentBody, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    check_bounds(std::slice::from_ref(body))?;
    let order_id = body.order_id.as_ref();
    let order_id = order_id.ok_or_else(|| NormalizeError::new("not_understood", "the fulfillment names no order"))?;
    let shipment = body.change(received_at);
    let summary = format!("Fulfillment {} of order {order_id}: {}", body.id, shipment.shipment.status.word);
    let change = OrderChange { shipments: vec![shipment.clone()], ..OrderChange::of(order_id.clone(), shipment.at) };
    Ok(NormalizedEvent::of(Change::Order(change), summary))
}

/// A carrier's status with its step. Values: <https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentEventStatus>,
/// in lower case.
pub(super) fn carrier_status(status: &str) -> ShipmentStatus {
    ShipmentStatus { step: carrier_step(status), word: shortened(status, MAX_STATUS_CHARS) }
}

/// The step of a carrier's status; [`ShipmentStep::Other`] for a status that Shopify does not document.
fn carrier_step(status: &str) -> ShipmentStep {
    match status {
        "label_purchased" | "label_printed" | "confirmed" => ShipmentStep::ReadyToShip,
        "carrier_picked_up" | "picked_up" => ShipmentStep::PickedUp,
        "in_transit" | "delayed" => ShipmentStep::InTransit,
        "out_for_delivery" | "ready_for_pickup" | "ready_for_recipient_pickup" => ShipmentStep::OutForDelivery,
        "attempted_delivery" | "failure" => ShipmentStep::DeliveryFailed,
        "delivered" => ShipmentStep::Delivered,
        "returning_to_sender" => ShipmentStep::Returning,
        _ => ShipmentStep::Other,
    }
}

/// The valid values of a list and of the single field beside it, each once, in the list's order.
fn distinct(
    list: Option<&[Option<String>]>,
    single: Option<&String>,
    valid: impl Fn(&str) -> Option<String>,
) -> Vec<String> {
    let mut all = Vec::new();
    for value in list.into_iter().flatten().flatten().chain(single).filter_map(|value| valid(value)) {
        if all.len() < MAX_TRACKING_NUMBERS && !all.contains(&value) {
            all.push(value);
        }
    }
    all
}

fn trimmed(value: Option<&str>) -> Option<String> {
    value.map(|value| shortened(value.trim(), MAX_TEXT_CHARS)).filter(|value| !value.is_empty())
}

/// A URL that is safe to link: of a web page, and without user information, which could look like another host.
fn web_url(value: &str) -> Option<String> {
    let value = value.trim();
    let uri: Uri = (value.len() <= MAX_URL_BYTES).then(|| value.parse().ok()).flatten()?;
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    let host = uri.authority().filter(|authority| !authority.as_str().contains('@') && !authority.host().is_empty());
    (is_web && host.is_some()).then(|| value.to_owned())
}
