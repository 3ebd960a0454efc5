//! Bodies of refunds/create, and the refunds inside of an order's body, which have the same format.

use std::collections::{BTreeMap, BTreeSet};

use domain::state::Change;
use domain::state::order::{OrderChange, Refund, RefundChange};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::text::shortened;
use types::time::Time;

use crate::optional_field::{items_or_empty, null_is_absent, text, unreadable_is_absent};
use crate::{Amount, Id, NormalizeError, NormalizedEvent, Units};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RefundBody {
    pub(super) id: Id,
    /// `None` only inside of an order's body.
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    pub(super) order_id: Option<Id>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    pub(super) created_at: Option<Time>,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    pub(super) processed_at: Option<Time>,
    #[serde(default, deserialize_with = "items_or_empty")]
    pub(super) refund_line_items: Vec<RefundLineItemBody>,
    #[serde(default, deserialize_with = "items_or_empty")]
    pub(super) refund_shipping_lines: Vec<RefundShippingBody>,
    #[serde(default, deserialize_with = "items_or_empty")]
    pub(super) transactions: Vec<TransactionBody>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RefundLineItemBody {
    pub(super) quantity: Units,
    #[serde(default, deserialize_with = "unreadable_is_absent")]
    pub(super) line_item_id: Option<Id>,
    #[serde(default, deserialize_with = "text")]
    pub(super) restock_type: Option<String>,
    /// A number; in older versions of the API, text.
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) total_tax: Option<Amount>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RefundShippingBody {
    #[serde(default, deserialize_with = "null_is_absent")]
    tax_amount_set: Option<MoneySet>,
}

impl RefundShippingBody {
    /// A shipping line with this tax.
    pub(super) fn of_tax(amount: Amount) -> Self {
        Self { tax_amount_set: Some(MoneySet { shop_money: Some(Money { amount: Some(amount) }) }) }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct MoneySet {
    #[serde(default, deserialize_with = "null_is_absent")]
    shop_money: Option<Money>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Money {
    #[serde(default, deserialize_with = "null_is_absent")]
    amount: Option<Amount>,
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
    #[serde(default, deserialize_with = "text")]
    pub(super) kind: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) status: Option<String>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) amount: Option<Amount>,
    #[serde(default, deserialize_with = "text")]
    pub(super) currency: Option<String>,
}

impl RefundBody {
    /// When the refund was processed, if the body says so.
    pub(super) fn processed_at(&self) -> Option<Time> {
        self.processed_at.max(self.created_at)
    }

    /// The refund as of the time `at`.
    ///
    /// # Errors
    /// `bad_amount` for a refunded amount that is absent.
    pub(super) fn change(&self, at: Time) -> Result<RefundChange, NormalizeError> {
        let units =
            self.refund_line_items.iter().fold(0_u64, |sum, line_item| sum.saturating_add(line_item.quantity.0));
        let (tax, returned) = (self.tax(), self.returned());
        let (amount, currency) = (self.amount()?, self.currency());
        let refund = Refund { amount, currency, units, created_at: self.created_at.unwrap_or(at), tax, returned };
        Ok(RefundChange { id: self.id.to_string(), at, refund })
    }

    /// The currency of the transactions. Several currencies are joined by `+`, which is no valid code, so that their
    /// sum is not taken for an amount of either.
    fn currency(&self) -> Option<String> {
        let codes: BTreeSet<_> =
            self.transactions.iter().filter_map(|transaction| transaction.currency.as_deref()).collect();
        let code = codes.into_iter().collect::<Vec<_>>().join("+");
        Some(shortened(&code, MAX_CURRENCY_CHARS)).filter(|code| !code.is_empty())
    }

    /// The refunded tax of line items and shipping; `None` if one of them does not state its tax.
    fn tax(&self) -> Option<Decimal> {
        let line_items = self.refund_line_items.iter().map(|line_item| line_item.total_tax);
        let shipping = self.refund_shipping_lines.iter();
        let shipping = shipping.map(|line| line.tax_amount_set.as_ref()?.shop_money.as_ref()?.amount);
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

    /// The refunded money: the sum of the successful refund transactions. The line items may add up to more (store
    /// credit) or less (shipping).
    fn amount(&self) -> Result<Decimal, NormalizeError> {
        let is_paid_back = |transaction: &&TransactionBody| {
            transaction.kind.as_deref() == Some("refund") && transaction.status.as_deref() == Some("success")
        };
        let amounts = self.transactions.iter().filter(is_paid_back).map(|transaction| transaction.amount);
        let sum = amounts.map(|amount| amount.map(|amount| amount.0)).sum::<Option<Decimal>>();
        sum.ok_or_else(|| NormalizeError::new("bad_amount", "a transaction of the refund has no amount"))
    }
}

/// A refund of an order. It has no `updated_at`: its time is that of its processing, else that of receipt.
pub(super) fn normalize(body: &RefundBody, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let at = body.processed_at().unwrap_or(received_at);
    let no_order = || NormalizeError::new("not_understood", "the refund has no order_id");
    let order = body.order_id.clone().ok_or_else(no_order)?;
    let refund = body.change(at)?;
    let currency = body.transactions.first().and_then(|transaction| transaction.currency.as_deref());
    let amount = refund.refund.amount;
    let summary = format!("Refund {} of order {order}: {amount} {}", body.id, currency.unwrap_or_default());
    let change = OrderChange { refunds: vec![refund], ..OrderChange::of(order, at) };
    Ok(NormalizedEvent::of(Change::Order(change), shortened(summary.trim_end(), MAX_SUMMARY_CHARS)))
}
