//! Shipments and returns of marketplaces, read leniently.

use domain::state::Change;
use domain::state::returned::{ReturnChange, ReturnContents, ReturnItem};
use domain::state::shipment::{OrderReference, ShipmentChange, ShipmentContents, ShipmentItem, Tracking};
use types::time::Time;

use super::order::{MOST_LINES, changed_at, currency, order_id};
use super::{Fields, field_aliases, status_keywords};
use crate::{NormalizeError, NormalizedEvent};

/// Whether the body tells of a shipment.
pub(crate) fn is_shipment(fields: &Fields<'_>) -> Result<bool, NormalizeError> {
    Ok(fields.object(field_aliases::SHIPMENT)?.is_some() || fields.text(field_aliases::SHIPMENT_ID)?.is_some())
}

/// Whether the body can be one of goods that come back: also an order's that says it was returned.
pub(crate) fn may_be_return(fields: &Fields<'_>) -> Result<bool, NormalizeError> {
    let status = fields.text(field_aliases::STATUS)?;
    Ok(status.is_some_and(|status| status_keywords::is_returned(&status)) || is_return(fields)?)
}

/// Whether the body tells of goods that come back, and not of the order.
pub(crate) fn is_return(fields: &Fields<'_>) -> Result<bool, NormalizeError> {
    let named = fields.object(field_aliases::RETURN)?.is_some() || fields.text(field_aliases::RETURN_ID)?.is_some();
    let listed = || Ok(fields.each(field_aliases::RETURN_LINES, MOST_LINES, |_, _| Ok(()))?.is_some());
    let status = || Ok(fields.text(field_aliases::STATUS)?.is_some_and(|status| status_keywords::is_return(&status)));
    Ok(named || listed()? || status()?)
}

/// How a parcel is tracked; `None` where nothing is said.
pub(crate) fn tracking(fields: &Fields<'_>) -> Result<Option<Tracking>, NormalizeError> {
    let (courier, number) = (fields.text(field_aliases::COURIER)?, fields.text(field_aliases::TRACKING_NUMBER)?);
    let said = courier.is_some() || number.is_some();
    Ok(said.then_some(Tracking { courier, number, place: None }))
}

/// The shipment of an order. One that says no status is there, and nothing more.
///
/// # Errors
/// `not_understood` without an id of the shipment, and for a field that is not what it should be; `too_large`.
pub(crate) fn shipment(fields: &Fields<'_>, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let own =
        fields.object(field_aliases::SHIPMENT)?.map_or(Ok(None), |shipment| shipment.id(field_aliases::ITS_ID))?;
    let id = own.map_or_else(|| fields.needed_id("shipment id", field_aliases::SHIPMENT_ID), Ok)?;
    let order = order_id(fields)?;
    let status = status_keywords::shipment(fields.text(field_aliases::STATUS)?.as_deref().unwrap_or("CREATED"));
    let of = order.as_ref().map_or_else(String::new, |order| format!(" of order {order}"));
    let summary = format!("Shipment {id}{of}: {}", status.word);
    let items = fields.each(field_aliases::LINES, MOST_LINES, |place, item| shipped(place, item, order.as_deref()))?;
    let currency = Some(currency(fields)?);
    let change = ShipmentChange {
        status: Some(status),
        tracking: tracking(fields)?,
        contents: items.filter(|items| !items.is_empty()).map(|items| ShipmentContents { currency, items }),
        order: order.map(OrderReference::Id),
        ..ShipmentChange::of(id, changed_at(fields, received_at)?)
    };
    Ok(NormalizedEvent::of(Change::Shipment(change), summary))
}

fn shipped(place: usize, item: Fields<'_>, order: Option<&str>) -> Result<ShipmentItem, NormalizeError> {
    Ok(ShipmentItem {
        line_id: item.id(field_aliases::LINE_ID)?.unwrap_or_else(|| (place + 1).to_string()),
        order_id: order.map(str::to_owned),
        ordered_at: None,
        sku: item.text(field_aliases::SKU)?,
        title: item.text(field_aliases::TITLE)?.unwrap_or_default(),
        quantity: item.units(field_aliases::QUANTITY)?.unwrap_or(1),
        total: None,
        paid: None,
    })
}

/// Goods of an order that come back. Without an id of its own a return is called by the order's, and by the line's where
/// the body tells of one line alone.
///
/// # Errors
/// `not_understood` without an order id, and for a field that is not what it should be; `too_large`.
pub(crate) fn returned(fields: &Fields<'_>, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let missing = || NormalizeError::new("not_understood", "the body has no order id");
    let order = order_id(fields)?.ok_or_else(missing)?;
    let listed = fields.each(field_aliases::RETURN_LINES, MOST_LINES, coming_back)?;
    let items =
        listed.map_or_else(|| fields.each(field_aliases::LINES, MOST_LINES, coming_back), |items| Ok(Some(items)))?;
    let items = items.unwrap_or_default();
    let own = fields.object(field_aliases::RETURN)?.map_or(Ok(None), |inner| inner.id(field_aliases::ITS_ID))?;
    let id = match (fields.id(field_aliases::RETURN_ID)?.or(own), items.as_slice()) {
        (Some(id), _) => id,
        (None, [ReturnItem { line_id: Some(line), .. }]) => format!("{order}:{line}"),
        (None, _) => order.clone(),
    };
    let status = status_keywords::returned(fields.text(field_aliases::STATUS)?.as_deref().unwrap_or("CREATED"));
    let summary = format!("Return {id} of order {order}: {}", status.word);
    let change = ReturnChange {
        status: Some(status),
        tracking: tracking(fields)?,
        contents: (!items.is_empty()).then_some(ReturnContents { items }),
        order: Some(OrderReference::Id(order)),
        ..ReturnChange::of(id, changed_at(fields, received_at)?)
    };
    Ok(NormalizedEvent::of(Change::Return(change), summary))
}

fn coming_back(_: usize, item: Fields<'_>) -> Result<ReturnItem, NormalizeError> {
    Ok(ReturnItem {
        line_id: item.id(field_aliases::LINE_ID)?,
        shipment_id: item.id(&["shipmentId"])?,
        sku: item.text(field_aliases::SKU)?,
        quantity: item.units(field_aliases::QUANTITY)?.unwrap_or(1),
        reason: item.text(field_aliases::REASON)?,
    })
}
