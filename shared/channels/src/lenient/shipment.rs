//! Shipments of marketplaces, read leniently.

use domain::state::Change;
use domain::state::shipment::{OrderReference, ShipmentChange, ShipmentContents, ShipmentItem, Tracking};
use types::time::Time;

use super::order::{MAX_LINE_ITEMS, changed_at, currency, optional_order_id};
use super::{Fields, field_aliases, status_keywords};
use crate::optional_field::UNKNOWN_STATUS;
use crate::{NormalizeError, NormalizedEvent};

/// The status of a body that has none.
const DEFAULT_STATUS: &str = "CREATED";

/// The status of a shipment or a return; the default one if the body has none, `None` for one that cannot be read.
pub(super) fn status_text(fields: &Fields<'_>) -> Option<String> {
    let default = || (!fields.has(field_aliases::STATUS)).then(|| DEFAULT_STATUS.to_owned());
    fields.text(field_aliases::STATUS).or_else(default)
}

/// Whether the body is about a shipment.
pub(crate) fn is_shipment(fields: &Fields<'_>) -> Result<bool, NormalizeError> {
    Ok(fields.object(field_aliases::SHIPMENT)?.is_some() || fields.text(field_aliases::SHIPMENT_ID).is_some())
}

/// The courier and the tracking number; `None` if the body has neither.
pub(crate) fn tracking(fields: &Fields<'_>) -> Option<Tracking> {
    let (courier, number) = (fields.text(field_aliases::COURIER), fields.text(field_aliases::TRACKING_NUMBER));
    let is_tracked = courier.is_some() || number.is_some();
    is_tracked.then_some(Tracking { courier, number, place: None })
}

/// The shipment. Without a status it was created.
///
/// # Errors
/// `not_understood` without a valid shipment id; `bad_quantity`, `too_large`.
pub(crate) fn shipment(fields: &Fields<'_>, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let object = fields.object(field_aliases::SHIPMENT)?;
    let object_id = object.map_or(Ok(None), |shipment| shipment.id(field_aliases::OBJECT_ID))?;
    let id = object_id.map_or_else(|| fields.required_id("shipment id", field_aliases::SHIPMENT_ID), Ok)?;
    let order = optional_order_id(fields);
    let status = status_text(fields).map(|status| status_keywords::shipment(&status));
    let status_word = status.as_ref().map_or(UNKNOWN_STATUS, |status| &status.word);
    let of_order = order.as_ref().map_or_else(String::new, |order| format!(" of order {order}"));
    let summary = format!("Shipment {id}{of_order}: {status_word}");
    let read_item = |index, item| shipment_item(index, item, order.as_deref());
    let items = fields.items(field_aliases::LINE_ITEMS, MAX_LINE_ITEMS, read_item)?;
    let currency = Some(currency(fields));
    let change = ShipmentChange {
        status,
        tracking: tracking(fields),
        contents: items.filter(|items| !items.is_empty()).map(|items| ShipmentContents { currency, items }),
        order: order.map(OrderReference::Id),
        ..ShipmentChange::of(id, changed_at(fields, received_at))
    };
    Ok(NormalizedEvent::of(Change::Shipment(change), summary))
}

/// An item without an id has its position as id, from 1.
fn shipment_item(index: usize, item: Fields<'_>, order: Option<&str>) -> Result<ShipmentItem, NormalizeError> {
    Ok(ShipmentItem {
        line_id: item.optional_id(field_aliases::LINE_ITEM_ID).unwrap_or_else(|| (index + 1).to_string()),
        order_id: order.map(str::to_owned),
        ordered_at: None,
        sku: item.text(field_aliases::SKU),
        title: item.text(field_aliases::TITLE).unwrap_or_default(),
        quantity: item.units(field_aliases::QUANTITY)?.unwrap_or(1),
        total: None,
        paid: None,
    })
}
