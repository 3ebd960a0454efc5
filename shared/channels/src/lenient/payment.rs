//! Payments of marketplaces, read leniently.

use domain::state::order::{OrderChange, OrderStatuses};
use domain::state::payment::Payment;
use domain::state::{Change, SnapshotChange};
use types::time::Time;

use super::order::{changed_at, currency, order_id};
use super::{Fields, field_aliases, status_keywords};
use crate::{NormalizeError, NormalizedEvent};

/// Whether the body is about a payment.
pub(crate) fn is_payment(fields: &Fields<'_>) -> Result<bool, NormalizeError> {
    Ok(fields.object(field_aliases::PAYMENT)?.is_some() || fields.text(field_aliases::PAYMENT_ID)?.is_some())
}

/// The payment, and the payment status of its order. A payment without an id has the order's id.
///
/// # Errors
/// `not_understood` without any id or a status, or for an invalid field.
pub(crate) fn payment(fields: &Fields<'_>, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let absent = |field| NormalizeError::new("not_understood", format!("the body has no {field}"));
    let payment = fields.object(field_aliases::PAYMENT)?;
    let object_id = payment.map_or(Ok(None), |payment| payment.id(field_aliases::OBJECT_ID))?;
    let (order_id, own_id) = (order_id(fields)?, fields.id(field_aliases::PAYMENT_ID)?.or(object_id));
    let id = own_id.or_else(|| order_id.clone()).ok_or_else(|| absent("payment id and no order id"))?;
    let status = fields.text(&[field_aliases::PAYMENT_STATUS, field_aliases::STATUS].concat())?;
    let status = status_keywords::payment(&status.ok_or_else(|| absent("status"))?);
    let at = changed_at(fields, received_at)?;
    let of_order = order_id.as_ref().map_or_else(String::new, |order| format!(" of order {order}"));
    let summary = format!("Payment {id}{of_order}: {}", status.0);
    let order = order_id.clone().map(|order| {
        let statuses = OrderStatuses { payment: Some(status.clone()), ..OrderStatuses::default() };
        Change::Order(OrderChange { statuses, ..OrderChange::of(order, at) })
    });
    let (amount, currency) = (fields.amount(field_aliases::TOTAL)?, Some(currency(fields)?));
    let snapshot = Payment { status, amount, currency, order_id };
    let mut normalized = NormalizedEvent::of(Change::Payment(SnapshotChange::of(id, at, snapshot)), summary);
    normalized.changes.extend(order);
    Ok(normalized)
}
