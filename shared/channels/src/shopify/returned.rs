//! Bodies of returns/*: goods on their way back.
//!
//! Fields: <https://shopify.dev/docs/api/webhooks/latest>, payloads of these topics. None of them has a time, so the time
//! of receipt counts. Some have only the return's global id, and the lists of returns/update are what has changed.

use domain::state::Change;
use domain::state::returned::{ReturnChange, ReturnContents, ReturnItem, ReturnStatus, ReturnStep};
use domain::state::shipment::OrderReference;
use serde::{Deserialize, Serialize};
use types::text::shortened;
use types::time::Time;

use super::body_kind::RETURN_GID;
use super::topic::Topic;
use crate::optional_field::{null_is_absent, readable_items, status, text, unreadable_is_absent};
use crate::{Id, NormalizeError, NormalizedEvent, Units};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ReturnBody {
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    id: Option<Id>,
    #[serde(default, deserialize_with = "text")]
    admin_graphql_api_id: Option<String>,
    #[serde(default, deserialize_with = "status")]
    status: Option<String>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    order_id: Option<Id>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    order: Option<Reference>,
    #[serde(default, deserialize_with = "readable_items")]
    return_line_items: Option<Vec<ReturnLineItemBody>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Reference {
    id: Id,
}

#[derive(Debug, Serialize, Deserialize)]
struct ReturnLineItemBody {
    #[serde(default, deserialize_with = "null_is_absent")]
    quantity: Option<Units<0>>,
    #[serde(default, deserialize_with = "text")]
    return_reason: Option<String>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    fulfillment_line_item: Option<FulfillmentLineItem>,
}

#[derive(Debug, Serialize, Deserialize)]
struct FulfillmentLineItem {
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    line_item: Option<Reference>,
}

/// The most items of a return, so that its state fits a row.
const MAX_ITEMS: usize = 5_000;
/// The longest status and reason, in characters.
const MAX_TEXT_CHARS: usize = 40;

/// A return as of the time of receipt.
pub(super) fn normalize(topic: Topic, body: &ReturnBody, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let id = body.id().ok_or_else(|| NormalizeError::new("not_understood", "the body names no return"))?;
    let items = body.return_line_items.as_deref().unwrap_or_default();
    if items.len() > MAX_ITEMS {
        return Err(NormalizeError::new("too_large", format!("the return has more than {MAX_ITEMS} items")));
    }
    let order_id = body.order.as_ref().map(|order| &order.id).or(body.order_id.as_ref());
    let of_order = order_id.map_or_else(String::new, |id| format!(" of order {id}"));
    let status = body.status.as_deref().map(return_status);
    let word = status.as_ref().map_or("changed", |status| &status.word);
    let summary = format!("Return {id}{of_order}: {word}");
    // The lists of an update are what it has changed.
    let has_items = !items.is_empty() && topic != Topic::ReturnsUpdate;
    let change = ReturnChange {
        status,
        contents: has_items.then(|| ReturnContents { items: items.iter().map(item).collect() }),
        order: order_id.map(|id| OrderReference::Id(id.to_string())),
        ..ReturnChange::of(id, received_at)
    };
    Ok(NormalizedEvent::of(Change::Return(change), summary))
}

impl ReturnBody {
    /// The number, which is also the end of the global id.
    fn id(&self) -> Option<String> {
        let number = || {
            let gid = self.admin_graphql_api_id.as_deref()?.strip_prefix(RETURN_GID)?;
            (!gid.is_empty() && gid.len() <= 20 && gid.bytes().all(|c| c.is_ascii_digit())).then(|| gid.to_owned())
        };
        self.id.as_ref().map(Id::to_string).or_else(number)
    }
}

/// A status and its step: <https://shopify.dev/docs/api/admin-graphql/latest/enums/ReturnStatus>, in lower case. The
/// samples of returns/cancel spell it with two l, and those of returns/close without its end.
pub(super) fn return_status(status: &str) -> ReturnStatus {
    let step = match status {
        "requested" | "open" => ReturnStep::Created,
        "closed" | "close" => ReturnStep::Completed,
        "declined" | "canceled" | "cancelled" => ReturnStep::Cancelled,
        _ => ReturnStep::Other,
    };
    ReturnStatus { step, word: shortened(status, MAX_TEXT_CHARS) }
}

fn item(body: &ReturnLineItemBody) -> ReturnItem {
    let line_item = body.fulfillment_line_item.as_ref().and_then(|of| of.line_item.as_ref());
    ReturnItem {
        line_id: line_item.map(|line_item| line_item.id.to_string()),
        shipment_id: None,
        sku: None,
        quantity: body.quantity.map_or(0, |units| units.0),
        reason: body.return_reason.as_deref().map(|reason| shortened(reason, MAX_TEXT_CHARS)),
    }
}
