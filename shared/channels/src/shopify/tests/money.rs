//! The money of orders that were reported as wrong: `tests/cases/README.md`.

use std::collections::BTreeMap;

use domain::profit::{Fees, UnitCost, compute};
use domain::state::Change;
use domain::state::order::{OrderDetail, OrderState};
use serde_json::{Value, json};
use types::Channel;

use super::normalize;

fn case(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../tests/cases/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The order after these deliveries: topics and bodies.
fn order(deliveries: &[(&str, Vec<u8>)]) -> OrderState {
    let mut order: Option<OrderState> = None;
    for (topic, body) in deliveries {
        for change in normalize(topic, body).unwrap().changes {
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

/// The order's detail after deliveries of files in `tests/cases`: topics and names.
fn detail(deliveries: &[(&str, &str)]) -> OrderDetail {
    let deliveries: Vec<_> = deliveries.iter().map(|(topic, name)| (*topic, case(name))).collect();
    order(&deliveries).detail(&"shop".parse().unwrap(), Channel::Shopify, 1).unwrap()
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
    let summary = normalize("orders/updated", &case("edit_2_paid")).unwrap().summary;
    assert!(summary.contains(": 118.00 INR, "), "{summary}");
}

#[test]
fn pending_refund_does_not_raise_the_profit() {
    let (order, refund) = (("orders/updated", "pend_0"), ("refunds/create", "pend_1_refund"));
    let before = ["118.00", "18.00", "0.00", "60.00", "paid", "1"];
    assert_eq!(figures(&[order]), before);
    assert_eq!(figures(&[order, refund]), before);
    assert_eq!(figures(&[refund, order]), before);
}

/// Half of a returned T-shirt is paid back, and no adjustment says that the other half is kept.
#[test]
fn refund_of_less_money_than_its_units_leaves_the_total() {
    let mut body: Value = serde_json::from_slice(&case("pend_0")).unwrap();
    body["current_total_price"] = json!("68.00");
    body["current_total_tax"] = json!("0.00");
    body["refunds"] = json!([{
        "id": 1, "order_id": body["id"], "created_at": "2026-11-20T09:00:00+05:30", "order_adjustments": [],
        "refund_line_items": [{
            "quantity": 1, "line_item_id": 72000000031_u64, "restock_type": "return",
            "subtotal": 100.0, "total_tax": 18.0,
        }],
        "transactions": [{"kind": "refund", "status": "success", "amount": "50.00", "currency": "INR"}],
    }]);
    let order = order(&[("orders/updated", body.to_string().into_bytes())]);
    let detail = order.detail(&"shop".parse().unwrap(), Channel::Shopify, 1).unwrap();
    let amounts = [detail.summary.total, detail.summary.refunded, detail.summary.profit].map(Option::unwrap);
    assert_eq!(amounts.map(|amount| amount.to_string()), ["118.00", "50.00", "68.00"]);
}
