//! Property tests: profits agree with an oracle that computes in whole minor units.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::profit::{
    Fee, Fees, PaidStatus, ProfitBreakdown, ProfitInput, ProfitLineItem, ProfitRefund, Shipping, UnitCost, compute,
};

/// One currency for each possible number of minor digits.
const CURRENCIES: [(&str, u32); 4] = [("INR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4)];

fn amount() -> impl Strategy<Value = Decimal> {
    // Small and large numbers, so that rounding of halves is frequent.
    prop_oneof![(0..2_000_000_i64, 0..=4_u32), (0..1_000_000_000_000_000_i64, 0..=4_u32)]
        .prop_map(|(number, scale)| Decimal::new(number, scale))
}

fn fee() -> impl Strategy<Value = Fee> {
    (0..=1_000_000_i64, amount()).prop_map(|(percent, fixed)| Fee { percent: Decimal::new(percent, 4), fixed })
}

/// A currency that is mostly that of the order.
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

fn any_input(of: &'static str) -> impl Strategy<Value = ProfitInput> {
    let mostly = || prop::bool::weighted(0.9);
    let sku = prop_oneof![9 => Just(Some("A")), 9 => Just(Some("B")), 1 => Just(None)];
    let lines = prop::collection::vec((sku, 0..5_u64), 0..4);
    let returned = prop::collection::btree_map(0..4_usize, 0..3_u64, 0..3);
    let refunds = prop::collection::vec((amount(), prop::option::weighted(0.9, amount()), returned), 0..3);
    let paid_status =
        prop_oneof![8 => Just(PaidStatus::Paid), 1 => Just(PaidStatus::Unpaid), 1 => Just(PaidStatus::Unknown)];
    let amounts = (prop::option::weighted(0.95, amount()), prop::option::weighted(0.95, amount()));
    // Gift cards are tenths of the total.
    let special = (prop_oneof![3 => Just(0_i64), 1 => 1..=10_i64], 0..5_i64, 0..5_i64);
    let flags = (any::<bool>(), mostly(), mostly());
    (amounts, special, paid_status, flags, lines, refunds).prop_map(
        move |((total, tax), (tenths, paid, repaid), paid_status, flags, lines, refunds)| ProfitInput {
            currency: flags.2.then(|| of.to_owned()),
            total,
            tax,
            gift_cards: (total.unwrap_or_default() * Decimal::new(tenths, 1)).trunc_with_scale(4),
            cash_rounding_paid: Decimal::new(paid, 2),
            cash_rounding_refunded: Decimal::new(repaid, 2),
            paid_status,
            cancelled: flags.0,
            shipped: flags.1,
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
                .map(|(amount, tax, returned)| ProfitRefund {
                    amount,
                    tax,
                    returned: returned.into_iter().map(|(id, units)| (id.to_string(), units)).collect(),
                })
                .collect(),
        },
    )
}

/// An order, fees and costs in one currency, with its minor digits.
fn any_case() -> impl Strategy<Value = (ProfitInput, Fees, BTreeMap<String, UnitCost>, u32)> {
    prop::sample::select(CURRENCIES.to_vec())
        .prop_flat_map(|(of, digits)| (any_input(of), any_fees(of), any_costs(of), Just(digits)))
}

/// An amount in units of 10^-10: finer than any intermediate result.
fn to_fine_units(amount: Decimal) -> i128 {
    amount.mantissa() * 10_i128.pow(10 - amount.scale())
}

/// A sum of such units in whole minor units; halves are rounded up.
fn to_minor_units(fine_units: i128, digits: u32) -> i128 {
    let unit = 10_i128.pow(10 - digits);
    (fine_units + unit / 2) / unit
}

/// The profit in minor units, computed in integers only; `None` if an input is missing.
fn oracle(input: &ProfitInput, fees: &Fees, costs: &BTreeMap<String, UnitCost>, digits: u32) -> Option<i128> {
    let refunded: i128 = input.refunds.iter().map(|refund| to_fine_units(refund.amount)).sum();
    if input.cancelled && input.paid_status == PaidStatus::Unpaid && refunded == 0 {
        return Some(0);
    }
    if input.paid_status != PaidStatus::Paid || input.currency != fees.currency {
        return None;
    }
    let refunded = refunded + to_fine_units(input.cash_rounding_refunded);
    let received = to_fine_units(input.total?) + to_fine_units(input.cash_rounding_paid);
    let (paid, mut tax) = (received - to_fine_units(input.gift_cards), to_fine_units(input.tax?));
    let untaxed = tax == 0;
    for refund in input.refunds.iter().filter(|refund| !refund.amount.is_zero()) {
        tax -= refund.tax.map(to_fine_units).or(untaxed.then_some(0))?;
    }
    // A percentage has four digits, and is a hundredth.
    let fee = |fee: Fee| received / 1_000_000 * (to_fine_units(fee.percent) / 1_000_000) + to_fine_units(fee.fixed);
    let shipping = if input.shipped { to_fine_units(fees.shipping?.fixed) } else { 0 };
    let mut goods = 0;
    for line in &input.lines {
        let returned: u64 = input.refunds.iter().filter_map(|refund| refund.returned.get(&line.id)).sum();
        if returned < line.quantity {
            let cost = costs.get(line.sku.as_ref()?)?;
            goods += to_fine_units(cost.amount) * i128::from(line.quantity - returned);
            if Some(&cost.currency) != input.currency.as_ref() {
                return None;
            }
        }
    }
    let spent = [refunded, tax.max(0), fee(fees.channel?), fee(fees.payment?), shipping, goods];
    Some(to_minor_units(paid, digits) - spent.into_iter().map(|part| to_minor_units(part, digits)).sum::<i128>())
}

fn all(parts: &ProfitBreakdown) -> [Option<Decimal>; 7] {
    let ProfitBreakdown { paid, refunded, tax, channel_fee, payment_fee, shipping, goods } = *parts;
    [paid, refunded, tax, channel_fee, payment_fee, shipping, goods]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn profit_equals_paid_less_all_parts((input, fees, costs, digits) in any_case()) {
        let profit = compute(&input, &fees, &costs);
        prop_assert_eq!(profit.amount.is_some(), profit.missing.is_empty());
        prop_assert!(profit.missing.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", profit.missing);
        let digits = if input.currency.is_some() { digits } else { 0 };
        prop_assert!(all(&profit.parts).iter().chain([&profit.amount]).flatten().all(|part| part.scale() == digits));
        prop_assert_eq!(profit.amount.map(|amount| amount.mantissa()), oracle(&input, &fees, &costs, digits));
        if let Some(amount) = profit.amount {
            let [paid, spent @ ..] = all(&profit.parts).map(Option::unwrap);
            prop_assert_eq!(amount, paid - spent.into_iter().sum::<Decimal>());
        }
    }

    #[test]
    fn higher_cost_never_raises_the_profit(
        (input, fees, costs, _) in any_case(),
        more in amount(),
        which in 0..6_usize,
    ) {
        let (mut dearer, mut costlier) = (fees.clone(), costs.clone());
        match which {
            0 => costlier.values_mut().for_each(|cost| cost.amount += more),
            1 => dearer.channel.iter_mut().for_each(|fee| fee.fixed += more),
            2 => dearer.payment.iter_mut().for_each(|fee| fee.fixed += more),
            3 => dearer.shipping.iter_mut().for_each(|shipping| shipping.fixed += more),
            4 => dearer.channel.iter_mut().for_each(|fee| fee.percent = Decimal::ONE_HUNDRED),
            _ => dearer.payment.iter_mut().for_each(|fee| fee.percent = Decimal::ONE_HUNDRED),
        }
        let (before, after) = (compute(&input, &fees, &costs), compute(&input, &dearer, &costlier));
        prop_assert_eq!(&before.missing, &after.missing);
        prop_assert!(after.amount <= before.amount, "{:?} {:?}", before.amount, after.amount);
    }
}
