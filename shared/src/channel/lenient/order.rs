//! Orders of marketplaces, read leniently.

use super::{Fields, names, words};
use crate::channel::{NotUnderstood, Understood};
use crate::order::{Cancellation, Contents, Line, OrderChange, Payment, Snapshot, Statuses};
use crate::state::Change;
use crate::text::shortened;
use crate::time::Time;

/// The most lines of an order or a parcel that are read.
pub(crate) const MOST_LINES: usize = 1_000;
/// The currency where a body says none: these marketplaces sell in India alone.
pub(crate) const CURRENCY: &str = "INR";

/// The id of the order that a body is about, if it says one.
pub(crate) fn order_id(fields: &Fields<'_>) -> Result<Option<String>, NotUnderstood> {
    if let Some(id) = fields.id(names::ORDER_ID)? {
        return Ok(Some(id));
    }
    fields.object(names::ORDER)?.map_or(Ok(None), |order| order.id(names::ITS_ID))
}

/// When what the body says came about: its own time, else the order's, else that of receipt.
pub(crate) fn changed_at(fields: &Fields<'_>, received_at: Time) -> Result<Time, NotUnderstood> {
    let own = fields.time(names::CHANGED_AT)?;
    Ok(own.map_or_else(|| fields.time(names::PLACED_AT), |own| Ok(Some(own)))?.unwrap_or(received_at))
}

/// Whether the body says that the order was cancelled. A reason says it, too, where no status says anything else.
pub(crate) fn is_cancelled(fields: &Fields<'_>) -> Result<bool, NotUnderstood> {
    let status = fields.text(names::STATUS)?;
    let told = fields.text(names::CANCELLED_AT)?.or(fields.text(names::CANCEL_REASON)?);
    let reason = || Ok(status.is_none() && fields.text(names::REASON)?.is_some());
    Ok(status.as_deref().is_some_and(words::is_cancelled) || told.is_some() || reason()?)
}

/// The order, as far as the body tells of it. One that has lines is pictured whole; one without, and one that is
/// cancelled (its lines may be only those that were), says where it stands.
///
/// # Errors
/// `not_understood` without an order id, and for a field that is not what it should be; `too_large`.
pub(crate) fn order(fields: &Fields<'_>, received_at: Time) -> Result<Understood, NotUnderstood> {
    let missing = || NotUnderstood::new("not_understood", "the body has no order id");
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
    Ok(Understood::of(Change::Order(change), summary))
}

/// What the body does not say stays as it is known.
fn pictured(contents: Contents, statuses: Statuses) -> Snapshot {
    let Statuses { payment, fulfilment, cancelled_at } = statuses;
    Snapshot { contents, payment, fulfilment, cancelled_at }
}

fn statuses(fields: &Fields<'_>, at: Time) -> Result<Statuses, NotUnderstood> {
    let status = fields.text(names::STATUS)?;
    let mut statuses = Statuses {
        payment: payment(fields)?,
        fulfilment: status.as_deref().map(words::fulfilment),
        cancelled_at: status.is_some().then_some(Cancellation(None)),
    };
    if is_cancelled(fields)? {
        // How far it came before is not said.
        statuses.fulfilment = None;
        statuses.cancelled_at = Some(Cancellation(Some(fields.time(names::CANCELLED_AT)?.unwrap_or(at))));
    }
    Ok(statuses)
}

/// The payment's own status; else what the mode of payment says: prepaid is paid, cash on delivery is not yet.
fn payment(fields: &Fields<'_>) -> Result<Option<Payment>, NotUnderstood> {
    if let Some(status) = fields.text(names::PAYMENT_STATUS)? {
        return Ok(Some(words::payment(&status)));
    }
    let mode = fields.text(names::PAYMENT_MODE)?.map(|mode| words::payment(&mode));
    Ok(mode.filter(|mode| matches!(mode.0.as_str(), "paid" | "pending")))
}

fn contents(fields: &Fields<'_>, id: &str, at: Time) -> Result<Option<Contents>, NotUnderstood> {
    let Some(lines) = fields.each(names::LINES, MOST_LINES, line)?.filter(|lines| !lines.is_empty()) else {
        return Ok(None);
    };
    Ok(Some(Contents {
        name: id.to_owned(),
        number: None,
        currency: Some(currency(fields)?),
        total: fields.amount(names::TOTAL)?,
        tax: None,
        placed_at: fields.time(names::PLACED_AT)?.unwrap_or(at),
        lines,
    }))
}

pub(crate) fn currency(fields: &Fields<'_>) -> Result<String, NotUnderstood> {
    Ok(fields.text(names::CURRENCY)?.map_or_else(|| CURRENCY.to_owned(), |code| shortened(&code, 3)))
}

/// A line without an id is called by its place, from 1 on.
fn line(place: usize, item: Fields<'_>) -> Result<Line, NotUnderstood> {
    Ok(Line {
        id: item.id(names::LINE_ID)?.unwrap_or_else(|| (place + 1).to_string()),
        sku: item.text(names::SKU)?,
        title: item.text(names::TITLE)?.unwrap_or_default(),
        quantity: item.units(names::QUANTITY)?.unwrap_or(1),
        price: item.amount(names::PRICE)?,
    })
}

fn summary(id: &str, statuses: &Statuses, contents: Option<&Contents>) -> String {
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
