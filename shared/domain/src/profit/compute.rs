//! The computation of a profit.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::cost::UnitCost;
use super::currency::{minor_digits, rounded};
use super::fees::{Fee, Fees};
use super::input::{PaidStatus, ProfitInput, ProfitLineItem};

/// The largest part that is accepted: beyond it, decimal digits would be lost.
const MAX_PART_AMOUNT: i64 = 1_000_000_000_000_000_000;
/// The most missing costs that are named individually: a profit is part of its order's summary, which lists contain.
const MAX_NAMED_COSTS: usize = 20;

/// The profit of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profit {
    /// The profit, negative for a loss, in the order's currency; `None` if an input is missing.
    pub amount: Option<Decimal>,
    /// The missing inputs, sorted and without repetition, as docs/profit.md lists them. Empty exactly if there is an
    /// amount.
    pub missing: Vec<String>,
    /// The amounts from which the profit is computed.
    pub parts: ProfitBreakdown,
}

/// The parts of a profit, each rounded to the currency's minor unit; `None` if unknown. The profit is `paid` less all
/// others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProfitBreakdown {
    /// The amount that the customer paid, before refunds and without sold gift cards.
    pub paid: Option<Decimal>,
    /// The sum of the refunds.
    pub refunded: Option<Decimal>,
    /// Tax and duties, less those in the refunds.
    pub tax: Option<Decimal>,
    /// The channel's fee.
    pub channel_fee: Option<Decimal>,
    /// The payment provider's fee.
    pub payment_fee: Option<Decimal>,
    /// The cost of shipping.
    pub shipping: Option<Decimal>,
    /// The cost of the units that did not come back.
    pub goods: Option<Decimal>,
}

impl ProfitBreakdown {
    /// All parts are zero.
    fn zero(digits: u32) -> Self {
        let zero = Some(Decimal::new(0, digits));
        Self {
            paid: zero,
            refunded: zero,
            tax: zero,
            channel_fee: zero,
            payment_fee: zero,
            shipping: zero,
            goods: zero,
        }
    }

    /// `paid` less all other parts, if every part is known.
    fn remainder(&self) -> Option<Decimal> {
        let spent = [self.refunded, self.tax, self.channel_fee, self.payment_fee, self.shipping, self.goods];
        spent.into_iter().try_fold(self.paid?, |remainder, part| Some(remainder - part?))
    }
}

/// Computes the profit of an order: the amount paid less refunds, tax, fees, shipping, and the cost of the units that
/// did not come back. `costs` holds the unit costs that were valid when the order was placed, by SKU.
pub fn compute(input: &ProfitInput, fees: &Fees, costs: &BTreeMap<String, UnitCost>) -> Profit {
    let mut computation = Computation { input, missing: BTreeSet::new() };
    let parts = if input.is_cancelled_unpaid() {
        ProfitBreakdown::zero(input.currency.as_deref().map_or(0, minor_digits))
    } else {
        computation.parts(fees, costs)
    };
    Profit { amount: parts.remainder(), missing: computation.missing.into_iter().collect(), parts }
}

/// A computation in progress. Each method that returns `None` has added the missing input to `missing`.
struct Computation<'a> {
    input: &'a ProfitInput,
    missing: BTreeSet<String>,
}

