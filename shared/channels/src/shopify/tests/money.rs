//! The money of orders that were reported as wrong. The figures stand in `tests/cases/README.md`.

use std::collections::BTreeMap;

use domain::profit::{Fees, UnitCost, compute};
use domain::state::Change;
use domain::state::order::{OrderDetail, OrderState};
use types::Channel;

use super::normalize;

/// The order after these deliveries: topics and names of files in `tests/cases`.
fn order(deliveries: &[(&str, &str)]) -> OrderState {
    let mut order: Option<OrderState> = None;
    for (topic, name) in deliveries {
        let file = format!("{}/../../tests/cases/{name}.json", env!("CARGO_MANIFEST_DIR"));
        for change in normalize(topic, &std::fs::read(file).unwrap()).unwrap().changes {
            let Change::Order(change) = change else { panic!("not a change of an order: {change:?}") };
            order.get_or_insert_with(|| OrderState::new(&change.order_id)).apply(&change);
        }
    }
    let mut order = order.unwrap();
    let cost = |sku: &str, amount: &str| {
        (sku.to_owned(), UnitCost { amount: amount.parse().unwrap(), currency: "INR".to_owned() })
    };
    let costs = BTreeMap::from([cost("TEE", "40.00"), cost("CAP", "10.00")]);
    let fees: Fees = serde_json::from_str(
        r#"{"channel":{"percent":"0","fixed":"0"},"payment":{"percent":"0","fixed":"0"},"shipping":{"fixed":"0"},
            "currency":"INR"}"#,
    )
    .unwrap();
    let profit = compute(&order.profit_input().unwrap(), &fees, &costs);
    order.set_profit(Some(profit));
    order
}

fn detail(deliveries: &[(&str, &str)]) -> OrderDetail {
    order(deliveries).detail(&"shop".parse().unwrap(), Channel::Shopify, 1).unwrap()
}

/// Total, tax, refunded, profit, status and items.
fn figures(deliveries: &[(&str, &str)]) -> [String; 6] {
    let OrderDetail { summary, tax, .. } = detail(deliveries);
    let amount = |amount: Option<rust_decimal::Decimal>| amount.map_or_else(|| "-".to_owned(), |of| of.to_string());
    let (total, refunded, profit) = (amount(summary.total), amount(summary.refunded), amount(summary.profit));
    [total, amount(tax), refunded, profit, summary.status, summary.items.to_string()]
}

#[test]
fn refund_in_the_buyers_currency_counts_in_the_shops() {
    let partial = figures(&[("orders/updated", "multicurrency_refund")]);
    assert_eq!(partial, ["8300.00", "0.00", "4150.00", "4110.00", "partially_refunded", "2"]);
    let full = figures(&[("orders/updated", "multicurrency_full")]);
    assert_eq!(full, ["8300.00", "0.00", "8300.00", "0.00", "refunded", "2"]);
}

#[test]
fn units_removed_before_payment_lessen_total_tax_and_items() {
    let before = ("orders/updated", "edit_0_before");
    let removed = ("orders/updated", "edit_1_removed");
    let paid = ("orders/updated", "edit_2_paid");
    for deliveries in [[before, removed, paid], [paid, removed, before], [removed, paid, before]] {
        assert_eq!(figures(&deliveries), ["118.00", "18.00", "0.00", "60.00", "paid", "1"]);
    }
    assert_eq!(detail(&[paid]).profit_parts.unwrap().paid.unwrap().to_string(), "118.00");
}

#[test]
fn pending_refund_does_not_raise_the_profit() {
    let (order, refund) = (("orders/updated", "pend_0"), ("refunds/create", "pend_1_refund"));
    let before = ["118.00", "18.00", "0.00", "60.00", "paid", "1"];
    assert_eq!(figures(&[order]), before);
    assert_eq!(figures(&[order, refund]), before);
    assert_eq!(figures(&[refund, order]), before);
}
