//! Payments of marketplaces, read leniently.

use domain::state::order::{OrderChange, OrderStatuses};
use domain::state::payment::Payment;
use domain::state::{Change, SnapshotChange};
use domain::subject::{Kind, Subject};
use types::time::Time;

use super::order::{changed_at, currency, optional_order_id, order_id};
use super::{Fields, field_aliases, status_keywords};
use crate::{NormalizeError, NormalizedEvent};

/// Whether the body is about a payment.
pub(crate) fn is_payment(fields: &Fields<'_>) -> Result<bool, NormalizeError> {
    Ok(fields.object(field_aliases::PAYMENT)?.is_some() || fields.text(field_aliases::PAYMENT_ID).is_some())
}

/// The payment, and the payment status of its order. A payment without an id has the order's id. Without a status it
/// changes nothing.
///
/// # Errors
/// `not_understood` without any valid id; `bad_amount`.
pub(crate) fn payment(fields: &Fields<'_>, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let no_id = || NormalizeError::new("not_understood", "the body has no payment id and no order id");
    let payment = fields.object(field_aliases::PAYMENT)?;
    let object_id = payment.map_or(Ok(None), |payment| payment.id(field_aliases::OBJECT_ID))?;
    let own_id = fields.id(field_aliases::PAYMENT_ID)?.or(object_id);
    let order_id = if own_id.is_some() { optional_order_id(fields) } else { order_id(fields)? };
    let id = own_id.or_else(|| order_id.clone()).ok_or_else(no_id)?;
    let at = changed_at(fields, received_at);
    let amount = fields.amount(field_aliases::TOTAL)?;
    let of_order = order_id.as_ref().map_or_else(String::new, |order| format!(" of order {order}"));
    let Some(status) = fields.text(&[field_aliases::PAYMENT_STATUS, field_aliases::STATUS].concat()) else {
        let (subject, summary) = (Subject::of(Kind::Payment, &id), format!("Payment {id}{of_order}: no status"));
        return Ok(NormalizedEvent::unchanged(subject, at, summary));
    };
    let status = status_keywords::payment(&status);
    let summary = format!("Payment {id}{of_order}: {}", status.0);
    let order = order_id.clone().map(|order| {
        let statuses = OrderStatuses { payment: Some(status.clone()), ..OrderStatuses::default() };
        Change::Order(OrderChange { statuses, ..OrderChange::of(order, at) })
    });
    let snapshot = Payment { status, amount, currency: Some(currency(fields)), order_id };
    let mut normalized = NormalizedEvent::of(Change::Payment(SnapshotChange::of(id, at, snapshot)), summary);
    normalized.changes.extend(order);
    Ok(normalized)
}
