//! Bodies of refunds/create, and the refunds inside of an order's body: the same shape.

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::channel::{Amount, Id, NotUnderstood, Understood};
use crate::order::{OrderChange, Refund, RefundChange};
use crate::state::Change;
use crate::text::shortened;
use crate::time::Time;

#[derive(Debug, Deserialize)]
pub(super) struct RefundBody {
    id: Id,
    order_id: Id,
    created_at: Time,
    processed_at: Option<Time>,
    #[serde(default)]
    refund_line_items: Vec<RefundLineBody>,
    #[serde(default)]
    transactions: Vec<TransactionBody>,
}

#[derive(Debug, Deserialize)]
struct RefundLineBody {
    quantity: u64,
}

#[derive(Debug, Deserialize)]
struct TransactionBody {
    kind: String,
    status: String,
    amount: Amount,
    #[serde(default)]
    currency: String,
}

impl RefundBody {
    /// The refund as it was known at `at`.
    pub(super) fn change(&self, at: Time) -> RefundChange {
        let units = self.refund_line_items.iter().fold(0_u64, |sum, line| sum.saturating_add(line.quantity));
        let refund = Refund { amount: self.amount(), units, created_at: self.created_at };
        RefundChange { id: self.id.to_string(), at, refund }
    }

    /// What was paid back: the money moved by successful refund transactions. Lines say what it was for, which can
    /// be more (store credit) or less (shipping).
    fn amount(&self) -> Decimal {
        let moved = |transaction: &&TransactionBody| transaction.kind == "refund" && transaction.status == "success";
        self.transactions.iter().filter(moved).map(|transaction| transaction.amount.0).sum()
    }
}

/// A refund of an order. It has no `updated_at`: its own time is when it was processed.
pub(super) fn understand(body: RefundBody) -> Result<Understood, NotUnderstood> {
    let at = body.processed_at.map_or(body.created_at, |processed| processed.max(body.created_at));
    let currency = body.transactions.first().map_or("", |transaction| transaction.currency.as_str());
    let summary = format!("Refund {} of order {}: {} {currency}", body.id, body.order_id, body.amount());
    let change = OrderChange { refunds: vec![body.change(at)], ..OrderChange::of(body.order_id.clone(), at) };
    Ok(Understood::of(Change::Order(change), shortened(summary.trim_end(), 200)))
}
