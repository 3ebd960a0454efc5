//! The money of an order: what the customer owes or paid, what went back, and the tax, from the newest snapshot and all
//! refunds. `docs/profit.md` has the rules.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::change::{LineItem, OrderContents, Refund};
use super::order_state::OrderState;
use crate::profit::{minor_digits, rounded};
use crate::state::lww_register::TieBreak;

/// What a snapshot says about its amounts, beside total and tax. All amounts are in the order's currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MoneyTerms {
    /// Whether prices, and the net amounts of refunds, include the tax.
    #[serde(skip_serializing_if = "is_false")]
    pub taxes_included: bool,
    /// Added to what the customer paid by rounding cash; negative if it was rounded down.
    #[serde(skip_serializing_if = "Decimal::is_zero")]
    pub cash_rounding_paid: Decimal,
    /// Added to what was paid back by rounding cash; negative if it was rounded down.
    #[serde(skip_serializing_if = "Decimal::is_zero")]
    pub cash_rounding_refunded: Decimal,
    /// The line items that are gift cards, by id: what all units of the line cost after discounts.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub gift_cards: BTreeMap<String, Decimal>,
    /// The ids of the line items that are tips.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub tips: BTreeSet<String>,
}

impl MoneyTerms {
    /// Whether it says nothing: most orders.
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

fn is_false(value: &bool) -> bool {
    !*value
}

/// What a refund takes off its order, in the order's currency. It differs from the money that was paid back if units
/// were removed before they were paid, or exchanged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundCredit {
    /// Goods and shipping; the tax is in it if the order's prices include it.
    pub net: Decimal,
    /// The tax of the refund.
    pub tax: Decimal,
    /// Duties.
    pub duties: Decimal,
    /// By how much less the refund takes off; negative for goodwill.
    pub discrepancy: Decimal,
}

impl RefundCredit {
    fn value(self, taxes_included: bool) -> Decimal {
        let tax = if taxes_included { Decimal::ZERO } else { self.tax };
        self.net + tax + self.duties - self.discrepancy
    }

    fn is_worthless(self) -> bool {
        self == Self::default()
    }
}

/// What the money of a refund is worth in the order's currency, as the channel's API states it. Webhooks state it only in
/// the buyer's currency, so it is kept apart from the refund, which a later webhook replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundWorth {
    /// The money in the buyer's currency. Of another amount the worth is unknown.
    pub money: Decimal,
    /// Its worth.
    pub worth: Decimal,
}

/// If two have the same source time, the larger one wins.
impl TieBreak for RefundWorth {
    fn tie_break(&self) -> Decimal {
        self.worth
    }
}

/// The amounts that a channel states for the order as it is now, after everything that was removed or refunded.
#[derive(Clone, Copy, Debug, Default)]
pub struct CurrentAmounts {
    /// The total.
    pub total: Option<Decimal>,
    /// The tax and duties in the total.
    pub tax: Option<Decimal>,
}

