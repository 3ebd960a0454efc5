//! Orders of marketplaces, read leniently.

use domain::state::Change;
use domain::state::order::{
    Cancellation, LineItem, OrderChange, OrderContents, OrderSnapshot, OrderStatuses, PaymentStatus,
};
use types::text::shortened;
use types::time::Time;

use super::{Fields, field_aliases, status_keywords};
use crate::{NormalizeError, NormalizedEvent};

/// The most lines of an order or a parcel that are read.
pub(crate) const MOST_LINES: usize = 1_000;
/// The currency where a body says none: these marketplaces sell in India alone.
pub(crate) const CURRENCY: &str = "INR";

/// The id of the order that a body is about, if it says one.
pub(crate) fn order_id(fields: &Fields<'_>) -> Result<Option<String>, NormalizeError> {
    if let Some(id) = fields.id(field_aliases::ORDER_ID)? {
        return Ok(Some(id));
    }
    fields.object(field_aliases::ORDER)?.map_or(Ok(None), |order| order.id(field_aliases::ITS_ID))
}

/// When what the body says came about: its own time, else the order's, else that of receipt.
pub(crate) fn changed_at(fields: &Fields<'_>, received_at: Time) -> Result<Time, NormalizeError> {
    let own = fields.time(field_aliases::CHANGED_AT)?;
    Ok(own.map_or_else(|| fields.time(field_aliases::PLACED_AT), |own| Ok(Some(own)))?.unwrap_or(received_at))
}

/// Whether the body says that the order was cancelled. A reason says it, too, where no status says anything else.
pub(crate) fn is_cancelled(fields: &Fields<'_>) -> Result<bool, NormalizeError> {
    let status = fields.text(field_aliases::STATUS)?;
    let told = fields.text(field_aliases::CANCELLED_AT)?.or(fields.text(field_aliases::CANCEL_REASON)?);
    let reason = || Ok(status.is_none() && fields.text(field_aliases::REASON)?.is_some());
    Ok(status.as_deref().is_some_and(status_keywords::is_cancelled) || told.is_some() || reason()?)
}

/// The order, as far as the body tells of it. One that has lines is pictured whole; one without, and one that is
/// cancelled (its lines may be only those that were), says where it stands.
///
/// # Errors
/// `not_understood` without an order id, and for a field that is not what it should be; `too_large`.
pub(crate) fn order(fields: &Fields<'_>, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let missing = || NormalizeError::new("not_understood", "the body has no order id");
    let id = order_id(fields)?.ok_or_else(missing)?;
    let at = changed_at(fields, received_at)?;
    let statuses = statuses(fields, at)?;
    let is_open = statuses.cancelled_at.is_none_or(|cancelled| cancelled.0.is_none());
    let contents = if is_open { contents(fields, &id, at)? } else { None };
    let summary = summary(&id, &statuses, contents.as_ref());
    let change = OrderChange::of(id, at);
    let change = match contents {
        Some(contents) => OrderChange { snapshot: Some(pictured(contents, statuses)), ..change },
        None => OrderChange { statuses, ..change },
    };
    Ok(NormalizedEvent::of(Change::Order(change), summary))
}

/// What the body does not say stays as it is known.
fn pictured(contents: OrderContents, statuses: OrderStatuses) -> OrderSnapshot {
    let OrderStatuses { payment, fulfilment, cancelled_at } = statuses;
    OrderSnapshot { contents, payment, fulfilment, cancelled_at }
}

fn statuses(fields: &Fields<'_>, at: Time) -> Result<OrderStatuses, NormalizeError> {
    let status = fields.text(field_aliases::STATUS)?;
    let mut statuses = OrderStatuses {
        payment: payment(fields)?,
        fulfilment: status.as_deref().map(status_keywords::fulfilment),
        cancelled_at: status.is_some().then_some(Cancellation(None)),
    };
    if is_cancelled(fields)? {
        // How far it came before is not said.
        statuses.fulfilment = None;
        statuses.cancelled_at = Some(Cancellation(Some(fields.time(field_aliases::CANCELLED_AT)?.unwrap_or(at))));
    }
    Ok(statuses)
}

/// The payment's own status; else what the mode of payment says: prepaid is paid, cash on delivery is not yet.
fn payment(fields: &Fields<'_>) -> Result<Option<PaymentStatus>, NormalizeError> {
    if let Some(status) = fields.text(field_aliases::PAYMENT_STATUS)? {
        return Ok(Some(status_keywords::payment(&status)));
    }
    let mode = fields.text(field_aliases::PAYMENT_MODE)?.map(|mode| status_keywords::payment(&mode));
    Ok(mode.filter(|mode| matches!(mode.0.as_str(), "paid" | "pending")))
}

fn contents(fields: &Fields<'_>, id: &str, at: Time) -> Result<Option<OrderContents>, NormalizeError> {
    let Some(lines) = fields.each(field_aliases::LINES, MOST_LINES, line)?.filter(|lines| !lines.is_empty()) else {
        return Ok(None);
    };
    Ok(Some(OrderContents {
        name: id.to_owned(),
        number: None,
        currency: Some(currency(fields)?),
        total: fields.amount(field_aliases::TOTAL)?,
        tax: None,
        placed_at: fields.time(field_aliases::PLACED_AT)?.unwrap_or(at),
        lines,
    }))
}

pub(crate) fn currency(fields: &Fields<'_>) -> Result<String, NormalizeError> {
    Ok(fields.text(field_aliases::CURRENCY)?.map_or_else(|| CURRENCY.to_owned(), |code| shortened(&code, 3)))
}

/// A line without an id is called by its place, from 1 on.
fn line(place: usize, item: Fields<'_>) -> Result<LineItem, NormalizeError> {
    Ok(LineItem {
        id: item.id(field_aliases::LINE_ID)?.unwrap_or_else(|| (place + 1).to_string()),
        sku: item.text(field_aliases::SKU)?,
        title: item.text(field_aliases::TITLE)?.unwrap_or_default(),
        quantity: item.units(field_aliases::QUANTITY)?.unwrap_or(1),
        price: item.amount(field_aliases::PRICE)?,
    })
}

fn summary(id: &str, statuses: &OrderStatuses, contents: Option<&OrderContents>) -> String {
    let mut parts = Vec::new();
    if let Some(contents) = contents {
        let currency = contents.currency.as_deref().unwrap_or_default();
        parts.extend(contents.total.map(|total| format!("{total} {currency}")));
        let lines = contents.lines.len();
        parts.push(format!("{lines} {}", if lines == 1 { "line" } else { "lines" }));
    }
    parts.extend(statuses.payment.as_ref().map(|payment| payment.0.clone()));
    parts.extend(statuses.fulfilment.as_ref().map(|fulfilment| fulfilment.0.clone()));
    let is_cancelled = statuses.cancelled_at.is_some_and(|cancelled| cancelled.0.is_some());
    parts.extend(is_cancelled.then(|| "cancelled".to_owned()));
    if parts.is_empty() { format!("Order {id}") } else { format!("Order {id}: {}", parts.join(", ")) }
}
