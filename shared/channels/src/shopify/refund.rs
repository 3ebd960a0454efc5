//! Bodies of refunds/create, and the refunds inside of an order's body, which have the same format.

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
    pub(super) refund_line_items: Vec<RefundLineItemBody>,
    #[serde(default)]
    pub(super) refund_shipping_lines: Vec<RefundShippingBody>,
    #[serde(default)]
    pub(super) transactions: Vec<TransactionBody>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RefundLineItemBody {
    pub(super) quantity: Units,
    pub(super) line_item_id: Option<Id>,
    pub(super) restock_type: Option<String>,
    /// A number; in older versions of the API, text.
    pub(super) total_tax: Option<Amount>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RefundShippingBody {
    tax_amount_set: Option<MoneySet>,
}

impl RefundShippingBody {
    /// A shipping line with this tax.
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

/// The restock types that return a unit to the seller:
/// <https://shopify.dev/docs/api/admin-graphql/latest/enums/RefundLineItemRestockType>
const RESTOCKED: [&str; 3] = ["return", "cancel", "legacy_restock"];
/// The longest currency, in characters: that of several joined codes.
const MAX_CURRENCY_CHARS: usize = 20;
/// The longest summary, in characters.
const MAX_SUMMARY_CHARS: usize = 200;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TransactionBody {
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) amount: Amount,
    #[serde(default)]
    pub(super) currency: String,
}

impl RefundBody {
    /// The refund as of the time `at`.
    pub(super) fn change(&self, at: Time) -> RefundChange {
        let units =
            self.refund_line_items.iter().fold(0_u64, |sum, line_item| sum.saturating_add(line_item.quantity.0));
        let (tax, returned) = (self.tax(), self.returned());
        let (amount, currency) = (self.amount(), self.currency());
        let refund = Refund { amount, currency, units, created_at: self.created_at, tax, returned };
        RefundChange { id: self.id.to_string(), at, refund }
    }

    /// The currency of the transactions. Several currencies are joined by `+`, which is no valid code, so that their sum
    /// is not taken for an amount of either.
    fn currency(&self) -> Option<String> {
        let codes: BTreeSet<_> = self.transactions.iter().map(|transaction| transaction.currency.as_str()).collect();
        let code = codes.into_iter().collect::<Vec<_>>().join("+");
        Some(shortened(&code, MAX_CURRENCY_CHARS)).filter(|code| !code.is_empty())
    }

    /// The refunded tax of line items and shipping; `None` if one of them does not state its tax.
    fn tax(&self) -> Option<Decimal> {
        let line_items = self.refund_line_items.iter().map(|line_item| line_item.total_tax);
        let shipping = self.refund_shipping_lines.iter();
        let shipping = shipping.map(|line| line.tax_amount_set.as_ref().map(|set| set.shop_money.amount));
        line_items.chain(shipping).map(|tax| tax.map(|tax| tax.0)).sum()
    }

    /// The restocked units by line item.
    fn returned(&self) -> BTreeMap<String, u64> {
        let mut returned = BTreeMap::<String, u64>::new();
        for line_item in &self.refund_line_items {
            let is_restocked = line_item.restock_type.as_deref().is_some_and(|kind| RESTOCKED.contains(&kind));
            if let Some(id) = line_item.line_item_id.as_ref().filter(|_| is_restocked) {
                let units = returned.entry(id.to_string()).or_default();
                *units = units.saturating_add(line_item.quantity.0);
            }
        }
        returned
    }

    /// The refunded money: the sum of the successful refund transactions. The line items may add up to more (store credit)
    /// or less (shipping).
    fn amount(&self) -> Decimal {
        let is_paid_back =
            |transaction: &&TransactionBody| transaction.kind == "refund" && transaction.status == "success";
        self.transactions.iter().filter(is_paid_back).map(|transaction| transaction.amount.0).sum()
    }
}

/// A refund of an order. It has no `updated_at`: its time is that of its processing.
pub(super) fn normalize(body: RefundBody) -> Result<NormalizedEvent, NormalizeError> {
    let at = body.processed_at.map_or(body.created_at, |processed| processed.max(body.created_at));
    let currency = body.transactions.first().map_or("", |transaction| transaction.currency.as_str());
    let summary = format!("Refund {} of order {}: {} {currency}", body.id, body.order_id, body.amount());
    let change = OrderChange { refunds: vec![body.change(at)], ..OrderChange::of(body.order_id.clone(), at) };
    Ok(NormalizedEvent::of(Change::Order(change), shortened(summary.trim_end(), MAX_SUMMARY_CHARS)))
}
