//! LISTINGS_ITEM_STATUS_CHANGE and LISTINGS_ITEM_MFN_QUANTITY_CHANGE: what a seller offers, and how many there are.
//!
//! Fields: <https://github.com/amzn/selling-partner-api-models/tree/main/schemas/notifications>,
//! `ListingsItemStatusChangeNotification.json` and `ListingsItemMfnQuantityChange.json`.

use domain::state::product::{Product, Variant};
use domain::state::stock::Stock;
use domain::state::{Change, SnapshotChange};
use serde::Deserialize;
use types::text::shortened;
use types::time::Time;

use super::{Envelope, not_documented};
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

/// The longest SKU that is taken, in characters; Amazon's sellers may write 40.
const LONGEST_SKU: usize = 100;
/// The most words of a listing's status; Amazon documents three.
const MOST_WORDS: usize = 20;

/// A listing. A SKU is one seller's own and may stand in several marketplaces, so that a listing is `<SKU>:<marketplace>`.
pub(super) fn status(payload: StatusPayload, envelope: &Envelope<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let StatusPayload { marketplace_id, sku, status } = payload;
    if status.len() > MOST_WORDS {
        return Err(NormalizeError::new("too_large", format!("the status has more than {MOST_WORDS} words")));
    }
    let words: Vec<_> = status.iter().map(|word| shortened(word, 40)).collect();
    // Amazon lists what is true of it; of what can neither be bought nor found it lists nothing.
    let status = (!words.is_empty()).then(|| words.join(", "));
    let word = status.as_deref().unwrap_or("neither to be bought nor to be found");
    let (id, at) = (id_of(&sku, &marketplace_id, envelope)?, time(envelope)?);
    let summary = format!("Listing {sku} in {marketplace_id}: {word}");
    let snapshot = Product { title: String::new(), status, variants: vec![Variant { sku: Some(sku), price: None }] };
    Ok(NormalizedEvent::of(Change::Product(SnapshotChange { id, at, snapshot }), summary))
}

/// What the seller himself has in stock, for one way of sending it.
pub(super) fn quantity(payload: &QuantityPayload, envelope: &Envelope<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let QuantityPayload { fulfillment_channel_code: place, sku, quantity } = payload;
    let (id, at) = (id_of(sku, place, envelope)?, time(envelope)?);
    let summary = format!("Stock of {sku} at {place}: {quantity} available");
    let change = SnapshotChange { id, at, snapshot: Stock { available: Some(*quantity) } };
    Ok(NormalizedEvent::of(Change::Inventory(change), summary))
}

/// `<SKU>:<place>`. A SKU is what its seller likes, so it is taken as it is or not at all: cut, two could become one.
/// Places have no colon, so that no two pairs make one text.
fn id_of(sku: &str, place: &Id, envelope: &Envelope<'_>) -> Result<String, NormalizeError> {
    let good = !sku.is_empty() && sku.chars().count() <= LONGEST_SKU && !sku.contains(char::is_control);
    good.then(|| format!("{sku}:{place}")).ok_or_else(|| not_documented(envelope, "its SKU is none"))
}

fn time(envelope: &Envelope<'_>) -> Result<Time, NormalizeError> {
    envelope.event_time.ok_or_else(|| not_documented(envelope, "it has no time"))
}
