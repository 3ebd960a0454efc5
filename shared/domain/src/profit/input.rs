//! What of an order counts for its profit.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What of an order counts for its profit. All amounts are in the order's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfitInput {
    /// ISO 4217 code, where it is known.
    pub currency: Option<String>,
    /// What the customer was to pay in all, tax and shipping included, where it is known.
    pub total: Option<Decimal>,
    /// The tax in the total, where it is known.
    pub tax: Option<Decimal>,
    /// How much of the total was paid.
    pub settled: PaidStatus,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// Whether it was sent or is still to be: not if it was cancelled before.
    pub sent: bool,
    /// What was ordered.
    pub lines: Vec<ProfitLineItem>,
    /// What was paid back and came back.
    pub refunds: Vec<ProfitRefund>,
}

/// How much of an order's total was paid, before refunds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PaidStatus {
    /// All of it.
    Paid,
    /// Nothing, or nothing yet.
    Unpaid,
    /// Some of it, or nobody knows.
    Unknown,
}

/// Some units of one article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfitLineItem {
    /// The channel's id of the line.
    pub id: String,
    /// The seller's article number, if there is one.
    pub sku: Option<String>,
    /// Units ordered.
    pub quantity: u64,
}

/// One refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfitRefund {
    /// The money that was paid back.
    pub money: Decimal,
    /// The tax in it, where it is known.
    pub tax: Option<Decimal>,
    /// Units that the seller has again, by the id of their line.
    #[serde(default)]
    pub returned: BTreeMap<String, u64>,
}

impl ProfitInput {
    /// The articles whose cost counts: those of which units stay with the customer.
    pub fn skus(&self) -> BTreeSet<String> {
        self.kept().filter_map(|(line, _)| line.sku.clone()).collect()
    }

    /// Lines of which units did not come back, and how many.
    pub(super) fn kept(&self) -> impl Iterator<Item = (&ProfitLineItem, u64)> {
        let kept = |line: &ProfitLineItem| {
            let returned = self.refunds.iter().filter_map(|refund| refund.returned.get(&line.id));
            line.quantity.saturating_sub(returned.fold(0, |sum, units| sum.saturating_add(*units)))
        };
        self.lines.iter().map(move |line| (line, kept(line))).filter(|(_, units)| *units > 0)
    }

    /// Whether it was called off before any money moved.
    pub(super) fn came_to_nothing(&self) -> bool {
        self.cancelled && self.settled == PaidStatus::Unpaid && self.refunds.iter().all(|refund| refund.money.is_zero())
    }
}
