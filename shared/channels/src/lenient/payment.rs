//! Payments of marketplaces, read leniently.

use domain::state::order::{OrderChange, OrderStatuses};
use domain::state::payment::Payment;
use domain::state::{Change, SnapshotChange};
use types::time::Time;

use super::order::{changed_at, currency, order_id};
use super::{Fields, field_aliases, status_keywords};
use crate::{NormalizeError, NormalizedEvent};

/// Whether the body tells of a payment.
pub(crate) fn is_payment(fields: &Fields<'_>) -> Result<bool, NormalizeError> {
    Ok(fields.object(field_aliases::PAYMENT)?.is_some() || fields.text(field_aliases::PAYMENT_ID)?.is_some())
}

/// The payment of an order, and where the order's payment stands by it. Without an id of its own a payment is called by
/// the order's.
///
/// # Errors
/// `not_understood` without any id or a status, and for a field that is not what it should be.
pub(crate) fn payment(fields: &Fields<'_>, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let missing = |what| NormalizeError::new("not_understood", format!("the body has no {what}"));
    let own = fields.object(field_aliases::PAYMENT)?.map_or(Ok(None), |payment| payment.id(field_aliases::ITS_ID))?;
    let (order_id, own) = (order_id(fields)?, fields.id(field_aliases::PAYMENT_ID)?.or(own));
    let id = own.or_else(|| order_id.clone()).ok_or_else(|| missing("payment id and no order id"))?;
    let word = fields
        .text(&[field_aliases::PAYMENT_STATUS, field_aliases::STATUS].concat())?
        .ok_or_else(|| missing("status"))?;
    let (status, at) = (status_keywords::payment(&word), changed_at(fields, received_at)?);
    let of = order_id.as_ref().map_or_else(String::new, |order| format!(" of order {order}"));
    let summary = format!("Payment {id}{of}: {}", status.0);
    let order = order_id.clone().map(|order| {
        let statuses = OrderStatuses { payment: Some(status.clone()), ..OrderStatuses::default() };
        Change::Order(OrderChange { statuses, ..OrderChange::of(order, at) })
    });
    let (amount, currency) = (fields.amount(field_aliases::TOTAL)?, Some(currency(fields)?));
    let snapshot = Payment { status, amount, currency, order_id };
    let mut normalized = NormalizedEvent::of(Change::Payment(SnapshotChange { id, at, snapshot }), summary);
    normalized.changes.extend(order);
    Ok(normalized)
}