impl Computation<'_> {
    fn parts(&mut self, fees: &Fees, costs: &BTreeMap<String, UnitCost>) -> ProfitBreakdown {
        let received = self.received();
        let fees_fit = self.fees_fit(fees);
        ProfitBreakdown {
            paid: received.and_then(|received| self.part("paid", received.checked_sub(self.input.gift_cards))),
            refunded: self.refunded(),
            tax: self.tax(),
            channel_fee: self.fee("channel", fees.channel.as_ref(), fees_fit, received),
            payment_fee: self.fee("payment", fees.payment.as_ref(), fees_fit, received),
            shipping: self.shipping(fees, fees_fit),
            goods: self.goods(costs),
        }
    }

    /// The amount that the customer paid.
    fn received(&mut self) -> Option<Decimal> {
        if self.input.paid_status != PaidStatus::Paid {
            self.add_missing("payment");
        }
        if self.input.total.is_none() {
            self.add_missing("total");
        }
        let total = self.input.total.filter(|_| self.input.paid_status == PaidStatus::Paid);
        total.and_then(|total| total.checked_add(self.input.cash_rounding_paid))
    }

    fn refunded(&mut self) -> Option<Decimal> {
        let sum = sum(self.input.refunds.iter().map(|refund| Some(refund.amount)));
        self.part("refunded", sum.and_then(|sum| sum.checked_add(self.input.cash_rounding_refunded)))
    }

    /// The tax still owed: a refund reduces it by the refund's tax, unless the refund moved no money.
    fn tax(&mut self) -> Option<Decimal> {
        let refunds = || self.input.refunds.iter().filter(|refund| !refund.amount.is_zero());
        let known = refunds().all(|refund| refund.tax.is_some());
        match self.input.tax {
            Some(tax) if known || tax.is_zero() => {
                let back = sum(refunds().map(|refund| Some(refund.tax.unwrap_or_default())));
                let kept = back.and_then(|back| tax.checked_sub(back)).map(|kept| kept.max(Decimal::ZERO));
                self.part("tax", kept)
            }
            _ => {
                self.add_missing("tax");
                None
            }
        }
    }

    /// Whether the fees are in the order's currency.
    fn fees_fit(&mut self, fees: &Fees) -> bool {
        let fit = fees.is_empty() || self.input.currency.as_ref().is_none_or(|currency| fees.apply_to(currency));
        if !fit {
            self.add_missing("currency:fees");
        }
        fit
    }

    fn fee(&mut self, of: &str, fee: Option<&Fee>, fits: bool, received: Option<Decimal>) -> Option<Decimal> {
        let Some(fee) = fee else {
            self.add_missing(format!("fee:{of}"));
            return None;
        };
        let received = received.filter(|_| fits)?;
        // A percentage is converted by one exact factor: nothing is rounded before the end.
        let share = received.checked_mul(fee.percent * Decimal::new(1, 2));
        self.part(&format!("fee:{of}"), share.and_then(|share| share.checked_add(fee.fixed)))
    }

    fn shipping(&mut self, fees: &Fees, fits: bool) -> Option<Decimal> {
        if !self.input.shipped {
            return self.part("shipping", Some(Decimal::ZERO));
        }
        match fees.shipping {
            Some(shipping) if fits => self.part("shipping", Some(shipping.fixed)),
            Some(_) => None,
            None => {
                self.add_missing("fee:shipping");
                None
            }
        }
    }

    fn goods(&mut self, costs: &BTreeMap<String, UnitCost>) -> Option<Decimal> {
        let (mut spent, mut unknown) = (Vec::new(), BTreeSet::new());
        for (line, units) in self.input.kept() {
            match self.cost_of(line, costs) {
                Some(cost) => spent.push(cost.amount.checked_mul(units.into())),
                None => {
                    unknown.insert(cost_name(line));
                }
            }
        }
        if unknown.is_empty() {
            return self.part("goods", sum(spent));
        }
        if unknown.len() > MAX_NAMED_COSTS {
            self.add_missing(format!("costs:{} more", unknown.len() - MAX_NAMED_COSTS));
        }
        self.missing.extend(unknown.into_iter().take(MAX_NAMED_COSTS));
        None
    }

    /// The unit cost of the line item, if it is known in the order's currency.
    fn cost_of<'c>(&self, line: &ProfitLineItem, costs: &'c BTreeMap<String, UnitCost>) -> Option<&'c UnitCost> {
        let cost = costs.get(line.sku.as_ref()?)?;
        self.input.currency.as_ref().is_none_or(|currency| *currency == cost.currency).then_some(cost)
    }

    /// Rounds the exact amount of a part; `None`, and named as missing, if it is too large.
    fn part(&mut self, part: &str, exact: Option<Decimal>) -> Option<Decimal> {
        let Some(currency) = self.input.currency.as_ref() else {
            self.add_missing("currency");
            return None;
        };
        let exact = exact.filter(|exact| exact.abs() <= Decimal::from(MAX_PART_AMOUNT));
        if exact.is_none() {
            self.add_missing(format!("overflow:{part}"));
        }
        exact.map(|exact| rounded(exact, minor_digits(currency)))
    }

    fn add_missing(&mut self, missing: impl Into<String>) {
        self.missing.insert(missing.into());
    }
}

/// How a line item's unit cost is named when it is missing.
fn cost_name(line: &ProfitLineItem) -> String {
    line.sku.as_ref().map_or_else(|| format!("cost:line {}", line.id), |sku| format!("cost:{sku}"))
}

/// `None` if an amount is missing or the sum overflows.
fn sum(amounts: impl IntoIterator<Item = Option<Decimal>>) -> Option<Decimal> {
    amounts.into_iter().try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount?))
}