impl OrderContents {
    /// Sets total and tax to those before removals and refunds, which [`OrderState`] takes off again: so a refund that
    /// arrives apart from the snapshot changes neither. `refunds` are those of the same snapshot.
    pub fn set_amounts_before_refunds(&mut self, current: CurrentAmounts, refunds: &[Refund], is_cancelled: bool) {
        // What was or will be paid back, what was removed without money (and without any), and the money for what was
        // removed earlier.
        let [mut repaid, mut removed, mut beyond, mut removed_before_payment] = [Decimal::ZERO; 4];
        for refund in refunds {
            let money = refund.money(self, None).unwrap_or_default();
            let value = refund.value(self.money.taxes_included).unwrap_or(money);
            beyond += (money - value).max(Decimal::ZERO);
            if refund.pending {
                repaid += value.max(money);
            } else {
                repaid += money;
                removed += (value - money).max(Decimal::ZERO);
                if money.is_zero() {
                    removed_before_payment += value.max(Decimal::ZERO);
                }
            }
        }
        // A channel that states an amount without taking the refunds off must not raise the total.
        let capped = |computed: Option<Decimal>, stated: Option<Decimal>| match (computed, stated) {
            (Some(computed), Some(stated)) => Some(computed.min(stated)),
            (computed, _) => computed,
        };
        // A cancelled order owes nothing any more, also where no refund says so.
        let before = |computed: Option<Decimal>, stated: Option<Decimal>| match (computed, stated) {
            (Some(computed), Some(stated)) if is_cancelled => Some(computed.max(stated)),
            (computed, stated) => computed.or(stated),
        };
        // Money for what was removed earlier is in the removed value already.
        let repaid = repaid - beyond.min(removed);
        let unpaid_removals = (removed_before_payment - beyond).max(Decimal::ZERO);
        let most = self.total.map(|total| total - unpaid_removals);
        let total = capped(current.total.map(|total| total + repaid), most).map(|total| total + removed);
        // A refund that takes off nothing that is known leaves the tax.
        let takes_off = |refund: &&Refund| refund.credit.is_some() || !refund.amount.is_zero();
        let tax_back = refunds.iter().filter(takes_off).map(|refund| refund.tax).sum::<Option<Decimal>>();
        let tax = capped(current.tax.zip(tax_back).map(|(tax, back)| tax + back), self.tax);
        self.total = with_digits(before(total, self.total), self.total.or(current.total));
        self.tax = with_digits(before(tax, self.tax), self.tax.or(current.tax));
    }
}

impl Refund {
    /// The money that was paid back, in the order's currency; `None` if it is only known in another. A refund in the
    /// buyer's currency is worth what it takes off the order, once all of it was paid; else what the channel's API states.
    fn money(&self, order: &OrderContents, worth: Option<RefundWorth>) -> Option<Decimal> {
        let is_foreign = self.currency.as_ref().zip(order.currency.as_ref()).is_some_and(|(a, b)| a != b);
        if !is_foreign || self.amount.is_zero() {
            return Some(self.amount);
        }
        let value = self.value(order.money.taxes_included).filter(|value| !self.pending && *value > Decimal::ZERO);
        value.or(worth.filter(|worth| worth.money == self.amount).map(|worth| worth.worth))
    }

    /// What it takes off the order, if known.
    fn value(&self, taxes_included: bool) -> Option<Decimal> {
        self.credit.map(|credit| credit.value(taxes_included))
    }
}

/// The money of an order at one time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct OrderMoney {
    /// What the customer owes or paid, before refunds; `None` if unknown. What was removed without being paid back is
    /// not in it, except by the cancellation of the whole order.
    pub(super) total: Option<Decimal>,
    /// The tax and duties in `total`; `None` if unknown.
    pub(super) tax: Option<Decimal>,
    /// `total` without what the cancellation removed: the most that the seller may keep.
    pub(super) received: Option<Decimal>,
    /// The tax and duties that are still due after all refunds; `None` if unknown.
    pub(super) tax_due: Option<Decimal>,
    /// The money that was paid back, without the rounding of cash; `None` if a part is unknown in this currency.
    pub(super) repaid: Option<Decimal>,
    /// The rounding of cash, of what was paid and of what was paid back.
    pub(super) cash_rounding: (Decimal, Decimal),
    /// The refunds by id.
    pub(super) refunds: BTreeMap<String, SettledRefund>,
    /// Units that were removed, by line item.
    pub(super) removed_units: BTreeMap<String, u64>,
    /// The value of the gift cards that were not refunded.
    pub(super) gift_cards: Decimal,
}

/// What became of one refund.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SettledRefund {
    /// The money that was paid back, in the order's currency; `None` if unknown.
    pub(super) amount: Option<Decimal>,
    /// Whether its units came back and its tax is not due any more: false while money is still on its way.
    pub(super) is_settled: bool,
    /// What it takes off the order without money.
    removed: Decimal,
    /// The money beyond what it takes off the order: for something that another refund removed.
    beyond: Decimal,
}

