//! The reckoning.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::cost::UnitCost;
use super::currency::{minor_digits, rounded};
use super::fees::{Fee, Fees};
use super::input::{PaidStatus, ProfitInput, ProfitLineItem};

/// The largest part that is believed, beyond which digits would get lost.
const LARGEST_PART: i64 = 1_000_000_000_000_000_000;
/// How many missing costs are named one by one: a profit is shown with its order, in lists too.
const MOST_COSTS_NAMED: usize = 20;

/// What an order earned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profit {
    /// The profit, or the loss if it is negative, in the order's currency; `None` where something is missing.
    pub amount: Option<Decimal>,
    /// What is not known, each once and sorted, as docs/profit.md lists it. Empty exactly where there is an amount.
    pub missing: Vec<String>,
    /// What it is reckoned from.
    pub parts: ProfitBreakdown,
}

/// The parts of a profit, each rounded to the currency's minor unit; `None` for what is not known. The profit is what
/// was paid, less all others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProfitBreakdown {
    /// What the customer paid in all, before refunds.
    pub paid: Option<Decimal>,
    /// What was paid back.
    pub refunded: Option<Decimal>,
    /// The tax, less that of the refunds.
    pub tax: Option<Decimal>,
    /// What the channel takes.
    pub channel_fee: Option<Decimal>,
    /// What taking the payment costs.
    pub payment_fee: Option<Decimal>,
    /// What sending it costs.
    pub shipping: Option<Decimal>,
    /// The cost of the units that did not come back.
    pub goods: Option<Decimal>,
}

impl ProfitBreakdown {
    /// Zero in everything.
    fn nothing(digits: u32) -> Self {
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

    /// What is left of what was paid, if every part is known.
    fn left(&self) -> Option<Decimal> {
        let spent = [self.refunded, self.tax, self.channel_fee, self.payment_fee, self.shipping, self.goods];
        spent.into_iter().try_fold(self.paid?, |left, part| Some(left - part?))
    }
}

/// What an order earned: what was paid, less refunds, tax, fees, shipping, and the cost of the units that did not come
/// back. `costs` are those that held when it was placed, by article number.
pub fn compute(sold: &ProfitInput, fees: &Fees, costs: &BTreeMap<String, UnitCost>) -> Profit {
    let mut reckoning = Computation { sold, missing: BTreeSet::new() };
    let parts = if sold.came_to_nothing() {
        ProfitBreakdown::nothing(sold.currency.as_deref().map_or(0, minor_digits))
    } else {
        reckoning.parts(fees, costs)
    };
    Profit { amount: parts.left(), missing: reckoning.missing.into_iter().collect(), parts }
}

/// A reckoning under way. Whatever gives `None` has named what is missing.
struct Computation<'a> {
    sold: &'a ProfitInput,
    missing: BTreeSet<String>,
}

