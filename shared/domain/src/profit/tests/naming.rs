//! What is missing is named, and nothing else.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{cost, costs, decimal, fees, line, refund, sold};
use crate::profit::{Fees, PaidStatus, Profit, ProfitInput, Shipping, compute};

fn missing(sold: &ProfitInput) -> Vec<String> {
    let profit = compute(sold, &fees(), &costs());
    assert_eq!(profit.amount.is_none(), !profit.missing.is_empty());
    profit.missing
}

fn with(change: impl FnOnce(&mut ProfitInput)) -> ProfitInput {
    let mut sold = sold();
    change(&mut sold);
    sold
}

#[test]
fn what_is_known_is_reckoned() {
    let profit = compute(&sold(), &fees(), &costs());
    // 118.00 - 18.00 - 3.36 - 4.04 - 10.00 - 40.00
    assert_eq!((profit.amount, profit.missing.len()), (Some(decimal("42.60")), 0));
    assert_eq!(profit.parts.refunded.unwrap().to_string(), "0.00");
}

#[test]
fn each_thing_that_is_not_known_has_its_name() {
    for (sold, named) in [
        (with(|sold| sold.total = None), vec!["total"]),
        (with(|sold| sold.tax = None), vec!["tax"]),
        (with(|sold| sold.currency = None), vec!["currency"]),
        (with(|sold| sold.currency = Some("EUR".into())), vec!["cost:TEE", "currency:fees"]),
        (with(|sold| sold.settled = PaidStatus::Unpaid), vec!["payment"]),
        (with(|sold| sold.settled = PaidStatus::Unknown), vec!["payment"]),
        (with(|sold| sold.lines.push(line("7", None, 1))), vec!["cost:line 7"]),
        (with(|sold| sold.lines.push(line("7", Some("CAP"), 1))), vec!["cost:CAP"]),
        (with(|sold| sold.refunds.push(refund("1.00", None, &[]))), vec!["tax"]),
        (
            with(|sold| {
                sold.total = None;
                sold.settled = PaidStatus::Unpaid;
                sold.lines.extend([line("7", Some("CAP"), 1), line("8", Some("CAP"), 1)]);
            }),
            vec!["cost:CAP", "payment", "total"],
        ),
        // What would be known without anything cannot be known of these.
        (
            with(|sold| {
                sold.cancelled = true;
                sold.settled = PaidStatus::Unknown;
            }),
            vec!["payment"],
        ),
    ] {
        assert_eq!(missing(&sold), named, "{sold:?}");
    }
}

#[test]
fn fees_that_are_not_set_are_named_and_zero_is_set() {
    let named = |fees: &Fees| compute(&sold(), fees, &costs()).missing;
    assert_eq!(named(&Fees::default()), ["fee:channel", "fee:payment", "fee:shipping"]);
    assert_eq!(named(&Fees { payment: None, ..fees() }), ["fee:payment"]);
    let free = Fees { shipping: Some(Shipping { fixed: decimal("0") }), ..fees() };
    assert!(named(&free).is_empty());
    let of_another = Fees { currency: Some("USD".into()), shipping: None, ..fees() };
    assert_eq!(named(&of_another), ["currency:fees", "fee:shipping"]);
    // Fixed amounts that say no currency could be in any.
    assert_eq!(named(&Fees { currency: None, ..fees() }), ["currency:fees"]);
}

#[test]
fn a_cost_in_another_currency_is_missing() {
    let costs = BTreeMap::from([("TEE".to_owned(), cost("20.00", "USD"))]);
    let profit = compute(&sold(), &fees(), &costs);
    assert_eq!((profit.amount, profit.missing), (None, vec!["cost:TEE".to_owned()]));
    // All the rest is known, and shown.
    assert_eq!((profit.parts.goods, profit.parts.paid), (None, Some(decimal("118.00"))));
}

#[test]
fn units_that_came_back_cost_nothing_and_need_no_cost() {
    let goods = |refunds| {
        let Profit { parts, missing, .. } = compute(&ProfitInput { refunds, ..sold() }, &fees(), &costs());
        (parts.goods.unwrap(), missing.len())
    };
    assert_eq!(goods(vec![]), (decimal("40.00"), 0));
    assert_eq!(goods(vec![refund("59.00", Some("9.00"), &[])]), (decimal("40.00"), 0));
    assert_eq!(goods(vec![refund("59.00", Some("9.00"), &[("1", 1)])]), (decimal("20.00"), 0));
    let twice = vec![refund("59.00", Some("9.00"), &[("1", 1)]), refund("59.00", Some("9.00"), &[("1", 1)])];
    assert_eq!(goods(twice), (decimal("0.00"), 0));
    // More than were sold, and of a line that is not known.
    assert_eq!(
        goods(vec![refund("0", None, &[("1", u64::MAX), ("9", 1)]), refund("0", None, &[("1", 5)])]),
        (decimal("0.00"), 0)
    );

    let unknown = with(|sold| {
        sold.lines.push(line("7", None, 1));
        sold.refunds.push(refund("1.00", Some("0.00"), &[("7", 1)]));
    });
    assert!(missing(&unknown).is_empty());
    assert_eq!(unknown.skus().into_iter().collect::<Vec<_>>(), ["TEE"]);
}

