//! Bodies that tell something about an order which the order's own webhook repeats, or which is not certain to be final:
//! they become events of the order and change nothing. Otherwise an amount could count twice.
//!
//! | topic | what it tells | where the order has it |
//! |---|---|---|
//! | orders/edited | added and removed units | `line_items`, `current_*` of orders/updated |
//! | order_transactions/create | one attempt to move money | `financial_status`, and the transactions of `refunds` |
//! | tender_transactions/create | one movement of money, negative if it is paid back | the same |
//! | disputes/create, disputes/update | a chargeback or an inquiry, which may still be won | nowhere; it is no refund |
//!
//! Fields: <https://shopify.dev/docs/api/webhooks/latest>, payloads of these topics.

use domain::subject::Subject;
use serde::{Deserialize, Serialize};
use types::text::shortened;
use types::time::Time;

use crate::optional_field::{readable_items, status, text, unreadable_is_absent};
use crate::{Id, NormalizedEvent};

/// The longest text of a body in a summary, in characters.
const MAX_TEXT_CHARS: usize = 40;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OrderEditBody {
    order_edit: OrderEdit,
}

#[derive(Debug, Serialize, Deserialize)]
struct OrderEdit {
    order_id: Id,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    created_at: Option<Time>,
    /// When the edit became effective; since API version 2024-07.
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    committed_at: Option<Time>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    line_items: Option<LineItemEdits>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct LineItemEdits {
    #[serde(default, deserialize_with = "readable_items")]
    additions: Option<Vec<LineItemEdit>>,
    #[serde(default, deserialize_with = "readable_items")]
    removals: Option<Vec<LineItemEdit>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct LineItemEdit {
    /// Units, without a sign.
    delta: u64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TransactionBody {
    order_id: Id,
    /// <https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderTransactionKind>, in lower case.
    #[serde(default, deserialize_with = "text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "text")]
    gateway: Option<String>,
    #[serde(default, deserialize_with = "status")]
    status: Option<String>,
    #[serde(default, deserialize_with = "text")]
    amount: Option<String>,
    #[serde(default, deserialize_with = "text")]
    currency: Option<String>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    created_at: Option<Time>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    processed_at: Option<Time>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TenderTransactionBody {
    order_id: Id,
    #[serde(default, deserialize_with = "text")]
    payment_method: Option<String>,
    #[serde(default, deserialize_with = "text")]
    amount: Option<String>,
    #[serde(default, deserialize_with = "text")]
    currency: Option<String>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    processed_at: Option<Time>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DisputeBody {
    id: Id,
    /// Null for a dispute of a payment without an order.
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    order_id: Option<Id>,
    #[serde(default, rename = "type", deserialize_with = "text")]
    dispute_type: Option<String>,
    #[serde(default, deserialize_with = "text")]
    amount: Option<String>,
    #[serde(default, deserialize_with = "text")]
    currency: Option<String>,
    #[serde(default, deserialize_with = "text")]
    reason: Option<String>,
    /// <https://shopify.dev/docs/api/admin-graphql/latest/enums/DisputeStatus>, in lower case.
    #[serde(default, deserialize_with = "status")]
    status: Option<String>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    evidence_due_by: Option<Time>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    initiated_at: Option<Time>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    finalized_on: Option<Time>,
}

/// Units were added to an order, or removed from it.
pub(super) fn edit(OrderEditBody { order_edit }: &OrderEditBody) -> NormalizedEvent {
    let units = |edits: fn(&LineItemEdits) -> &Option<Vec<LineItemEdit>>| -> u64 {
        let edits = order_edit.line_items.as_ref().and_then(|line_items| edits(line_items).as_ref());
        edits.into_iter().flatten().fold(0, |sum, edit| sum.saturating_add(edit.delta))
    };
    let (added, removed) = (units(|edits| &edits.additions), units(|edits| &edits.removals));
    let summary = format!("Order {} was edited: units added {added}, removed {removed}", order_edit.order_id);
    about(Some(&order_edit.order_id), order_edit.committed_at.or(order_edit.created_at), summary)
}

/// One attempt to move money.
pub(super) fn transaction(body: &TransactionBody) -> NormalizedEvent {
    let (kind, status) = (cut(&body.kind, "transaction"), cut(&body.status, "no status"));
    let summary = format!("Order {}: {kind} of {}, {status}", body.order_id, money(&body.amount, &body.currency));
    about(Some(&body.order_id), body.processed_at.or(body.created_at), summary)
}

/// One movement of money.
pub(super) fn tender_transaction(body: &TenderTransactionBody) -> NormalizedEvent {
    let method = cut(&body.payment_method, "an unknown method");
    let summary = format!("Order {}: {} by {method}", body.order_id, money(&body.amount, &body.currency));
    about(Some(&body.order_id), body.processed_at, summary)
}

/// A chargeback or an inquiry.
pub(super) fn dispute(body: &DisputeBody) -> NormalizedEvent {
    let of_order = body.order_id.as_ref().map_or_else(String::new, |id| format!(" of order {id}"));
    let (kind, status) = (cut(&body.dispute_type, "dispute"), cut(&body.status, "no status"));
    let reason = cut(&body.reason, "no reason");
    let amount = money(&body.amount, &body.currency);
    let summary = format!("Dispute {}{of_order}: {kind} of {amount} ({reason}), {status}", body.id);
    about(body.order_id.as_ref(), body.finalized_on.or(body.initiated_at), summary)
}

fn about(order_id: Option<&Id>, occurred_at: Option<Time>, summary: String) -> NormalizedEvent {
    let subject = order_id.map(|id| Subject::order(id.as_str()));
    NormalizedEvent { subject, occurred_at, ..NormalizedEvent::without_changes(summary) }
}

fn money(amount: &Option<String>, currency: &Option<String>) -> String {
    format!("{} {}", cut(amount, "an unknown amount"), cut(currency, "")).trim_end().to_owned()
}

fn cut(text: &Option<String>, absent: &str) -> String {
    shortened(text.as_deref().unwrap_or(absent), MAX_TEXT_CHARS)
}
