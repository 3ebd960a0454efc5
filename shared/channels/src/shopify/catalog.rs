//! Bodies of inventory_levels/update and products/update.

use domain::state::product::{Product, Variant};
use domain::state::stock::Stock;
use domain::state::{Change, SnapshotChange};
use serde::{Deserialize, Serialize};
use types::text::shortened;
use types::time::Time;

use crate::optional_field::{items_or_empty, null_is_absent, text, unreadable_is_absent};
use crate::{Amount, Id, NormalizeError, NormalizedEvent};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct InventoryLevelBody {
    inventory_item_id: Id,
    location_id: Id,
    #[serde(default, deserialize_with = "null_is_absent")]
    available: Option<i64>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    updated_at: Option<Time>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ProductBody {
    id: Id,
    #[serde(default, deserialize_with = "text")]
    title: Option<String>,
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    updated_at: Option<Time>,
    #[serde(default, deserialize_with = "items_or_empty")]
    variants: Vec<VariantBody>,
}

#[derive(Debug, Serialize, Deserialize)]
struct VariantBody {
    #[serde(default, deserialize_with = "text")]
    sku: Option<String>,
    #[serde(default, deserialize_with = "null_is_absent")]
    price: Option<Amount>,
}

/// The most variants of a product: Shopify's own limit
/// (<https://shopify.dev/changelog/the-product-variant-limit-is-now-2048-for-all-merchants>).
const MAX_VARIANTS: usize = 2_048;
/// The longest title, in characters; longer text is cut, as for the other two.
const MAX_TITLE_CHARS: usize = 80;
/// The longest status, in characters.
const MAX_STATUS_CHARS: usize = 40;
/// The longest SKU, in characters.
const MAX_SKU_CHARS: usize = 100;

/// The stock level of one item at one location. Shopify gives it no id of its own, so its id has both.
pub(super) fn inventory(body: &InventoryLevelBody, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let available = body.available.map_or_else(|| "not tracked".to_owned(), |count| format!("{count} available"));
    let summary = format!("Inventory item {} at location {}: {available}", body.inventory_item_id, body.location_id);
    let id = format!("{}:{}", body.inventory_item_id, body.location_id);
    let stock = Stock { available: body.available };
    let change = SnapshotChange::of(id, body.updated_at.unwrap_or(received_at), stock);
    Ok(NormalizedEvent::of(Change::Inventory(change), summary))
}

/// A product.
pub(super) fn product(body: ProductBody, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    if body.variants.len() > MAX_VARIANTS {
        return Err(NormalizeError::new("too_large", format!("the product has more than {MAX_VARIANTS} variants")));
    }
    let status = body.status.as_deref().map(|status| shortened(status, MAX_STATUS_CHARS));
    let title = shortened(body.title.as_deref().unwrap_or_default(), MAX_TITLE_CHARS);
    let status_text = status.as_deref().unwrap_or("no status");
    let summary = format!("Product {title} ({}): {status_text}, {} variants", body.id, body.variants.len());
    let variant = |variant: &VariantBody| Variant {
        sku: variant.sku.as_deref().map(|sku| shortened(sku, MAX_SKU_CHARS)),
        price: variant.price.map(|price| price.0),
    };
    let snapshot = Product { title, status, variants: body.variants.iter().map(variant).collect() };
    let change = SnapshotChange::of(body.id, body.updated_at.unwrap_or(received_at), snapshot);
    Ok(NormalizedEvent::of(Change::Product(change), summary))
}
