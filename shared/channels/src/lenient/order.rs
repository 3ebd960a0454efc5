//! Orders of marketplaces, read leniently.

use domain::state::Change;
use domain::state::order::{
    Cancellation, LineItem, MoneyTerms, OrderChange, OrderContents, OrderSnapshot, OrderStatuses, PaymentStatus,
};
use types::text::shortened;
use types::time::Time;

use super::{Fields, field_aliases, status_keywords};
use crate::{NormalizeError, NormalizedEvent};

/// The most line items of an order, a shipment or a return.
pub(crate) const MAX_LINE_ITEMS: usize = 1_000;
/// The currency of a body that names none: these marketplaces sell in India alone.
pub(crate) const DEFAULT_CURRENCY: &str = "INR";
/// The length of a currency code (ISO 4217).
const CURRENCY_CHARS: usize = 3;

/// The id of the body's order, if it has a valid one: the order may be only what the subject belongs to.
pub(crate) fn optional_order_id(fields: &Fields<'_>) -> Option<String> {
    order_id(fields).ok().flatten()
}

/// The id of the body's order, if it has one.
pub(crate) fn order_id(fields: &Fields<'_>) -> Result<Option<String>, NormalizeError> {
    if let Some(id) = fields.id(field_aliases::ORDER_ID)? {
        return Ok(Some(id));
    }
    fields.object(field_aliases::ORDER)?.map_or(Ok(None), |order| order.id(field_aliases::OBJECT_ID))
}

/// The time of the change; else when the order was placed, else the time of receipt.
pub(crate) fn changed_at(fields: &Fields<'_>, received_at: Time) -> Time {
    let changed_at = fields.time(field_aliases::CHANGED_AT);
    changed_at.or_else(|| fields.time(field_aliases::PLACED_AT)).unwrap_or(received_at)
}

/// Whether the body says that the order was cancelled: by its status, a cancellation time or a cancellation reason, or
/// by a plain reason if it has no status.
pub(crate) fn is_cancelled(fields: &Fields<'_>) -> bool {
    let status = fields.text(field_aliases::STATUS);
    let cancellation = fields.text(field_aliases::CANCELLED_AT).or(fields.text(field_aliases::CANCEL_REASON));
    let has_only_reason = || status.is_none() && fields.text(field_aliases::REASON).is_some();
    status.as_deref().is_some_and(status_keywords::is_cancelled) || cancellation.is_some() || has_only_reason()
}

/// The order. A body with line items is a snapshot of the order. A body without, and a cancellation (whose line items
/// may be only the cancelled ones), changes only the statuses.
///
/// # Errors
/// `not_understood` without a valid order id; `bad_amount`, `bad_quantity`, `too_large`.
pub(crate) fn order(fields: &Fields<'_>, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let no_order_id = || NormalizeError::new("not_understood", "the body has no order id");
    let id = order_id(fields)?.ok_or_else(no_order_id)?;
    let at = changed_at(fields, received_at);
    let statuses = statuses(fields, at);
    let is_open = statuses.cancelled_at.is_none_or(|cancelled| cancelled.0.is_none());
    let contents = if is_open { contents(fields, &id, at)? } else { None };
    let summary = summary(&id, &statuses, contents.as_ref());
    let change = OrderChange::of(id, at);
    let change = match contents {
        Some(contents) => OrderChange { snapshot: Some(snapshot(contents, statuses)), ..change },
        None => OrderChange { statuses, ..change },
    };
    Ok(NormalizedEvent::of(Change::Order(change), summary))
}

/// Statuses that the body does not have stay unknown in the snapshot, so that they do not change.
fn snapshot(contents: OrderContents, statuses: OrderStatuses) -> OrderSnapshot {
    let OrderStatuses { payment, fulfilment, cancelled_at } = statuses;
    OrderSnapshot { contents, payment, fulfilment, cancelled_at, progress: None }
}

fn statuses(fields: &Fields<'_>, at: Time) -> OrderStatuses {
    let status = fields.text(field_aliases::STATUS);
    let mut statuses = OrderStatuses {
        payment: payment(fields),
        fulfilment: status.as_deref().map(status_keywords::fulfilment),
        cancelled_at: status.is_some().then_some(Cancellation(None)),
    };
    if is_cancelled(fields) {
        // A cancellation does not say how far the order was fulfilled before.
        statuses.fulfilment = None;
        statuses.cancelled_at = Some(Cancellation(Some(fields.time(field_aliases::CANCELLED_AT).unwrap_or(at))));
    }
    statuses
}

/// The payment's own status; else what follows from the payment method: prepaid is paid, cash on delivery is pending.
fn payment(fields: &Fields<'_>) -> Option<PaymentStatus> {
    if let Some(status) = fields.text(field_aliases::PAYMENT_STATUS) {
        return Some(status_keywords::payment(&status));
    }
    let method = fields.text(field_aliases::PAYMENT_MODE).map(|method| status_keywords::payment(&method));
    method.filter(|payment| matches!(payment.0.as_str(), "paid" | "pending"))
}

fn contents(fields: &Fields<'_>, id: &str, at: Time) -> Result<Option<OrderContents>, NormalizeError> {
    let line_items = fields.items(field_aliases::LINE_ITEMS, MAX_LINE_ITEMS, line_item)?;
    let Some(lines) = line_items.filter(|line_items| !line_items.is_empty()) else { return Ok(None) };
    Ok(Some(OrderContents {
        name: id.to_owned(),
        number: None,
        currency: Some(currency(fields)),
        total: fields.amount(field_aliases::TOTAL)?,
        tax: None,
        money: MoneyTerms::default(),
        placed_at: fields.time(field_aliases::PLACED_AT).unwrap_or(at),
        lines,
        test: false,
    }))
}

/// The body's currency, else that of India.
pub(crate) fn currency(fields: &Fields<'_>) -> String {
    let code = fields.text(field_aliases::CURRENCY);
    code.map_or_else(|| DEFAULT_CURRENCY.to_owned(), |code| shortened(&code, CURRENCY_CHARS))
}

/// A line item without an id has its position as id, from 1.
fn line_item(index: usize, item: Fields<'_>) -> Result<LineItem, NormalizeError> {
    Ok(LineItem {
        id: item.optional_id(field_aliases::LINE_ITEM_ID).unwrap_or_else(|| (index + 1).to_string()),
        sku: item.text(field_aliases::SKU),
        title: item.text(field_aliases::TITLE).unwrap_or_default(),
        quantity: item.units(field_aliases::QUANTITY)?.unwrap_or(1),
        price: item.amount(field_aliases::PRICE)?,
    })
}

fn summary(id: &str, statuses: &OrderStatuses, contents: Option<&OrderContents>) -> String {
    let mut parts = Vec::new();
    if let Some(contents) = contents {
        let currency = contents.currency.as_deref().unwrap_or_default();
        parts.extend(contents.total.map(|total| format!("{total} {currency}")));
        let count = contents.lines.len();
        parts.push(format!("{count} {}", if count == 1 { "line" } else { "lines" }));
    }
    parts.extend(statuses.payment.as_ref().map(|payment| payment.0.clone()));
    parts.extend(statuses.fulfilment.as_ref().map(|fulfilment| fulfilment.0.clone()));
    let is_cancelled = statuses.cancelled_at.is_some_and(|cancelled| cancelled.0.is_some());
    parts.extend(is_cancelled.then(|| "cancelled".to_owned()));
    if parts.is_empty() { format!("Order {id}") } else { format!("Order {id}: {}", parts.join(", ")) }
}
