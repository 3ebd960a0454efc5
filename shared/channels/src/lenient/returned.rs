//! Returns of marketplaces, read leniently.

use domain::state::Change;
use domain::state::returned::{ReturnChange, ReturnContents, ReturnItem};
use domain::state::shipment::OrderReference;
use types::time::Time;

use super::order::{MAX_LINE_ITEMS, changed_at, order_id};
use super::shipment::{status_text, tracking};
use super::{Fields, field_aliases, status_keywords};
use crate::optional_field::UNKNOWN_STATUS;
use crate::{NormalizeError, NormalizedEvent};

/// Whether the body may be about a return; an order with the status "returned" may, too.
pub(crate) fn may_be_return(fields: &Fields<'_>) -> Result<bool, NormalizeError> {
    let status = fields.text(field_aliases::STATUS);
    Ok(status.is_some_and(|status| status_keywords::is_returned(&status)) || is_return(fields)?)
}

/// Whether the body is about a return, and not about an order.
pub(crate) fn is_return(fields: &Fields<'_>) -> Result<bool, NormalizeError> {
    let has_id = fields.object(field_aliases::RETURN)?.is_some() || fields.text(field_aliases::RETURN_ID).is_some();
    let has_items = || Ok(fields.items(field_aliases::RETURN_LINE_ITEMS, MAX_LINE_ITEMS, |_, _| Ok(()))?.is_some());
    let has_status = || fields.text(field_aliases::STATUS).is_some_and(|status| status_keywords::is_return(&status));
    Ok(has_id || has_items()? || has_status())
}

/// The return. Without an id of its own it has the order's id, followed by that of its line item if there is only one.
///
/// # Errors
/// `not_understood` without a valid order id or for an invalid id of the return; `bad_quantity`, `too_large`.
pub(crate) fn returned(fields: &Fields<'_>, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let no_order_id = || NormalizeError::new("not_understood", "the body has no order id");
    let order = order_id(fields)?.ok_or_else(no_order_id)?;
    let items = match fields.items(field_aliases::RETURN_LINE_ITEMS, MAX_LINE_ITEMS, return_item)? {
        Some(items) => items,
        None => fields.items(field_aliases::LINE_ITEMS, MAX_LINE_ITEMS, return_item)?.unwrap_or_default(),
    };
    let object = fields.object(field_aliases::RETURN)?;
    let object_id = object.map_or(Ok(None), |returned| returned.id(field_aliases::OBJECT_ID))?;
    let id = match (fields.id(field_aliases::RETURN_ID)?.or(object_id), items.as_slice()) {
        (Some(id), _) => id,
        (None, [ReturnItem { line_id: Some(line), .. }]) => format!("{order}:{line}"),
        (None, _) => order.clone(),
    };
    let status = status_text(fields).map(|status| status_keywords::returned(&status));
    let status_word = status.as_ref().map_or(UNKNOWN_STATUS, |status| &status.word);
    let summary = format!("Return {id} of order {order}: {status_word}");
    let change = ReturnChange {
        status,
        tracking: tracking(fields),
        contents: (!items.is_empty()).then_some(ReturnContents { items }),
        order: Some(OrderReference::Id(order)),
        ..ReturnChange::of(id, changed_at(fields, received_at))
    };
    Ok(NormalizedEvent::of(Change::Return(change), summary))
}

fn return_item(_: usize, item: Fields<'_>) -> Result<ReturnItem, NormalizeError> {
    Ok(ReturnItem {
        line_id: item.optional_id(field_aliases::LINE_ITEM_ID),
        shipment_id: item.optional_id(&["shipmentId"]),
        sku: item.text(field_aliases::SKU),
        quantity: item.units(field_aliases::QUANTITY)?.unwrap_or(1),
        reason: item.text(field_aliases::REASON),
    })
}
