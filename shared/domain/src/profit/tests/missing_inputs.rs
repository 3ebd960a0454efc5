//! Tests that each missing input is named, and nothing else.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{cost, costs, decimal, fees, input, line, refund};
use crate::profit::{Fees, PaidStatus, Profit, ProfitInput, Shipping, compute};

fn missing(input: &ProfitInput) -> Vec<String> {
    let profit = compute(input, &fees(), &costs());
    assert_eq!(profit.amount.is_none(), !profit.missing.is_empty());
    profit.missing
}

fn with(change: impl FnOnce(&mut ProfitInput)) -> ProfitInput {
    let mut input = input();
    change(&mut input);
    input
}

#[test]
fn profit_of_an_order_with_all_inputs_is_computed() {
    let profit = compute(&input(), &fees(), &costs());
    // 118.00 - 18.00 - 3.36 - 4.04 - 10.00 - 40.00
    assert_eq!((profit.amount, profit.missing.len()), (Some(decimal("42.60")), 0));
    assert_eq!(profit.parts.refunded.unwrap().to_string(), "0.00");
}

#[test]
fn each_missing_input_is_named() {
    for (input, named) in [
        (with(|input| input.total = None), vec!["total"]),
        (with(|input| input.tax = None), vec!["tax"]),
        (with(|input| input.currency = None), vec!["currency"]),
        (with(|input| input.currency = Some("EUR".into())), vec!["cost:TEE", "currency:fees"]),
        (with(|input| input.paid_status = PaidStatus::Unpaid), vec!["payment"]),
        (with(|input| input.paid_status = PaidStatus::Unknown), vec!["payment"]),
        (with(|input| input.lines.push(line("7", None, 1))), vec!["cost:line 7"]),
        (with(|input| input.lines.push(line("7", Some("CAP"), 1))), vec!["cost:CAP"]),
        (with(|input| input.refunds.push(refund("1.00", None, &[]))), vec!["tax"]),
        (
            with(|input| {
                input.total = None;
                input.paid_status = PaidStatus::Unpaid;
                input.lines.extend([line("7", Some("CAP"), 1), line("8", Some("CAP"), 1)]);
            }),
            vec!["cost:CAP", "payment", "total"],
        ),
        // A cancelled order has zero profit without other inputs, but only if its payment status is known.
        (
            with(|input| {
                input.cancelled = true;
                input.paid_status = PaidStatus::Unknown;
            }),
            vec!["payment"],
        ),
    ] {
        assert_eq!(missing(&input), named, "{input:?}");
    }
}

#[test]
fn unset_fees_are_named_and_zero_counts_as_set() {
    let named = |fees: &Fees| compute(&input(), fees, &costs()).missing;
    assert_eq!(named(&Fees::default()), ["fee:channel", "fee:payment", "fee:shipping"]);
    assert_eq!(named(&Fees { payment: None, ..fees() }), ["fee:payment"]);
    let free = Fees { shipping: Some(Shipping { fixed: decimal("0") }), ..fees() };
    assert!(named(&free).is_empty());
    let of_another = Fees { currency: Some("USD".into()), shipping: None, ..fees() };
    assert_eq!(named(&of_another), ["currency:fees", "fee:shipping"]);
    // Fixed amounts without a currency could be in any.
    assert_eq!(named(&Fees { currency: None, ..fees() }), ["currency:fees"]);
}

#[test]
fn cost_in_another_currency_is_missing() {
    let costs = BTreeMap::from([("TEE".to_owned(), cost("20.00", "USD"))]);
    let profit = compute(&input(), &fees(), &costs);
    assert_eq!((profit.amount, profit.missing), (None, vec!["cost:TEE".to_owned()]));
    // The other parts are known and shown.
    assert_eq!((profit.parts.goods, profit.parts.paid), (None, Some(decimal("118.00"))));
}

#[test]
fn returned_units_need_no_cost() {
    let goods = |refunds| {
        let Profit { parts, missing, .. } = compute(&ProfitInput { refunds, ..input() }, &fees(), &costs());
        (parts.goods.unwrap(), missing.len())
    };
    assert_eq!(goods(vec![]), (decimal("40.00"), 0));
    assert_eq!(goods(vec![refund("59.00", Some("9.00"), &[])]), (decimal("40.00"), 0));
    assert_eq!(goods(vec![refund("59.00", Some("9.00"), &[("1", 1)])]), (decimal("20.00"), 0));
    let twice = vec![refund("59.00", Some("9.00"), &[("1", 1)]), refund("59.00", Some("9.00"), &[("1", 1)])];
    assert_eq!(goods(twice), (decimal("0.00"), 0));
    // More units than were sold, and units of an unknown line item.
    assert_eq!(
        goods(vec![refund("0", None, &[("1", u64::MAX), ("9", 1)]), refund("0", None, &[("1", 5)])]),
        (decimal("0.00"), 0)
    );

    let unknown = with(|input| {
        input.lines.push(line("7", None, 1));
        input.refunds.push(refund("1.00", Some("0.00"), &[("7", 1)]));
    });
    assert!(missing(&unknown).is_empty());
    assert_eq!(unknown.skus().into_iter().collect::<Vec<_>>(), ["TEE"]);
}

