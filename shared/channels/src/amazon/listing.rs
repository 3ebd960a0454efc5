//! LISTINGS_ITEM_STATUS_CHANGE and LISTINGS_ITEM_MFN_QUANTITY_CHANGE: a seller's offers and their stock levels.
//!
//! Fields: <https://github.com/amzn/selling-partner-api-models/tree/main/schemas/notifications>,
//! `ListingsItemStatusChangeNotification.json` and `ListingsItemMfnQuantityChange.json`.

use domain::state::product::{Product, Variant};
use domain::state::stock::Stock;
use domain::state::{Change, SnapshotChange};
use domain::subject::{Kind, Subject};
use types::text::shortened;
use types::time::Time;

use crate::lenient::Fields;
use crate::{NormalizeError, NormalizedEvent};

/// The longest SKU, in characters; Amazon's sellers may write 40.
const MAX_SKU_CHARS: usize = 100;
/// The most statuses of a listing; Amazon documents three.
const MAX_STATUSES: usize = 20;
/// The longest status, in characters; a longer one is cut.
const MAX_STATUS_CHARS: usize = 40;

/// A listing. A SKU belongs to one seller and may be listed in several marketplaces, so its id is
/// `<SKU>:<marketplace>`.
pub(super) fn status(fields: &Fields<'_>, at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let (sku, marketplace) = (sku(fields)?, fields.required_id("MarketplaceId", &["MarketplaceId"])?);
    let id = format!("{sku}:{marketplace}");
    let Some(statuses) = fields.texts(&["Status"], MAX_STATUSES)? else {
        let summary = format!("Listing {sku} in {marketplace}: no status");
        return Ok(NormalizedEvent::unchanged(Subject::of(Kind::Product, &id), at, summary));
    };
    let statuses: Vec<_> = statuses.iter().map(|status| shortened(status, MAX_STATUS_CHARS)).collect();
    // Amazon lists BUYABLE and DISCOVERABLE as far as they apply; a listing that is neither has an empty list.
    let status = (!statuses.is_empty()).then(|| statuses.join(", "));
    let status_text = status.as_deref().unwrap_or("neither buyable nor discoverable");
    let summary = format!("Listing {sku} in {marketplace}: {status_text}");
    let variants = vec![Variant { sku: Some(sku), price: None }];
    let snapshot = Product { title: String::new(), status, variants, undescribed_variants: 0 };
    Ok(NormalizedEvent::of(Change::Product(SnapshotChange::of(id, at, snapshot)), summary))
}

/// The seller's own stock level for one fulfillment channel.
pub(super) fn quantity(fields: &Fields<'_>, at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let (sku, channel) = (sku(fields)?, fields.required_id("FulfillmentChannelCode", &["FulfillmentChannelCode"])?);
    let id = format!("{sku}:{channel}");
    let Some(quantity) = fields.integer(&["Quantity"])? else {
        let summary = format!("Stock of {sku} at {channel}: no quantity");
        return Ok(NormalizedEvent::unchanged(Subject::of(Kind::Inventory, &id), at, summary));
    };
    let summary = format!("Stock of {sku} at {channel}: {quantity} available");
    let change = SnapshotChange::of(id, at, Stock { available: Some(quantity) });
    Ok(NormalizedEvent::of(Change::Inventory(change), summary))
}

/// The SKU, the part of an id before the colon and a marketplace or a fulfillment channel. It is free text of the
/// seller, and never cut, since two SKUs could become one. The part after it has no colon, so that no two pairs give
/// the same id.
fn sku(fields: &Fields<'_>) -> Result<String, NormalizeError> {
    let is_valid = |sku: &String| sku.chars().count() <= MAX_SKU_CHARS && !sku.contains(char::is_control);
    let invalid = || NormalizeError::new("not_understood", "its SKU is absent or invalid");
    fields.whole_text(&["Sku"]).filter(is_valid).ok_or_else(invalid)
}