impl OrderMoney {
    /// What was paid back; `None` if a part is unknown in the order's currency.
    pub(super) fn refunded(&self) -> Option<Decimal> {
        self.repaid.map(|repaid| repaid + self.cash_rounding.1)
    }

    /// The units of a line item that are part of the order.
    pub(super) fn units(&self, line: &LineItem) -> u64 {
        line.quantity.saturating_sub(self.removed_units.get(&line.id).copied().unwrap_or_default())
    }
}

impl OrderState {
    /// The money of the order.
    pub(super) fn money(&self, contents: &OrderContents) -> OrderMoney {
        let paid_by_another = self.refunds_paid_by_another();
        let settled = |id: &String| (id.clone(), self.settled_refund(id, contents, &paid_by_another));
        let refunds: BTreeMap<_, _> = self.refunds.keys().map(settled).collect();
        let of = |id: &String| &self.refunds[id].value;
        let is_cancellation = |id: &String| self.cancellation().is_some_and(|time| time <= of(id).created_at);
        let sum = |part: fn(&SettledRefund) -> Decimal| refunds.values().map(part).sum::<Decimal>();
        let (removed, beyond) = (sum(|refund| refund.removed), sum(|refund| refund.beyond));
        let by_cancellation = refunds.iter().filter(|(id, _)| is_cancellation(id)).map(|(_, refund)| refund.removed);
        // Money that was paid back later for what the cancellation removed is in the amounts already.
        let kept_by_cancellation = (by_cancellation.sum::<Decimal>() - beyond).max(Decimal::ZERO);
        let received = contents.total.map(|total| total - removed + beyond.min(removed));
        let mut money = OrderMoney {
            total: received.map(|received| received + kept_by_cancellation),
            tax: contents.tax,
            received,
            tax_due: contents.tax,
            repaid: refunds.values().map(|refund| refund.amount).sum(),
            cash_rounding: (contents.money.cash_rounding_paid, contents.money.cash_rounding_refunded),
            ..OrderMoney::default()
        };
        // What was removed first is what later money pays back.
        let mut repaid_later = beyond;
        let mut refunded_units = BTreeMap::<&str, u64>::new();
        let mut by_time: Vec<_> = refunds.iter().filter(|(_, refund)| refund.is_settled).collect();
        by_time.sort_by_key(|(id, _)| (of(id).created_at, *id));
        for (id, settled) in by_time {
            let refund = of(id);
            let takes_off = settled.takes_off(refund);
            if takes_off {
                money.tax_due = less(money.tax_due, refund.tax);
            }
            let repaid = settled.removed.min(repaid_later);
            repaid_later -= repaid;
            if !is_cancellation(id) && takes_off {
                let share =
                    refund.share_of_tax(settled.removed - repaid, &contents.money, contents.currency.as_deref());
                money.tax = less(money.tax, share);
                // A pending refund that was paid by another is no removal.
                if settled.amount.is_some_and(|amount| amount.is_zero()) && !refund.pending {
                    for (line, units) in refund.units_by_line() {
                        let removed = money.removed_units.entry(line.to_owned()).or_default();
                        *removed = removed.saturating_add(units);
                    }
                }
            }
            for (line, units) in refund.units_by_line() {
                let refunded = refunded_units.entry(line).or_default();
                *refunded = refunded.saturating_add(units);
            }
        }
        money.total = with_digits(money.total, contents.total);
        money.tax = with_digits(money.tax, contents.tax);
        money.gift_cards = gift_cards(contents, &refunded_units);
        money.refunds = refunds;
        money
    }

    fn settled_refund(&self, id: &str, contents: &OrderContents, paid_by_another: &BTreeSet<&str>) -> SettledRefund {
        let refund = &self.refunds[id].value;
        let worth = self.refund_worths.get(id).map(|register| register.value);
        let amount = refund.money(contents, worth);
        let is_settled = !refund.pending || paid_by_another.contains(id);
        let money = amount.unwrap_or_default();
        let value = refund.value(contents.money.taxes_included).filter(|_| is_settled).unwrap_or(money);
        SettledRefund {
            amount,
            is_settled,
            removed: (value - money).max(Decimal::ZERO),
            beyond: (money - value).max(Decimal::ZERO),
        }
    }

