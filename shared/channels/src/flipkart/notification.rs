//! Flipkart's own notifications, version 3: one shipment or one return each. Only what a body says changes.
//!
//! Fields: <https://flipkart.github.io/fk-api-platform-docs/docs/order-management-notifications>. Amounts have no
//! currency; Flipkart sells in rupees.

use domain::state::Change;
use domain::state::returned::{ReturnChange, ReturnContents, ReturnItem, ReturnStatus, ReturnStep};
use domain::state::shipment::{
    OrderReference, ShipmentChange, ShipmentContents, ShipmentItem, ShipmentStatus, ShipmentStep, Tracking,
};
use types::text::shortened;
use types::time::Time;

use super::{EVENT_TYPE, NormalizeError, NormalizedEvent};
use crate::lenient::order::{CURRENCY, MOST_LINES};
use crate::lenient::{Fields, shipment};

/// The longest status word that is kept, in characters.
const LONGEST_WORD: usize = 40;

/// What happened to a shipment.
pub(super) fn shipment(step: Option<ShipmentStep>, fields: &Fields<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let attributes = fields.object(&["attributes"])?;
    let id = fields.needed_id("shipmentId", &["shipmentId"])?;
    let is_held = attributes.as_ref().map_or(Ok(None), |attributes| attributes.yes(&["hold"]))?;
    let step = match step {
        Some(ShipmentStep::Created) if is_held == Some(true) => Some(ShipmentStep::OnHold),
        step => step,
    };
    let word = word(fields, attributes.as_ref())?;
    let contents = attributes.as_ref().map_or(Ok(None), contents)?;
    let order = contents.as_ref().and_then(one_order);
    let of = order.as_ref().map_or_else(String::new, |order| format!(" of order {order}"));
    let summary = format!("Shipment {id}{of}: {word}");
    let change = ShipmentChange {
        status: step.map(|step| ShipmentStatus { step, word }),
        tracking: attributes.as_ref().map_or(Ok(None), shipment::tracking)?,
        contents,
        order: order.map(OrderReference::Id),
        ..ShipmentChange::of(id, happened_at(fields)?)
    };
    Ok(NormalizedEvent::of(Change::Shipment(change), summary))
}

/// What happened to goods that come back.
pub(super) fn returned(step: Option<ReturnStep>, fields: &Fields<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let attributes = fields.object(&["attributes"])?;
    let id = fields.needed_id("returnId", &["returnId"])?;
    let word = word(fields, attributes.as_ref())?;
    let read = |_, item: Fields<'_>| Ok((return_item(&item)?, shipment::tracking(&item)?));
    let items =
        attributes.as_ref().map_or(Ok(None), |attributes| attributes.each(&["returnItems"], MOST_LINES, read))?;
    let (items, trackings): (Vec<_>, Vec<_>) = items.unwrap_or_default().into_iter().unzip();
    let own = attributes.as_ref().map_or(Ok(None), shipment::tracking)?;
    let summary = format!("Return {id}: {word}");
    let change = ReturnChange {
        status: step.map(|step| ReturnStatus { step, word }),
        tracking: own.or_else(|| one_tracking(trackings)),
        contents: return_contents(items),
        ..ReturnChange::of(id, happened_at(fields)?)
    };
    Ok(NormalizedEvent::of(Change::Return(change), summary))
}

/// The time of the notification, which its retries repeat.
fn happened_at(fields: &Fields<'_>) -> Result<Time, NormalizeError> {
    fields.time(&["timestamp"])?.ok_or_else(|| NormalizeError::new("not_understood", "the body has no timestamp"))
}

/// The status in Flipkart's word; where it says none, what has happened.
fn word(fields: &Fields<'_>, attributes: Option<&Fields<'_>>) -> Result<String, NormalizeError> {
    let status = attributes.map_or(Ok(None), |attributes| attributes.text(&["status"]))?;
    let word = status.map_or_else(|| fields.text(&EVENT_TYPE), |status| Ok(Some(status)))?;
    Ok(shortened(&word.unwrap_or_default(), LONGEST_WORD))
}

/// What is in the shipment, where each item says its order; a cancellation names only what was cancelled.
fn contents(attributes: &Fields<'_>) -> Result<Option<ShipmentContents>, NormalizeError> {
    let items = attributes.each(&["orderItems"], MOST_LINES, |_, item| shipment_item(&item))?.unwrap_or_default();
    let is_whole = !items.is_empty() && items.iter().all(|item| item.order_id.is_some());
    Ok(is_whole.then(|| ShipmentContents { currency: Some(CURRENCY.to_owned()), items }))
}

fn shipment_item(item: &Fields<'_>) -> Result<ShipmentItem, NormalizeError> {
    let prices = item.object(&["priceComponents"])?;
    let total = |prices: &Fields<'_>| prices.amount(&["customerPrice", "totalPrice"]);
    let is_replacement = item.yes(&["isReplacement"])?.unwrap_or(false);
    let title = item.text(&["title"])?.unwrap_or_default();
    let mode = item.text(&["paymentType"])?;
    Ok(ShipmentItem {
        line_id: item.needed_id("orderItemId", &["orderItemId"])?,
        order_id: item.id(&["orderId"])?,
        ordered_at: item.time(&["orderDate"])?,
        sku: item.text(&["sku"])?,
        title: if is_replacement { format!("{title} (replacement)").trim_start().to_owned() } else { title },
        quantity: item.units(&["quantity"])?.unwrap_or(1),
        total: prices.as_ref().map_or(Ok(None), total)?,
        paid: mode.and_then(|mode| match mode.as_str() {
            "PREPAID" => Some(true),
            "COD" => Some(false),
            _ => None,
        }),
    })
}

/// The order, where all items are of one.
fn one_order(contents: &ShipmentContents) -> Option<String> {
    let first = contents.items.first()?.order_id.as_ref()?;
    contents.items.iter().all(|item| item.order_id.as_ref() == Some(first)).then(|| first.clone())
}

fn return_item(item: &Fields<'_>) -> Result<(ReturnItem, bool), NormalizeError> {
    let quantity = item.units(&["quantity"])?;
    let item = ReturnItem {
        line_id: item.id(&["orderItemId"])?,
        shipment_id: item.id(&["shipmentId"])?,
        sku: item.text(&["sku"])?,
        quantity: quantity.unwrap_or(1),
        reason: item.text(&["reason"])?,
    };
    let is_whole = quantity.is_some() && item.line_id.is_some();
    Ok((item, is_whole))
}

/// What comes back, where each item says which and how many; later notifications say less.
fn return_contents(items: Vec<(ReturnItem, bool)>) -> Option<ReturnContents> {
    let is_whole = !items.is_empty() && items.iter().all(|(_, is_whole)| *is_whole);
    is_whole.then(|| ReturnContents { items: items.into_iter().map(|(item, _)| item).collect() })
}

/// The tracking, where all items come by one parcel.
fn one_tracking(trackings: Vec<Option<Tracking>>) -> Option<Tracking> {
    let first = trackings.first()?.clone()?;
    trackings.iter().all(|tracking| tracking.as_ref() == Some(&first)).then_some(first)
}