#[test]
fn tax_of_refunds_is_taken_off_again_and_there_is_never_less_than_none() {
    let tax = |total: &str, refunds| {
        let sold = ProfitInput { tax: Some(decimal(total)), refunds, ..sold() };
        compute(&sold, &fees(), &costs()).parts.tax.unwrap().to_string()
    };
    assert_eq!(tax("18.00", vec![refund("59.00", Some("9.00"), &[])]), "9.00");
    assert_eq!(tax("18.00", vec![refund("118.00", Some("18.01"), &[])]), "0.00");
    // Nothing was paid back: nothing of the tax was.
    assert_eq!(tax("18.00", vec![refund("0.00", Some("9.00"), &[("1", 1)]), refund("0", None, &[])]), "18.00");
    // No tax on the order is no tax in its refunds, said or not.
    assert_eq!(tax("0", vec![refund("59.00", None, &[])]), "0.00");
}

#[test]
fn what_was_cancelled_before_it_was_paid_is_nothing() {
    let cancelled = |change: fn(&mut ProfitInput)| {
        let mut sold = ProfitInput { cancelled: true, settled: PaidStatus::Unpaid, sent: false, ..sold() };
        change(&mut sold);
        compute(&sold, &Fees::default(), &BTreeMap::new())
    };
    let nothing = cancelled(|_| ());
    assert_eq!((nothing.amount.unwrap().to_string().as_str(), nothing.missing.len()), ("0.00", 0));
    assert_eq!(nothing.parts.goods, Some(decimal("0")));
    let of_yen = cancelled(|sold| sold.currency = Some("JPY".into()));
    assert_eq!(of_yen.amount.unwrap().to_string(), "0");
    let of_nothing_else = cancelled(|sold| (sold.currency, sold.total, sold.tax) = (None, None, None));
    assert_eq!(of_nothing_else.amount, Some(decimal("0")));
    // Money was paid back, so that some was paid.
    let paid = cancelled(|sold| sold.refunds.push(refund("1.00", Some("0.00"), &[])));
    assert!(paid.amount.is_none() && paid.missing.contains(&"payment".to_owned()), "{paid:?}");
}

#[test]
fn what_was_cancelled_before_it_was_sent_cost_no_shipping() {
    let called_off = with(|sold| {
        (sold.cancelled, sold.sent) = (true, false);
        sold.refunds.push(refund("118.00", Some("18.00"), &[("1", 2)]));
    });
    // The fees stay.
    let profit = compute(&called_off, &fees(), &costs());
    assert_eq!((profit.amount, profit.parts.shipping), (Some(decimal("-7.40")), Some(decimal("0"))));
    assert!(compute(&called_off, &Fees { shipping: None, ..fees() }, &BTreeMap::new()).missing.is_empty());
}

#[test]
fn what_is_absurd_is_named_and_never_a_panic() {
    let lines = vec![line("1", Some("TEE"), u64::MAX), line("2", Some("TEE"), u64::MAX)];
    let costs = BTreeMap::from([("TEE".to_owned(), cost("1000000000000", "INR"))]);
    let absurd = ProfitInput {
        total: Some(Decimal::MAX),
        refunds: vec![refund("100000000000000000000", Some("0"), &[]); 2],
        lines,
        ..sold()
    };
    let profit = compute(&absurd, &fees(), &costs);
    let named =
        ["overflow:fee:channel", "overflow:fee:payment", "overflow:goods", "overflow:paid", "overflow:refunded"];
    assert_eq!((profit.amount, profit.missing.as_slice()), (None, named.map(str::to_owned).as_slice()));
}

#[test]
fn a_long_order_names_a_bounded_number_of_costs() {
    let lines = (0..5_000).map(|n| line(&n.to_string(), Some(&format!("SKU-{n:04}")), 1)).collect();
    let named = missing(&ProfitInput { lines, ..sold() });
    assert_eq!(named.len(), 21);
    assert_eq!((named[0].as_str(), named[20].as_str()), ("cost:SKU-0000", "costs:4980 more"));
}

#[test]
fn a_profit_is_stored_and_read() {
    for profit in [compute(&sold(), &fees(), &costs()), compute(&sold(), &Fees::default(), &BTreeMap::new())] {
        let json = serde_json::to_string(&profit).unwrap();
        assert_eq!(serde_json::from_str::<Profit>(&json).unwrap(), profit);
        let item: serde_dynamo::Item = serde_dynamo::to_item(&profit).unwrap();
        assert_eq!(serde_dynamo::from_item::<_, Profit>(item).unwrap(), profit);
    }
    assert!(serde_json::from_str::<Profit>(r#"{"amount":null,"missing":[],"parts":{},"note":1}"#).is_err());
}
