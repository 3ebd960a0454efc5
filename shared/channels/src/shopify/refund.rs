//! Bodies of refunds/create, and the refunds inside of an order's body, which have the same format.

use std::collections::{BTreeMap, BTreeSet};

use domain::state::Change;
use domain::state::order::{OrderChange, Refund, RefundChange, RefundCredit, RefundWorth};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::text::shortened;
use types::time::Time;

use super::money::{MoneySet, shop_amount};
use crate::optional_field::{items_or_empty, null_is_absent, text, unreadable_is_absent};
use crate::{Amount, Id, NormalizeError, NormalizedEvent, SignedAmount, Units};

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
    pub(super) order_adjustments: Vec<OrderAdjustmentBody>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) total_duties_set: Option<MoneySet>,
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
    /// The price of the units after discounts, in the shop's currency: a number; in older versions of the API, text.
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) subtotal: Option<Amount>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) subtotal_set: Option<MoneySet>,
    /// The tax, as `subtotal`.
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) total_tax: Option<Amount>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) total_tax_set: Option<MoneySet>,
}

impl RefundLineItemBody {
    fn subtotal(&self) -> Option<Decimal> {
        shop_amount(self.subtotal_set).or(self.subtotal.map(|amount| amount.0))
    }

    fn is_restocked(&self) -> bool {
        self.restock_type.as_deref().is_some_and(|kind| RESTOCKED.contains(&kind))
    }

    fn tax(&self) -> Option<Decimal> {
        shop_amount(self.total_tax_set).or(self.total_tax.map(|amount| amount.0))
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RefundShippingBody {
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) subtotal_amount_set: Option<MoneySet>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) tax_amount_set: Option<MoneySet>,
}

/// The difference between what a refund's parts are worth and the money; before API version 2024-10 also refunded
/// shipping. Amounts are signed: a positive discrepancy means less money, a negative shipping refund means shipping that
/// was paid back (<https://shopify.dev/docs/api/admin-rest/2024-07/resources/refund>).
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OrderAdjustmentBody {
    #[serde(default, deserialize_with = "text")]
    pub(super) kind: Option<String>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) amount: Option<SignedAmount>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) amount_set: Option<MoneySet<SignedAmount>>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) tax_amount: Option<SignedAmount>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) tax_amount_set: Option<MoneySet<SignedAmount>>,
}

impl OrderAdjustmentBody {
    fn amount(&self) -> Option<Decimal> {
        shop_amount(self.amount_set).or(self.amount.map(|amount| amount.0))
    }

    fn tax(&self) -> Decimal {
        shop_amount(self.tax_amount_set).or(self.tax_amount.map(|amount| amount.0)).unwrap_or_default()
    }

    fn is_shipping(&self) -> bool {
        self.kind.as_deref() == Some("shipping_refund")
    }
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
    /// The currency of the amount: the buyer's.
    #[serde(default, deserialize_with = "text")]
    pub(super) currency: Option<String>,
    /// The amount in the shop's currency, which only the Admin API states.
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) amount_set: Option<MoneySet>,
}

impl TransactionBody {
    fn amount(&self) -> Decimal {
        self.amount.map(|amount| amount.0).unwrap_or_default()
    }

    /// Whether it refunds money; others, such as a void, move none back.
    fn is_refund(&self) -> bool {
        self.kind.as_deref() == Some("refund") && self.amount.is_none_or(|amount| !amount.0.is_zero())
    }

    fn moved_money(&self) -> bool {
        self.is_refund() && self.is_success()
    }

    fn is_success(&self) -> bool {
        self.status.as_deref() == Some("success")
    }

