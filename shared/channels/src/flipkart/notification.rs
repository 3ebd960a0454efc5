//! Flipkart's own notifications, version 3, each about one shipment or one return. Fields that a notification does not
//! have do not change.
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

use super::EVENT_TYPE;
use super::topic::ReportedStep;
use crate::lenient::order::{DEFAULT_CURRENCY, MAX_LINE_ITEMS};
use crate::lenient::{Fields, shipment, shipment_step};
use crate::{NormalizeError, NormalizedEvent};

/// The longest status text, in characters; a longer one is cut.
const MAX_STATUS_CHARS: usize = 40;

/// A notification about a shipment.
pub(super) fn shipment(
    reported: ReportedStep,
    fields: &Fields<'_>,
    received_at: Time,
) -> Result<NormalizedEvent, NormalizeError> {
    let attributes = fields.object(&["attributes"])?;
    let id = fields.required_id("shipmentId", &["shipmentId"])?;
    let is_on_hold = attributes.as_ref().and_then(|attributes| attributes.boolean(&["hold"])) == Some(true);
    let status = attributes.as_ref().and_then(|attributes| attributes.text(&["status"]));
    let step = match reported {
        ReportedStep::Of(ShipmentStep::Created) if is_on_hold => Some(ShipmentStep::OnHold),
        ReportedStep::Of(step) => Some(step),
        ReportedStep::OfStatus => Some(status.as_deref().map_or(ShipmentStep::Created, shipment_step)),
        ReportedStep::None => None,
    };
    let status_text = status_text(fields, attributes.as_ref());
    let contents = attributes.as_ref().map_or(Ok(None), |attributes| shipment_contents(&id, attributes))?;
    let order = contents.as_ref().and_then(common_order);
    let of_order = order.as_ref().map_or_else(String::new, |order| format!(" of order {order}"));
    let summary = format!("Shipment {id}{of_order}: {status_text}");
    let change = ShipmentChange {
        status: step.map(|step| ShipmentStatus { step, word: status_text }),
        tracking: attributes.as_ref().and_then(shipment::tracking),
        contents,
        order: order.map(OrderReference::Id),
        ..ShipmentChange::of(id, notified_at(fields, received_at))
    };
    Ok(NormalizedEvent::of(Change::Shipment(change), summary))
}

/// A notification about a return.
pub(super) fn returned(
    step: Option<ReturnStep>,
    fields: &Fields<'_>,
    received_at: Time,
) -> Result<NormalizedEvent, NormalizeError> {
    let attributes = fields.object(&["attributes"])?;
    let id = fields.required_id("returnId", &["returnId"])?;
    let status_text = status_text(fields, attributes.as_ref());
    let read_item = |_, item: Fields<'_>| Ok((return_item(&item)?, shipment::tracking(&item)));
    let items = attributes
        .as_ref()
        .map_or(Ok(None), |attributes| attributes.items(&["returnItems"], MAX_LINE_ITEMS, read_item))?;
    let (items, item_trackings): (Vec<_>, Vec<_>) = items.unwrap_or_default().into_iter().unzip();
    let tracking = attributes.as_ref().and_then(shipment::tracking);
    let summary = format!("Return {id}: {status_text}");
    let change = ReturnChange {
        status: step.map(|step| ReturnStatus { step, word: status_text }),
        tracking: tracking.or_else(|| common_tracking(item_trackings)),
        contents: return_contents(items),
        ..ReturnChange::of(id, notified_at(fields, received_at))
    };
    Ok(NormalizedEvent::of(Change::Return(change), summary))
}

/// The time of the notification; its retries have the same. Without one, that of receipt.
fn notified_at(fields: &Fields<'_>, received_at: Time) -> Time {
    fields.time(&["timestamp"]).unwrap_or(received_at)
}

/// The status as Flipkart writes it; without one, the topic.
fn status_text(fields: &Fields<'_>, attributes: Option<&Fields<'_>>) -> String {
    let status = attributes.and_then(|attributes| attributes.text(&["status"]));
    let text = status.or_else(|| fields.text(&EVENT_TYPE)).unwrap_or_default();
    shortened(&text, MAX_STATUS_CHARS)
}

/// The contents of the shipment, if each item names its order: a cancellation lists only the cancelled items, without
/// their orders.
fn shipment_contents(shipment: &str, attributes: &Fields<'_>) -> Result<Option<ShipmentContents>, NormalizeError> {
    let items = attributes
        .items(&["orderItems"], MAX_LINE_ITEMS, |index, item| shipment_item(shipment, index, &item))?
        .unwrap_or_default();
    let is_complete = !items.is_empty() && items.iter().all(|item| item.order_id.is_some());
    Ok(is_complete.then(|| ShipmentContents { currency: Some(DEFAULT_CURRENCY.to_owned()), items }))
}

/// An item without an id has its shipment and its position in it as id: an order's shipments are one list of items.
fn shipment_item(shipment: &str, index: usize, item: &Fields<'_>) -> Result<ShipmentItem, NormalizeError> {
    let prices = item.object(&["priceComponents"])?;
    let total = |prices: &Fields<'_>| prices.amount(&["customerPrice", "totalPrice"]);
    let is_replacement = item.boolean(&["isReplacement"]).unwrap_or(false);
    let title = item.text(&["title"]).unwrap_or_default();
    let payment_type = item.text(&["paymentType"]);
    Ok(ShipmentItem {
        line_id: item.optional_id(&["orderItemId"]).unwrap_or_else(|| format!("{shipment}:{}", index + 1)),
        order_id: item.optional_id(&["orderId"]),
        ordered_at: item.time(&["orderDate"]),
        sku: item.text(&["sku"]),
        title: if is_replacement { format!("{title} (replacement)").trim_start().to_owned() } else { title },
        quantity: item.units(&["quantity"])?.unwrap_or(1),
        total: prices.as_ref().map_or(Ok(None), total)?,
        paid: payment_type.and_then(|payment_type| match payment_type.as_str() {
            "PREPAID" => Some(true),
            "COD" => Some(false),
            _ => None,
        }),
    })
}

/// The order, if all items belong to the same one.
fn common_order(contents: &ShipmentContents) -> Option<String> {
    let first = contents.items.first()?.order_id.as_ref()?;
    contents.items.iter().all(|item| item.order_id.as_ref() == Some(first)).then(|| first.clone())
}

/// A returned item, and whether it has its line item and its quantity.
fn return_item(item: &Fields<'_>) -> Result<(ReturnItem, bool), NormalizeError> {
    let quantity = item.units(&["quantity"])?;
    let item = ReturnItem {
        line_id: item.optional_id(&["orderItemId"]),
        shipment_id: item.optional_id(&["shipmentId"]),
        sku: item.text(&["sku"]),
        quantity: quantity.unwrap_or(1),
        reason: item.text(&["reason"]),
    };
    let is_complete = quantity.is_some() && item.line_id.is_some();
    Ok((item, is_complete))
}

/// The contents of the return, if every item is complete; later notifications have less.
fn return_contents(items: Vec<(ReturnItem, bool)>) -> Option<ReturnContents> {
    let all_complete = !items.is_empty() && items.iter().all(|(_, is_complete)| *is_complete);
    all_complete.then(|| ReturnContents { items: items.into_iter().map(|(item, _)| item).collect() })
}

/// The tracking, if all items are in the same shipment.
fn common_tracking(trackings: Vec<Option<Tracking>>) -> Option<Tracking> {
    let first = trackings.first()?.clone()?;
    trackings.iter().all(|tracking| tracking.as_ref() == Some(&first)).then_some(first)
}