    /// The refunds whose money did not move, and for each of which a later refund paid the same money without units: its
    /// discrepancy offsets that of the first.
    fn refunds_paid_by_another(&self) -> BTreeSet<&str> {
        let discrepancy = |refund: &Refund| refund.credit.map_or(Decimal::ZERO, |credit| credit.discrepancy);
        let refunds = self.refunds.iter().map(|(id, register)| (id.as_str(), &register.value));
        let (mut open, mut payments): (Vec<_>, Vec<_>) = refunds
            .filter(|(_, refund)| !discrepancy(refund).is_zero())
            .filter(|(_, refund)| refund.pending == (discrepancy(refund) > Decimal::ZERO))
            .partition(|(_, refund)| refund.pending);
        open.sort_by_key(|(id, refund)| (refund.created_at, *id));
        payments.sort_by_key(|(id, refund)| (refund.created_at, *id));
        let is_payment_of = |open: &Refund, payment: &Refund| {
            payment.created_at >= open.created_at && discrepancy(payment) == -discrepancy(open)
        };
        let mut paid = BTreeSet::new();
        for (id, refund) in open {
            // Each payment is for one refund.
            if let Some(place) = payments.iter().position(|(_, payment)| is_payment_of(refund, payment)) {
                payments.remove(place);
                paid.insert(id);
            }
        }
        paid
    }
}

impl SettledRefund {
    /// Whether it takes anything off the order: money (its own, or that of another refund), a removed value, or units
    /// that were worth nothing.
    fn takes_off(&self, refund: &Refund) -> bool {
        let is_worthless = refund.credit.is_some_and(RefundCredit::is_worthless) && refund.units > 0;
        let moved_money = self.amount.is_none_or(|amount| !amount.is_zero());
        moved_money || !self.removed.is_zero() || is_worthless || refund.pending
    }
}

impl Refund {
    /// The tax in a part of its value, rounded to the currency's minor unit.
    fn share_of_tax(&self, part: Decimal, terms: &MoneyTerms, currency: Option<&str>) -> Option<Decimal> {
        let (tax, value) = (self.tax?, self.value(terms.taxes_included).unwrap_or_default());
        if part.is_zero() || part == value {
            return Some(if part.is_zero() { Decimal::ZERO } else { tax });
        }
        let share = tax.checked_mul(part)?.checked_div(value)?;
        Some(rounded(share, minor_digits(currency.unwrap_or_default())))
    }
}

/// `amount` less a part, never below zero; a part that is zero changes not even the number of digits.
fn less(amount: Option<Decimal>, part: Option<Decimal>) -> Option<Decimal> {
    let (amount, part) = (amount?, if amount?.is_zero() { Decimal::ZERO } else { part? });
    Some(match part {
        part if part.is_zero() => amount,
        part if part >= amount => Decimal::ZERO,
        part => amount - part,
    })
}

/// The amount with at least the decimal places of another: a sum that begins with a plain zero loses them.
fn with_digits(amount: Option<Decimal>, other: Option<Decimal>) -> Option<Decimal> {
    let mut amount = amount?;
    amount.rescale(amount.scale().max(other.map_or(0, |other| other.scale())));
    Some(amount)
}

/// The value of the gift cards that were not refunded. A gift card is a debt to whoever redeems it.
fn gift_cards(contents: &OrderContents, refunded_units: &BTreeMap<&str, u64>) -> Decimal {
    let kept = |line: &LineItem| {
        let value = contents.money.gift_cards.get(&line.id)?;
        let refunded = refunded_units.get(line.id.as_str()).copied().unwrap_or_default();
        let units = line.quantity.saturating_sub(refunded);
        value.checked_mul(units.into())?.checked_div(line.quantity.into())
    };
    contents.lines.iter().filter_map(kept).sum()
}
