//! The input of a profit.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The parts of an order that its profit depends on. All amounts are in the order's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfitInput {
    /// ISO 4217 code, if known.
    pub currency: Option<String>,
    /// The order's total, tax and shipping included, without what was removed from the order, if known.
    pub total: Option<Decimal>,
    /// The tax and duties in the total, if known.
    pub tax: Option<Decimal>,
    /// The value of sold gift cards in the total.
    #[serde(default)]
    pub gift_cards: Decimal,
    /// Added to what the customer paid by rounding cash; negative if it was rounded down.
    #[serde(default)]
    pub cash_rounding_paid: Decimal,
    /// Added to what was paid back by rounding cash; negative if it was rounded down.
    #[serde(default)]
    pub cash_rounding_refunded: Decimal,
    /// Whether the total was paid.
    #[serde(rename = "settled")]
    pub paid_status: PaidStatus,
    /// Whether the order was cancelled.
    pub cancelled: bool,
    /// Whether the order was or will be shipped; false if it was cancelled before that.
    #[serde(rename = "sent")]
    pub shipped: bool,
    /// The line items, without gift cards and tips.
    pub lines: Vec<ProfitLineItem>,
    /// Refunds, with the units that came back.
    pub refunds: Vec<ProfitRefund>,
}

/// Whether an order's total was paid, before refunds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PaidStatus {
    /// All of it.
    Paid,
    /// None of it.
    Unpaid,
    /// Part of it, or unknown.
    Unknown,
}

/// A line item's units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfitLineItem {
    /// The channel's id of the line item.
    pub id: String,
    /// The seller's SKU, if there is one.
    pub sku: Option<String>,
    /// Units ordered.
    pub quantity: u64,
}

/// One refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfitRefund {
    /// The amount paid back.
    #[serde(rename = "money")]
    pub amount: Decimal,
    /// The tax in the amount, if known.
    pub tax: Option<Decimal>,
    /// Units that came back to the seller, by line item id.
    #[serde(default)]
    pub returned: BTreeMap<String, u64>,
}

impl ProfitInput {
    /// The SKUs whose unit costs are needed: those with units that the customer keeps.
    pub fn skus(&self) -> BTreeSet<String> {
        self.kept().filter_map(|(line, _)| line.sku.clone()).collect()
    }

    /// Line items with units that did not come back, and the number of these units.
    pub(super) fn kept(&self) -> impl Iterator<Item = (&ProfitLineItem, u64)> {
        let kept = |line: &ProfitLineItem| {
            let returned = self.refunds.iter().filter_map(|refund| refund.returned.get(&line.id));
            line.quantity.saturating_sub(returned.fold(0, |sum, units| sum.saturating_add(*units)))
        };
        self.lines.iter().map(move |line| (line, kept(line))).filter(|(_, units)| *units > 0)
    }

    /// Whether the order was cancelled before any money moved.
    pub(super) fn is_cancelled_unpaid(&self) -> bool {
        self.cancelled
            && self.paid_status == PaidStatus::Unpaid
            && self.refunds.iter().all(|refund| refund.amount.is_zero())
    }
}
