//! Bodies of refunds/create, and the refunds inside of an order's body: the same shape.

use std::collections::{BTreeMap, BTreeSet};

use domain::state::Change;
use domain::state::order::{OrderChange, Refund, RefundChange};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::text::shortened;
use types::time::Time;

use crate::{Amount, Id, NormalizeError, NormalizedEvent, Units};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RefundBody {
    pub(super) id: Id,
    pub(super) order_id: Id,
    pub(super) created_at: Time,
    pub(super) processed_at: Option<Time>,
    #[serde(default)]
    pub(super) refund_line_items: Vec<RefundLineBody>,
    #[serde(default)]
    pub(super) refund_shipping_lines: Vec<RefundShippingBody>,
    #[serde(default)]
    pub(super) transactions: Vec<TransactionBody>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RefundLineBody {
    pub(super) quantity: Units,
    pub(super) line_item_id: Option<Id>,
    pub(super) restock_type: Option<String>,
    /// A number, or in older versions a text.
    pub(super) total_tax: Option<Amount>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RefundShippingBody {
    tax_amount_set: Option<MoneySet>,
}

impl RefundShippingBody {
    /// With this tax.
    pub(super) fn of_tax(amount: Amount) -> Self {
        Self { tax_amount_set: Some(MoneySet { shop_money: Money { amount } }) }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct MoneySet {
    shop_money: Money,
}

#[derive(Debug, Serialize, Deserialize)]
struct Money {
    amount: Amount,
}

/// Kinds of restocking by which the seller has a unit again:
/// <https://shopify.dev/docs/api/admin-graphql/latest/enums/RefundLineItemRestockType>
const RESTOCKED: [&str; 3] = ["return", "cancel", "legacy_restock"];

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TransactionBody {
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) amount: Amount,
    #[serde(default)]
    pub(super) currency: String,
}

impl RefundBody {
    /// The refund as it was known at `at`.
    pub(super) fn change(&self, at: Time) -> RefundChange {
        let units = self.refund_line_items.iter().fold(0_u64, |sum, line| sum.saturating_add(line.quantity.0));
        let (tax, returned) = (self.tax(), self.returned());
        let (amount, currency) = (self.amount(), self.currency());
        let refund = Refund { amount, currency, units, created_at: self.created_at, tax, returned };
        RefundChange { id: self.id.to_string(), at, refund }
    }

    /// The one currency of the money, or what is none where there are several.
    fn currency(&self) -> Option<String> {
        let codes: BTreeSet<_> = self.transactions.iter().map(|of| of.currency.as_str()).collect();
        let code = codes.into_iter().collect::<Vec<_>>().join("+");
        Some(shortened(&code, 20)).filter(|code| !code.is_empty())
    }

    /// The tax of the lines and of shipping that were refunded, where each of them says it.
    fn tax(&self) -> Option<Decimal> {
        let lines = self.refund_line_items.iter().map(|line| line.total_tax);
        let shipping = self.refund_shipping_lines.iter();
        let shipping = shipping.map(|line| line.tax_amount_set.as_ref().map(|set| set.shop_money.amount));
        lines.chain(shipping).map(|tax| tax.map(|tax| tax.0)).sum()
    }

    /// Units that were restocked, by line.
    fn returned(&self) -> BTreeMap<String, u64> {
        let mut returned = BTreeMap::<String, u64>::new();
        for line in &self.refund_line_items {
            let restocked = line.restock_type.as_deref().is_some_and(|kind| RESTOCKED.contains(&kind));
            if let Some(id) = line.line_item_id.as_ref().filter(|_| restocked) {
                let units = returned.entry(id.to_string()).or_default();
                *units = units.saturating_add(line.quantity.0);
            }
        }
        returned
    }

    /// What was paid back: the money moved by successful refund transactions. Lines say what it was for, which can
    /// be more (store credit) or less (shipping).
    fn amount(&self) -> Decimal {
        let moved = |transaction: &&TransactionBody| transaction.kind == "refund" && transaction.status == "success";
        self.transactions.iter().filter(moved).map(|transaction| transaction.amount.0).sum()
    }
}

/// A refund of an order. It has no `updated_at`: its own time is when it was processed.
pub(super) fn normalize(body: RefundBody) -> Result<NormalizedEvent, NormalizeError> {
    let at = body.processed_at.map_or(body.created_at, |processed| processed.max(body.created_at));
    let currency = body.transactions.first().map_or("", |transaction| transaction.currency.as_str());
    let summary = format!("Refund {} of order {}: {} {currency}", body.id, body.order_id, body.amount());
    let change = OrderChange { refunds: vec![body.change(at)], ..OrderChange::of(body.order_id.clone(), at) };
    Ok(NormalizedEvent::of(Change::Order(change), shortened(summary.trim_end(), 200)))
}
