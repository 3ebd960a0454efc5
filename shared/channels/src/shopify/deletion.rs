//! Bodies of orders/delete: the id of what was deleted, and nothing else.
//!
//! Fields: <https://shopify.dev/docs/api/webhooks/latest>, payload of `orders/delete`.

use domain::state::Change;
use domain::state::order::OrderChange;
use serde::{Deserialize, Serialize};

use crate::{Context, Id, NormalizedEvent};

/// The body. Any other member is an error: the topic is not signed, so that a genuine order under this topic must not
/// delete itself.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeletionBody {
    id: Id,
}

/// The order was deleted. The body has no time, so the time of receipt counts.
pub(super) fn order(body: DeletionBody, context: &Context<'_>) -> NormalizedEvent {
    let summary = format!("Order {} was deleted", body.id);
    let change = OrderChange { deleted: true, ..OrderChange::of(body.id, context.received_at) };
    NormalizedEvent::of(Change::Order(change), summary)
}
