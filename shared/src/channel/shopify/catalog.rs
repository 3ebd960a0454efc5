//! Bodies of inventory_levels/update and products/update: a summary now, their state later.

use serde::Deserialize;

use crate::channel::{Id, Understood};
use crate::subject::Subject;
use crate::text::shortened;
use crate::time::Time;

#[derive(Debug, Deserialize)]
pub(super) struct InventoryLevelBody {
    inventory_item_id: Id,
    location_id: Id,
    available: Option<i64>,
    updated_at: Option<Time>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ProductBody {
    id: Id,
    #[serde(default)]
    title: String,
    status: Option<String>,
    updated_at: Option<Time>,
    #[serde(default)]
    variants: Vec<serde::de::IgnoredAny>,
}

/// The stock of one item at one place; Shopify gives it no id of its own.
pub(super) fn inventory(body: &InventoryLevelBody) -> Understood {
    let available = body.available.map_or_else(|| "not tracked".to_owned(), |count| format!("{count} available"));
    Understood {
        subject: Some(Subject::inventory(body.inventory_item_id.as_str(), body.location_id.as_str())),
        occurred_at: body.updated_at,
        summary: format!("Inventory item {} at location {}: {available}", body.inventory_item_id, body.location_id),
        change: None,
    }
}

/// A product.
pub(super) fn product(body: &ProductBody) -> Understood {
    let status = shortened(body.status.as_deref().unwrap_or("no status"), 40);
    Understood {
        subject: Some(Subject::product(body.id.as_str())),
        occurred_at: body.updated_at,
        summary: format!(
            "Product {} ({}): {status}, {} variants",
            shortened(&body.title, 80),
            body.id,
            body.variants.len()
        ),
        change: None,
    }
}
