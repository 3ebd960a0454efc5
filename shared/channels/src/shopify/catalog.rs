//! Bodies of inventory_levels/update and products/update.

use std::collections::HashSet;

use domain::state::product::{Product, Variant};
use domain::state::stock::Stock;
use domain::state::{Change, SnapshotChange};
use serde::{Deserialize, Serialize};
use types::text::shortened;
use types::time::Time;

use crate::optional_field::{items, null_is_absent, readable_items, text, unreadable_is_absent};
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
    #[serde(default, deserialize_with = "items")]
    variants: Option<Vec<VariantBody>>,
    /// The ids of all variants, of a product that has so many that `variants` has only some of them, or none:
    /// <https://shopify.dev/docs/api/admin/migrate/new-product-model/api-updates#webhook-updates>
    #[serde(default, deserialize_with = "readable_items", skip_serializing_if = "Option::is_none")]
    variant_gids: Option<Vec<VariantGid>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct VariantGid {
    admin_graphql_api_id: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct VariantBody {
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    id: Option<Id>,
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

impl ProductBody {
    /// The number of variants of which the body has only the id.
    fn undescribed_variants(&self) -> usize {
        let described = self.variants.iter().flatten().filter_map(|variant| variant.id.as_ref());
        let described: HashSet<_> = described.map(Id::as_str).collect();
        let gids = self.variant_gids.iter().flatten().map(|gid| gid.admin_graphql_api_id.as_str());
        // `gid://shopify/ProductVariant/<id>`
        let ids: HashSet<_> = gids.map(|gid| gid.rsplit('/').next().unwrap_or(gid)).collect();
        ids.difference(&described).count()
    }

    /// The number of variants, and what the body leaves out.
    fn variants_text(&self) -> String {
        let (described, undescribed) = (self.variants.as_ref().map_or(0, Vec::len), self.undescribed_variants());
        let total = described.saturating_add(undescribed);
        let noun = if total == 1 { "variant" } else { "variants" };
        match (described, undescribed) {
            (0, 0) if self.variants.is_none() => "variants not reported".to_owned(),
            (_, 0) => format!("{total} {noun}"),
            (0, _) => format!("{total} {noun}, without their SKUs and prices"),
            _ => format!("{total} {noun}, {undescribed} of them without SKU and price"),
        }
    }
}

/// A product.
pub(super) fn product(body: ProductBody, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let described = body.variants.as_deref().unwrap_or_default();
    let undescribed = body.undescribed_variants();
    if described.len().saturating_add(undescribed) > MAX_VARIANTS {
        return Err(NormalizeError::new("too_large", format!("the product has more than {MAX_VARIANTS} variants")));
    }
    let status = body.status.as_deref().map(|status| shortened(status, MAX_STATUS_CHARS));
    let title = shortened(body.title.as_deref().unwrap_or_default(), MAX_TITLE_CHARS);
    let status_text = status.as_deref().unwrap_or("no status");
    let name = if title.is_empty() { body.id.to_string() } else { format!("{title} ({})", body.id) };
    let summary = format!("Product {name}: {status_text}, {}", body.variants_text());
    let variant = |variant: &VariantBody| Variant {
        sku: variant.sku.as_deref().map(|sku| shortened(sku, MAX_SKU_CHARS)),
        price: variant.price.map(|price| price.0),
    };
    let variants = described.iter().map(variant).collect();
    let undescribed_variants = u64::try_from(undescribed).unwrap_or(u64::MAX);
    let snapshot = Product { title, status, variants, undescribed_variants };
    let change = SnapshotChange::of(body.id, body.updated_at.unwrap_or(received_at), snapshot);
    Ok(NormalizedEvent::of(Change::Product(change), summary))
}
