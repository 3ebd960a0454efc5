//! LISTINGS_ITEM_STATUS_CHANGE and LISTINGS_ITEM_MFN_QUANTITY_CHANGE: a seller's offers and their stock levels.
//!
//! Fields: <https://github.com/amzn/selling-partner-api-models/tree/main/schemas/notifications>,
//! `ListingsItemStatusChangeNotification.json` and `ListingsItemMfnQuantityChange.json`.

use domain::state::product::{Product, Variant};
use domain::state::stock::Stock;
use domain::state::{Change, SnapshotChange};
use serde::Deserialize;
use types::text::shortened;

use super::envelope::Envelope;
use super::{required_event_time, undocumented};
use crate::{Id, NormalizeError, NormalizedEvent};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct StatusPayload {
    marketplace_id: Id,
    sku: String,
    status: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct QuantityPayload {
    fulfillment_channel_code: Id,
    sku: String,
    quantity: i64,
}

/// The longest SKU, in characters; Amazon's sellers may write 40.
const MAX_SKU_CHARS: usize = 100;
/// The most statuses of a listing; Amazon documents three.
const MAX_STATUSES: usize = 20;
/// The longest status, in characters; a longer one is cut.
const MAX_STATUS_CHARS: usize = 40;

/// A listing. A SKU belongs to one seller and may be listed in several marketplaces, so its id is
/// `<SKU>:<marketplace>`.
pub(super) fn status(payload: StatusPayload, envelope: &Envelope<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let StatusPayload { marketplace_id, sku, status } = payload;
    if status.len() > MAX_STATUSES {
        return Err(NormalizeError::new("too_large", format!("the listing has more than {MAX_STATUSES} statuses")));
    }
    let statuses: Vec<_> = status.iter().map(|status| shortened(status, MAX_STATUS_CHARS)).collect();
    // Amazon lists BUYABLE and DISCOVERABLE as far as they apply; a listing that is neither has an empty list.
    let status = (!statuses.is_empty()).then(|| statuses.join(", "));
    let status_text = status.as_deref().unwrap_or("neither buyable nor discoverable");
    let (id, at) = (id_of(&sku, &marketplace_id, envelope)?, required_event_time(envelope)?);
    let summary = format!("Listing {sku} in {marketplace_id}: {status_text}");
    let snapshot = Product { title: String::new(), status, variants: vec![Variant { sku: Some(sku), price: None }] };
    Ok(NormalizedEvent::of(Change::Product(SnapshotChange::of(id, at, snapshot)), summary))
}

/// The seller's own stock level for one fulfillment channel.
pub(super) fn quantity(payload: &QuantityPayload, envelope: &Envelope<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let QuantityPayload { fulfillment_channel_code: channel, sku, quantity } = payload;
    let (id, at) = (id_of(sku, channel, envelope)?, required_event_time(envelope)?);
    let summary = format!("Stock of {sku} at {channel}: {quantity} available");
    let change = SnapshotChange::of(id, at, Stock { available: Some(*quantity) });
    Ok(NormalizedEvent::of(Change::Inventory(change), summary))
}

/// `<SKU>:<suffix>`, where the suffix is a marketplace or a fulfillment channel. The SKU is free text of the seller; it
/// is never cut, since two SKUs could become one. The suffix has no colon, so that no two pairs give the same id.
fn id_of(sku: &str, suffix: &Id, envelope: &Envelope<'_>) -> Result<String, NormalizeError> {
    let is_valid = !sku.is_empty() && sku.chars().count() <= MAX_SKU_CHARS && !sku.contains(char::is_control);
    is_valid.then(|| format!("{sku}:{suffix}")).ok_or_else(|| undocumented(envelope, "its SKU is invalid"))
}
