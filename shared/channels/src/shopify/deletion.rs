//! Bodies of orders/delete and products/delete: the id of what was deleted, and nothing else.
//!
//! Fields: <https://shopify.dev/docs/api/webhooks/latest>, payloads of these topics. They have no time, so the time of
//! receipt counts.

use domain::state::order::OrderChange;
use domain::state::product::Product;
use domain::state::{Change, SnapshotChange};
use serde::{Deserialize, Serialize};

use crate::{Context, Id, NormalizedEvent};

/// The body. Any other member is an error: the topic is not signed, so that a genuine order under this topic must not
/// delete itself.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeletionBody {
    id: Id,
}

/// The order was deleted.
pub(super) fn order(body: DeletionBody, context: &Context<'_>) -> NormalizedEvent {
    let summary = format!("Order {} was deleted", body.id);
    let change = OrderChange { deleted: true, ..OrderChange::of(body.id, context.received_at) };
    NormalizedEvent::of(Change::Order(change), summary)
}

/// The status of a deleted product. Its webhooks have one of
/// <https://shopify.dev/docs/api/admin-graphql/latest/enums/ProductStatus>.
const DELETED_PRODUCT_STATUS: &str = "deleted";

/// The product was deleted. An update that is sent again later has an earlier time and changes nothing.
pub(super) fn product(body: DeletionBody, context: &Context<'_>) -> NormalizedEvent {
    let summary = format!("Product {} was deleted", body.id);
    let snapshot = Product {
        title: String::new(),
        status: Some(DELETED_PRODUCT_STATUS.to_owned()),
        variants: Vec::new(),
        undescribed_variants: 0,
    };
    NormalizedEvent::of(Change::Product(SnapshotChange::of(body.id, context.received_at, snapshot)), summary)
}
