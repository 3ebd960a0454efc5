//! Bodies of inventory_levels/disconnect: an item is no longer stocked at a location.
//!
//! Fields: <https://shopify.dev/docs/api/webhooks/latest>, payload of `inventory_levels/disconnect`.

use domain::state::stock::Stock;
use domain::state::{Change, SnapshotChange};
use serde::{Deserialize, Serialize};

use crate::{Context, Id, NormalizedEvent};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DisconnectionBody {
    inventory_item_id: Id,
    location_id: Id,
}

/// The stock there is no longer tracked. The body has no time, so the time of receipt counts.
pub(super) fn normalize(body: &DisconnectionBody, context: &Context<'_>) -> NormalizedEvent {
    let DisconnectionBody { inventory_item_id, location_id } = body;
    let summary = format!("Inventory item {inventory_item_id} is no longer stocked at location {location_id}");
    let id = format!("{inventory_item_id}:{location_id}");
    let change = SnapshotChange::of(id, context.received_at, Stock { available: None });
    NormalizedEvent::of(Change::Inventory(change), summary)
}