    /// Whether its money may still move (<https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderTransactionStatus>).
    fn is_open(&self) -> bool {
        matches!(self.status.as_deref(), Some("pending" | "awaiting_response" | "unknown"))
    }
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
        if self.transactions().any(|transaction| transaction.moved_money() && transaction.amount.is_none()) {
            return Err(NormalizeError::new("bad_amount", "a transaction of the refund has no amount"));
        }
        let worth = self.worth().map(|worth| RefundWorth { money: self.amount(), worth });
        Ok(RefundChange { id: self.id.to_string(), at, refund: self.refund(at), worth })
    }

    fn refund(&self, at: Time) -> Refund {
        let refunds = || self.transactions().filter(|transaction| transaction.is_refund());
        let is_paid = refunds().any(TransactionBody::is_success);
        Refund {
            currency: self.currency(),
            units: self.line_items().iter().fold(0_u64, |sum, line_item| sum.saturating_add(line_item.quantity.0)),
            tax: self.tax(),
            returned: self.units(RefundLineItemBody::is_restocked),
            // A transaction that failed counts as long as no other one succeeded in its place.
            pending: refunds().any(|transaction| transaction.is_open() || !is_paid && !transaction.is_success()),
            not_returned: self.units(|line_item| !line_item.is_restocked()),
            credit: self.credit(),
            ..Refund::of(self.amount(), self.created_at.or(self.processed_at).unwrap_or(at))
        }
    }

    fn line_items(&self) -> &[RefundLineItemBody] {
        &self.refund_line_items
    }

    /// The shipping that was paid back. Some bodies state it twice: then the adjustment counts, which always has its tax.
    fn shipping_lines(&self) -> &[RefundShippingBody] {
        let is_stated_twice = self.order_adjustments.iter().any(OrderAdjustmentBody::is_shipping);
        if is_stated_twice { &[] } else { &self.refund_shipping_lines }
    }

    fn transactions(&self) -> impl Iterator<Item = &TransactionBody> {
        self.transactions.iter()
    }

    /// The transactions that paid money back.
    fn payments(&self) -> impl Iterator<Item = &TransactionBody> {
        self.transactions().filter(|transaction| transaction.moved_money())
    }

    /// The refunded money: the sum of the successful refund transactions.
    fn amount(&self) -> Decimal {
        self.payments().map(TransactionBody::amount).sum()
    }

    /// The currency of the money. Several currencies are joined by `+`, which is no valid code, so that their sum is not
    /// taken for an amount of either.
    fn currency(&self) -> Option<String> {
        let codes: BTreeSet<_> = self.payments().filter_map(|transaction| transaction.currency.as_deref()).collect();
        let code = codes.into_iter().collect::<Vec<_>>().join("+");
        Some(shortened(&code, MAX_CURRENCY_CHARS)).filter(|code| !code.is_empty())
    }

    /// The worth of the money in the shop's currency, if every transaction states it.
    fn worth(&self) -> Option<Decimal> {
        let amounts: Option<Vec<_>> = self.payments().map(|transaction| shop_amount(transaction.amount_set)).collect();
        amounts.filter(|amounts| !amounts.is_empty()).map(|amounts| amounts.into_iter().sum())
    }

    /// The tax and duties of the refund; `None` if a part does not state its tax.
    fn tax(&self) -> Option<Decimal> {
        let line_items = self.line_items().iter().map(RefundLineItemBody::tax);
        let shipping = self.shipping_lines().iter().map(|line| shop_amount(line.tax_amount_set));
        let tax = line_items.chain(shipping).sum::<Option<Decimal>>()?;
        Some(tax + (self.duties() - self.order_adjustments.iter().map(OrderAdjustmentBody::tax).sum::<Decimal>()))
    }

    fn duties(&self) -> Decimal {
        shop_amount(self.total_duties_set).unwrap_or_default()
    }

    /// What the refund takes off the order; `None` if a part does not state what it is worth. Without trailing zeros, so
    /// that the forms of webhooks and of the Admin API are equal.
    fn credit(&self) -> Option<RefundCredit> {
        let line_items = self.line_items().iter().map(RefundLineItemBody::subtotal);
        let shipping = self.shipping_lines().iter().map(|line| shop_amount(line.subtotal_amount_set));
        let parts = line_items.chain(shipping).sum::<Option<Decimal>>()?;
        let (mut net, mut discrepancy) = (parts, Decimal::ZERO);
        for adjustment in self.order_adjustments.iter() {
            if adjustment.is_shipping() {
                net -= adjustment.amount()?;
            } else {
                discrepancy += adjustment.amount()?;
            }
        }
        let duties = self.duties();
        let tax = self.tax()? - duties;
        let credit = [net, tax, duties, discrepancy].map(|amount| amount.normalize());
        let [net, tax, duties, discrepancy] = credit;
        Some(RefundCredit { net, tax, duties, discrepancy })
    }

    /// The units of line items that fulfil the condition, by line item.
    fn units(&self, is_counted: impl Fn(&RefundLineItemBody) -> bool) -> BTreeMap<String, u64> {
        let mut units = BTreeMap::<String, u64>::new();
        for line_item in self.line_items().iter().filter(|line_item| is_counted(line_item)) {
            if let Some(id) = &line_item.line_item_id {
                let sum = units.entry(id.to_string()).or_default();
                *sum = sum.saturating_add(line_item.quantity.0);
            }
        }
        units
    }
}

/// A refund of an order. It has no `updated_at`: its time is that of its processing, else that of receipt.
pub(super) fn normalize(body: &RefundBody, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let at = body.processed_at().unwrap_or(received_at);
    let no_order = || NormalizeError::new("not_understood", "the refund has no order_id");
    let order = body.order_id.clone().ok_or_else(no_order)?;
    let refund = body.change(at)?;
    let Refund { amount, currency, pending, .. } = &refund.refund;
    let summary = format!("Refund {} of order {order}: {amount} {}", body.id, currency.as_deref().unwrap_or_default());
    let summary = format!("{}{}", summary.trim_end(), if *pending { ", pending" } else { "" });
    let change = OrderChange { refunds: vec![refund], ..OrderChange::of(order, at) };
    Ok(NormalizedEvent::of(Change::Order(change), shortened(&summary, MAX_SUMMARY_CHARS)))
}