impl Computation<'_> {
    fn parts(&mut self, fees: &Fees, costs: &BTreeMap<String, UnitCost>) -> ProfitBreakdown {
        let received = self.received();
        let fees_fit = self.fees_fit(fees);
        ProfitBreakdown {
            paid: received.and_then(|exact| self.part("paid", Some(exact))),
            refunded: self.refunded(),
            tax: self.tax(),
            channel_fee: self.fee("channel", fees.channel.as_ref(), fees_fit, received),
            payment_fee: self.fee("payment", fees.payment.as_ref(), fees_fit, received),
            shipping: self.shipping(fees, fees_fit),
            goods: self.goods(costs),
        }
    }

    /// What the customer paid in all.
    fn received(&mut self) -> Option<Decimal> {
        if self.sold.settled != PaidStatus::Paid {
            self.name("payment");
        }
        if self.sold.total.is_none() {
            self.name("total");
        }
        self.sold.total.filter(|_| self.sold.settled == PaidStatus::Paid)
    }

    fn refunded(&mut self) -> Option<Decimal> {
        let sum = sum(self.sold.refunds.iter().map(|refund| Some(refund.money)));
        self.part("refunded", sum)
    }

    /// The tax that is still owed: a refund takes off what it was of, if it moved money.
    fn tax(&mut self) -> Option<Decimal> {
        let refunds = || self.sold.refunds.iter().filter(|refund| !refund.money.is_zero());
        let known = refunds().all(|refund| refund.tax.is_some());
        match self.sold.tax {
            Some(tax) if known || tax.is_zero() => {
                let back = sum(refunds().map(|refund| Some(refund.tax.unwrap_or_default())));
                let kept = back.and_then(|back| tax.checked_sub(back)).map(|kept| kept.max(Decimal::ZERO));
                self.part("tax", kept)
            }
            _ => {
                self.name("tax");
                None
            }
        }
    }

    /// Whether the fees are in the order's currency.
    fn fees_fit(&mut self, fees: &Fees) -> bool {
        let fit = fees.is_empty() || self.sold.currency.as_ref().is_none_or(|currency| fees.are_for(currency));
        if !fit {
            self.name("currency:fees");
        }
        fit
    }

    fn fee(&mut self, of: &str, fee: Option<&Fee>, fits: bool, received: Option<Decimal>) -> Option<Decimal> {
        let Some(fee) = fee else {
            self.name(format!("fee:{of}"));
            return None;
        };
        let received = received.filter(|_| fits)?;
        // Hundredths, as one exact factor: nothing is rounded before the end.
        let share = received.checked_mul(fee.percent * Decimal::new(1, 2));
        self.part(&format!("fee:{of}"), share.and_then(|share| share.checked_add(fee.fixed)))
    }

    fn shipping(&mut self, fees: &Fees, fits: bool) -> Option<Decimal> {
        if !self.sold.sent {
            return self.part("shipping", Some(Decimal::ZERO));
        }
        match fees.shipping {
            Some(shipping) if fits => self.part("shipping", Some(shipping.fixed)),
            Some(_) => None,
            None => {
                self.name("fee:shipping");
                None
            }
        }
    }

    fn goods(&mut self, costs: &BTreeMap<String, UnitCost>) -> Option<Decimal> {
        let (mut spent, mut unknown) = (Vec::new(), BTreeSet::new());
        for (line, units) in self.sold.kept() {
            match self.cost_of(line, costs) {
                Some(cost) => spent.push(cost.amount.checked_mul(units.into())),
                None => {
                    unknown.insert(name_of(line));
                }
            }
        }
        if unknown.is_empty() {
            return self.part("goods", sum(spent));
        }
        if unknown.len() > MOST_COSTS_NAMED {
            self.name(format!("costs:{} more", unknown.len() - MOST_COSTS_NAMED));
        }
        self.missing.extend(unknown.into_iter().take(MOST_COSTS_NAMED));
        None
    }

    /// What a unit of the line costs, if that is known in the order's currency.
    fn cost_of<'c>(&self, line: &ProfitLineItem, costs: &'c BTreeMap<String, UnitCost>) -> Option<&'c UnitCost> {
        let cost = costs.get(line.sku.as_ref()?)?;
        self.sold.currency.as_ref().is_none_or(|currency| *currency == cost.currency).then_some(cost)
    }

    /// A part as it counts, from what it is exactly; `None` of what was too large to reckon with.
    fn part(&mut self, part: &str, exact: Option<Decimal>) -> Option<Decimal> {
        let Some(currency) = self.sold.currency.as_ref() else {
            self.name("currency");
            return None;
        };
        let exact = exact.filter(|exact| exact.abs() <= Decimal::from(LARGEST_PART));
        if exact.is_none() {
            self.name(format!("overflow:{part}"));
        }
        exact.map(|exact| rounded(exact, minor_digits(currency)))
    }

    fn name(&mut self, missing: impl Into<String>) {
        self.missing.insert(missing.into());
    }
}

/// The name under which the cost of a line's units is missing.
fn name_of(line: &ProfitLineItem) -> String {
    line.sku.as_ref().map_or_else(|| format!("cost:line {}", line.id), |sku| format!("cost:{sku}"))
}

/// `None` where an amount is, or the sum gets, too large.
fn sum(amounts: impl IntoIterator<Item = Option<Decimal>>) -> Option<Decimal> {
    amounts.into_iter().try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount?))
}
