//! Bodies of fulfillment_events/create: a carrier's status of one shipment of an order.
//!
//! Fields: <https://shopify.dev/docs/api/webhooks/latest>, payload of `fulfillment_events/create`. The place of the
//! shipment is not read: at the end it is the customer's address.

use domain::state::Change;
use domain::state::order::{CarrierStatus, CarrierStatusChange, OrderChange};
use serde::{Deserialize, Serialize};
use types::time::Time;

use super::fulfillment::carrier_status;
use crate::optional_field::{UNKNOWN_STATUS, status, unreadable_is_absent};
use crate::{Id, NormalizedEvent};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FulfillmentEventBody {
    fulfillment_id: Id,
    order_id: Id,
    #[serde(default, deserialize_with = "status")]
    status: Option<String>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    happened_at: Option<Time>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    created_at: Option<Time>,
}

/// The carrier's status. It happened before Shopify learned of it, and that before the time of receipt.
pub(super) fn normalize(body: &FulfillmentEventBody, received_at: Time) -> NormalizedEvent {
    let reported_at = body.created_at.or(body.happened_at).unwrap_or(received_at);
    let at = body.happened_at.unwrap_or(reported_at).min(reported_at);
    let status = carrier_status(body.status.as_deref().unwrap_or(UNKNOWN_STATUS));
    let summary = format!("Fulfillment {} of order {}: {}", body.fulfillment_id, body.order_id, status.word);
    let shipment_id = body.fulfillment_id.to_string();
    let carrier_statuses = vec![CarrierStatusChange { shipment_id, at, status: CarrierStatus { status, reported_at } }];
    let change = OrderChange { carrier_statuses, ..OrderChange::of(body.order_id.clone(), reported_at) };
    NormalizedEvent::of(Change::Order(change), summary)
}
