//! Money always adds up: by an oracle that reckons in whole minor units, and by laws.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::profit::{
    Fee, Fees, PaidStatus, ProfitBreakdown, ProfitInput, ProfitLineItem, ProfitRefund, Shipping, UnitCost, compute,
};

/// Currencies with each number of digits that there is, and their digits.
const CURRENCIES: [(&str, u32); 4] = [("INR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4)];

fn amount() -> impl Strategy<Value = Decimal> {
    // Few digits and many, so that halves are frequent.
    prop_oneof![(0..2_000_000_i64, 0..=4_u32), (0..1_000_000_000_000_000_i64, 0..=4_u32)]
        .prop_map(|(number, scale)| Decimal::new(number, scale))
}

fn fee() -> impl Strategy<Value = Fee> {
    (0..=1_000_000_i64, amount()).prop_map(|(percent, fixed)| Fee { percent: Decimal::new(percent, 4), fixed })
}

/// A code that is mostly that of the order.
fn currency(of: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![9 => Just(of), 1 => Just("USD")].prop_map(str::to_owned)
}

fn any_fees(of: &'static str) -> impl Strategy<Value = Fees> {
    let mostly = || prop::bool::weighted(0.9);
    (fee(), fee(), amount(), mostly(), mostly(), mostly(), currency(of)).prop_map(
        |(channel, payment, fixed, has_channel, has_payment, has_shipping, currency)| Fees {
            channel: has_channel.then_some(channel),
            payment: has_payment.then_some(payment),
            shipping: has_shipping.then_some(Shipping { fixed }),
            currency: Some(currency),
        },
    )
}

fn any_costs(of: &'static str) -> impl Strategy<Value = BTreeMap<String, UnitCost>> {
    let cost = (amount(), currency(of)).prop_map(|(amount, currency)| UnitCost { amount, currency });
    prop::collection::btree_map(prop::sample::select(vec!["A".to_owned(), "B".to_owned()]), cost, 0..8)
}

fn any_sold(of: &'static str) -> impl Strategy<Value = ProfitInput> {
    let mostly = || prop::bool::weighted(0.9);
    let sku = prop_oneof![9 => Just(Some("A")), 9 => Just(Some("B")), 1 => Just(None)];
    let lines = prop::collection::vec((sku, 0..5_u64), 0..4);
    let returned = prop::collection::btree_map(0..4_usize, 0..3_u64, 0..3);
    let refunds = prop::collection::vec((amount(), prop::option::weighted(0.9, amount()), returned), 0..3);
    let settled =
        prop_oneof![8 => Just(PaidStatus::Paid), 1 => Just(PaidStatus::Unpaid), 1 => Just(PaidStatus::Unknown)];
    let amounts = (prop::option::weighted(0.95, amount()), prop::option::weighted(0.95, amount()));
    (amounts, settled, any::<bool>(), mostly(), mostly(), lines, refunds).prop_map(
        move |((total, tax), settled, cancelled, sent, has_currency, lines, refunds)| ProfitInput {
            currency: has_currency.then(|| of.to_owned()),
            total,
            tax,
            settled,
            cancelled,
            sent,
            lines: lines
                .into_iter()
                .enumerate()
                .map(|(id, (sku, quantity))| ProfitLineItem {
                    id: id.to_string(),
                    sku: sku.map(str::to_owned),
                    quantity,
                })
                .collect(),
            refunds: refunds
                .into_iter()
                .map(|(money, tax, returned)| ProfitRefund {
                    money,
                    tax,
                    returned: returned.into_iter().map(|(id, units)| (id.to_string(), units)).collect(),
                })
                .collect(),
        },
    )
}

/// An order, fees and costs in one currency, with its digits.
fn any_case() -> impl Strategy<Value = (ProfitInput, Fees, BTreeMap<String, UnitCost>, u32)> {
    prop::sample::select(CURRENCIES.to_vec())
        .prop_flat_map(|(of, digits)| (any_sold(of), any_fees(of), any_costs(of), Just(digits)))
}

/// An amount in units of which there are 10,000,000,000 in one: finer than anything that comes up.
fn fine(amount: Decimal) -> i128 {
    amount.mantissa() * 10_i128.pow(10 - amount.scale())
}

/// A sum of such units in whole minor units, half of one rounded up.
fn whole(fine: i128, digits: u32) -> i128 {
    let unit = 10_i128.pow(10 - digits);
    (fine + unit / 2) / unit
}

/// The profit in minor units, in whole numbers alone; `None` where anything is not known.
fn oracle(sold: &ProfitInput, fees: &Fees, costs: &BTreeMap<String, UnitCost>, digits: u32) -> Option<i128> {
    let refunded: i128 = sold.refunds.iter().map(|refund| fine(refund.money)).sum();
    if sold.cancelled && sold.settled == PaidStatus::Unpaid && refunded == 0 {
        return Some(0);
    }
    if sold.settled != PaidStatus::Paid || sold.currency != fees.currency {
        return None;
    }
    let (paid, mut tax) = (fine(sold.total?), fine(sold.tax?));
    let untaxed = tax == 0;
    for refund in sold.refunds.iter().filter(|refund| !refund.money.is_zero()) {
        tax -= refund.tax.map(fine).or(untaxed.then_some(0))?;
    }
    // A percent has four digits, and is a hundredth.
    let fee = |fee: Fee| fine(sold.total.unwrap()) / 1_000_000 * (fine(fee.percent) / 1_000_000) + fine(fee.fixed);
    let shipping = if sold.sent { fine(fees.shipping?.fixed) } else { 0 };
    let mut goods = 0;
    for line in &sold.lines {
        let returned: u64 = sold.refunds.iter().filter_map(|refund| refund.returned.get(&line.id)).sum();
        if returned < line.quantity {
            let cost = costs.get(line.sku.as_ref()?)?;
            goods += fine(cost.amount) * i128::from(line.quantity - returned);
            if Some(&cost.currency) != sold.currency.as_ref() {
                return None;
            }
        }
    }
    let spent = [refunded, tax.max(0), fee(fees.channel?), fee(fees.payment?), shipping, goods];
    Some(whole(paid, digits) - spent.into_iter().map(|part| whole(part, digits)).sum::<i128>())
}

fn all(parts: &ProfitBreakdown) -> [Option<Decimal>; 7] {
    let ProfitBreakdown { paid, refunded, tax, channel_fee, payment_fee, shipping, goods } = *parts;
    [paid, refunded, tax, channel_fee, payment_fee, shipping, goods]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn the_profit_is_what_was_paid_less_all_parts((sold, fees, costs, digits) in any_case()) {
        let profit = compute(&sold, &fees, &costs);
        prop_assert_eq!(profit.amount.is_some(), profit.missing.is_empty());
        prop_assert!(profit.missing.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", profit.missing);
        let digits = if sold.currency.is_some() { digits } else { 0 };
        prop_assert!(all(&profit.parts).iter().chain([&profit.amount]).flatten().all(|part| part.scale() == digits));
        prop_assert_eq!(profit.amount.map(|amount| amount.mantissa()), oracle(&sold, &fees, &costs, digits));
        if let Some(amount) = profit.amount {
            let [paid, spent @ ..] = all(&profit.parts).map(Option::unwrap);
            prop_assert_eq!(amount, paid - spent.into_iter().sum::<Decimal>());
        }
    }

    #[test]
    fn more_cost_is_never_more_profit((sold, fees, costs, _) in any_case(), more in amount(), which in 0..6_usize) {
        let (mut dearer, mut costlier) = (fees.clone(), costs.clone());
        match which {
            0 => costlier.values_mut().for_each(|cost| cost.amount += more),
            1 => dearer.channel.iter_mut().for_each(|fee| fee.fixed += more),
            2 => dearer.payment.iter_mut().for_each(|fee| fee.fixed += more),
            3 => dearer.shipping.iter_mut().for_each(|shipping| shipping.fixed += more),
            4 => dearer.channel.iter_mut().for_each(|fee| fee.percent = Decimal::ONE_HUNDRED),
            _ => dearer.payment.iter_mut().for_each(|fee| fee.percent = Decimal::ONE_HUNDRED),
        }
        let (before, after) = (compute(&sold, &fees, &costs), compute(&sold, &dearer, &costlier));
        prop_assert_eq!(&before.missing, &after.missing);
        prop_assert!(after.amount <= before.amount, "{:?} {:?}", before.amount, after.amount);
    }
}
