//! Payments of marketplaces, read leniently.

use super::order::{changed_at, currency, order_id};
use super::{Fields, names, words};
use crate::channel::{NotUnderstood, Understood};
use crate::order::{OrderChange, Statuses};
use crate::state::payment::Payment;
use crate::state::{Change, PictureChange};
use crate::time::Time;

/// Whether the body tells of a payment.
pub(crate) fn is_payment(fields: &Fields<'_>) -> Result<bool, NotUnderstood> {
    Ok(fields.object(names::PAYMENT)?.is_some() || fields.text(names::PAYMENT_ID)?.is_some())
}

/// The payment of an order, and where the order's payment stands by it. Without an id of its own a payment is called by
/// the order's.
///
/// # Errors
/// `not_understood` without any id or a status, and for a field that is not what it should be.
pub(crate) fn payment(fields: &Fields<'_>, received_at: Time) -> Result<Understood, NotUnderstood> {
    let missing = |what| NotUnderstood::new("not_understood", format!("the body has no {what}"));
    let own = fields.object(names::PAYMENT)?.map_or(Ok(None), |payment| payment.id(names::ITS_ID))?;
    let (order_id, own) = (order_id(fields)?, fields.id(names::PAYMENT_ID)?.or(own));
    let id = own.or_else(|| order_id.clone()).ok_or_else(|| missing("payment id and no order id"))?;
    let word = fields.text(&[names::PAYMENT_STATUS, names::STATUS].concat())?.ok_or_else(|| missing("status"))?;
    let (status, at) = (words::payment(&word), changed_at(fields, received_at)?);
    let of = order_id.as_ref().map_or_else(String::new, |order| format!(" of order {order}"));
    let summary = format!("Payment {id}{of}: {}", status.0);
    let order = order_id.clone().map(|order| {
        let statuses = Statuses { payment: Some(status.clone()), ..Statuses::default() };
        Change::Order(OrderChange { statuses, ..OrderChange::of(order, at) })
    });
    let (amount, currency) = (fields.amount(names::TOTAL)?, Some(currency(fields)?));
    let shown = Payment { status, amount, currency, order_id };
    let mut understood = Understood::of(Change::Payment(PictureChange { id, at, shown }), summary);
    understood.changes.extend(order);
    Ok(understood)
}
