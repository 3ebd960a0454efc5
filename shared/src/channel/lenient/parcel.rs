//! Shipments and returns of marketplaces, read leniently.

use super::order::{MOST_LINES, changed_at, currency, order_id};
use super::{Fields, names, words};
use crate::channel::{NotUnderstood, Understood};
use crate::state::Change;
use crate::state::returned::{ReturnChange, ReturnContents, ReturnItem};
use crate::state::shipment::{OrderReference, ShipmentChange, ShipmentContents, ShipmentItem, Tracking};
use crate::time::Time;

/// Whether the body tells of a shipment.
pub(crate) fn is_shipment(fields: &Fields<'_>) -> Result<bool, NotUnderstood> {
    Ok(fields.object(names::SHIPMENT)?.is_some() || fields.text(names::SHIPMENT_ID)?.is_some())
}

/// Whether the body can be one of goods that come back: also an order's that says it was returned.
pub(crate) fn may_be_return(fields: &Fields<'_>) -> Result<bool, NotUnderstood> {
    let status = fields.text(names::STATUS)?;
    Ok(status.is_some_and(|status| words::is_returned(&status)) || is_return(fields)?)
}

/// Whether the body tells of goods that come back, and not of the order.
pub(crate) fn is_return(fields: &Fields<'_>) -> Result<bool, NotUnderstood> {
    let named = fields.object(names::RETURN)?.is_some() || fields.text(names::RETURN_ID)?.is_some();
    let listed = || Ok(fields.each(names::RETURN_LINES, MOST_LINES, |_, _| Ok(()))?.is_some());
    let status = || Ok(fields.text(names::STATUS)?.is_some_and(|status| words::is_return(&status)));
    Ok(named || listed()? || status()?)
}

/// How a parcel is tracked; `None` where nothing is said.
pub(crate) fn tracking(fields: &Fields<'_>) -> Result<Option<Tracking>, NotUnderstood> {
    let (courier, number) = (fields.text(names::COURIER)?, fields.text(names::TRACKING_NUMBER)?);
    let said = courier.is_some() || number.is_some();
    Ok(said.then_some(Tracking { courier, number, place: None }))
}

/// The shipment of an order. One that says no status is there, and nothing more.
///
/// # Errors
/// `not_understood` without an id of the shipment, and for a field that is not what it should be; `too_large`.
pub(crate) fn shipment(fields: &Fields<'_>, received_at: Time) -> Result<Understood, NotUnderstood> {
    let own = fields.object(names::SHIPMENT)?.map_or(Ok(None), |shipment| shipment.id(names::ITS_ID))?;
    let id = own.map_or_else(|| fields.needed_id("shipment id", names::SHIPMENT_ID), Ok)?;
    let order = order_id(fields)?;
    let status = words::shipment(fields.text(names::STATUS)?.as_deref().unwrap_or("CREATED"));
    let of = order.as_ref().map_or_else(String::new, |order| format!(" of order {order}"));
    let summary = format!("Shipment {id}{of}: {}", status.word);
    let items = fields.each(names::LINES, MOST_LINES, |place, item| shipped(place, item, order.as_deref()))?;
    let currency = Some(currency(fields)?);
    let change = ShipmentChange {
        status: Some(status),
        tracking: tracking(fields)?,
        contents: items.filter(|items| !items.is_empty()).map(|items| ShipmentContents { currency, items }),
        order: order.map(OrderReference::Id),
        ..ShipmentChange::of(id, changed_at(fields, received_at)?)
    };
    Ok(Understood::of(Change::Shipment(change), summary))
}

fn shipped(place: usize, item: Fields<'_>, order: Option<&str>) -> Result<ShipmentItem, NotUnderstood> {
    Ok(ShipmentItem {
        line_id: item.id(names::LINE_ID)?.unwrap_or_else(|| (place + 1).to_string()),
        order_id: order.map(str::to_owned),
        ordered_at: None,
        sku: item.text(names::SKU)?,
        title: item.text(names::TITLE)?.unwrap_or_default(),
        quantity: item.units(names::QUANTITY)?.unwrap_or(1),
        total: None,
        paid: None,
    })
}

/// Goods of an order that come back. Without an id of its own a return is called by the order's, and by the line's where
/// the body tells of one line alone.
///
/// # Errors
/// `not_understood` without an order id, and for a field that is not what it should be; `too_large`.
pub(crate) fn returned(fields: &Fields<'_>, received_at: Time) -> Result<Understood, NotUnderstood> {
    let missing = || NotUnderstood::new("not_understood", "the body has no order id");
    let order = order_id(fields)?.ok_or_else(missing)?;
    let listed = fields.each(names::RETURN_LINES, MOST_LINES, coming_back)?;
    let items = listed.map_or_else(|| fields.each(names::LINES, MOST_LINES, coming_back), |items| Ok(Some(items)))?;
    let items = items.unwrap_or_default();
    let own = fields.object(names::RETURN)?.map_or(Ok(None), |inner| inner.id(names::ITS_ID))?;
    let id = match (fields.id(names::RETURN_ID)?.or(own), items.as_slice()) {
        (Some(id), _) => id,
        (None, [ReturnItem { line_id: Some(line), .. }]) => format!("{order}:{line}"),
        (None, _) => order.clone(),
    };
    let status = words::returned(fields.text(names::STATUS)?.as_deref().unwrap_or("CREATED"));
    let summary = format!("Return {id} of order {order}: {}", status.word);
    let change = ReturnChange {
        status: Some(status),
        tracking: tracking(fields)?,
        contents: (!items.is_empty()).then_some(ReturnContents { items }),
        order: Some(OrderReference::Id(order)),
        ..ReturnChange::of(id, changed_at(fields, received_at)?)
    };
    Ok(Understood::of(Change::Return(change), summary))
}

fn coming_back(_: usize, item: Fields<'_>) -> Result<ReturnItem, NotUnderstood> {
    Ok(ReturnItem {
        line_id: item.id(names::LINE_ID)?,
        shipment_id: item.id(&["shipmentId"])?,
        sku: item.text(names::SKU)?,
        quantity: item.units(names::QUANTITY)?.unwrap_or(1),
        reason: item.text(names::REASON)?,
    })
}