#[test]
fn tax_of_refunds_is_deducted_down_to_zero() {
    let tax = |total: &str, refunds| {
        let input = ProfitInput { tax: Some(decimal(total)), refunds, ..input() };
        compute(&input, &fees(), &costs()).parts.tax.unwrap().to_string()
    };
    assert_eq!(tax("18.00", vec![refund("59.00", Some("9.00"), &[])]), "9.00");
    assert_eq!(tax("18.00", vec![refund("118.00", Some("18.01"), &[])]), "0.00");
    // Refunds without money do not reduce the tax.
    assert_eq!(tax("18.00", vec![refund("0.00", Some("9.00"), &[("1", 1)]), refund("0", None, &[])]), "18.00");
    // Without tax on the order there is none in its refunds, reported or not.
    assert_eq!(tax("0", vec![refund("59.00", None, &[])]), "0.00");
}

#[test]
fn order_cancelled_before_payment_has_zero_profit() {
    let cancelled = |change: fn(&mut ProfitInput)| {
        let mut input = ProfitInput { cancelled: true, paid_status: PaidStatus::Unpaid, shipped: false, ..input() };
        change(&mut input);
        compute(&input, &Fees::default(), &BTreeMap::new())
    };
    let nothing = cancelled(|_| ());
    assert_eq!((nothing.amount.unwrap().to_string().as_str(), nothing.missing.len()), ("0.00", 0));
    assert_eq!(nothing.parts.goods, Some(decimal("0")));
    let of_yen = cancelled(|input| input.currency = Some("JPY".into()));
    assert_eq!(of_yen.amount.unwrap().to_string(), "0");
    let of_nothing_else = cancelled(|input| (input.currency, input.total, input.tax) = (None, None, None));
    assert_eq!(of_nothing_else.amount, Some(decimal("0")));
    // Money was paid back, so some must have been paid.
    let paid = cancelled(|input| input.refunds.push(refund("1.00", Some("0.00"), &[])));
    assert!(paid.amount.is_none() && paid.missing.contains(&"payment".to_owned()), "{paid:?}");
}

#[test]
fn order_cancelled_before_shipping_has_no_shipping_cost() {
    let cancelled = with(|input| {
        (input.cancelled, input.shipped) = (true, false);
        input.refunds.push(refund("118.00", Some("18.00"), &[("1", 2)]));
    });
    // The fees remain.
    let profit = compute(&cancelled, &fees(), &costs());
    assert_eq!((profit.amount, profit.parts.shipping), (Some(decimal("-7.40")), Some(decimal("0"))));
    assert!(compute(&cancelled, &Fees { shipping: None, ..fees() }, &BTreeMap::new()).missing.is_empty());
}

#[test]
fn overflowing_amount_is_named_as_missing() {
    let lines = vec![line("1", Some("TEE"), u64::MAX), line("2", Some("TEE"), u64::MAX)];
    let costs = BTreeMap::from([("TEE".to_owned(), cost("1000000000000", "INR"))]);
    let huge_input = ProfitInput {
        total: Some(Decimal::MAX),
        refunds: vec![refund("100000000000000000000", Some("0"), &[]); 2],
        lines,
        ..input()
    };
    let profit = compute(&huge_input, &fees(), &costs);
    let named =
        ["overflow:fee:channel", "overflow:fee:payment", "overflow:goods", "overflow:paid", "overflow:refunded"];
    assert_eq!((profit.amount, profit.missing.as_slice()), (None, named.map(str::to_owned).as_slice()));
}

#[test]
fn number_of_named_costs_is_bounded() {
    let lines = (0..5_000).map(|n| line(&n.to_string(), Some(&format!("SKU-{n:04}")), 1)).collect();
    let named = missing(&ProfitInput { lines, ..input() });
    assert_eq!(named.len(), 21);
    assert_eq!((named[0].as_str(), named[20].as_str()), ("cost:SKU-0000", "costs:4980 more"));
}

#[test]
fn profit_survives_serialization() {
    for profit in [compute(&input(), &fees(), &costs()), compute(&input(), &Fees::default(), &BTreeMap::new())] {
        let json = serde_json::to_string(&profit).unwrap();
        assert_eq!(serde_json::from_str::<Profit>(&json).unwrap(), profit);
        let item: serde_dynamo::Item = serde_dynamo::to_item(&profit).unwrap();
        assert_eq!(serde_dynamo::from_item::<_, Profit>(item).unwrap(), profit);
    }
    assert!(serde_json::from_str::<Profit>(r#"{"amount":null,"missing":[],"parts":{},"note":1}"#).is_err());
}
