//! Tests of profits.

mod docs;
mod missing_inputs;
mod oracle;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::json;

use super::{Fees, PaidStatus, ProfitInput, ProfitLineItem, ProfitRefund, UnitCost};

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn cost(amount: &str, currency: &str) -> UnitCost {
    UnitCost { amount: decimal(amount), currency: currency.to_owned() }
}

fn line(id: &str, sku: Option<&str>, quantity: u64) -> ProfitLineItem {
    ProfitLineItem { id: id.to_owned(), sku: sku.map(str::to_owned), quantity }
}

fn refund(amount: &str, tax: Option<&str>, returned: &[(&str, u64)]) -> ProfitRefund {
    let returned = returned.iter().map(|(id, units)| ((*id).to_owned(), *units)).collect();
    ProfitRefund { amount: decimal(amount), tax: tax.map(decimal), returned }
}

/// A paid order of 118.00 INR with two units of one SKU; every input is known.
fn input() -> ProfitInput {
    ProfitInput {
        currency: Some("INR".to_owned()),
        total: Some(decimal("118.00")),
        tax: Some(decimal("18.00")),
        gift_cards: Decimal::ZERO,
        cash_rounding_paid: Decimal::ZERO,
        cash_rounding_refunded: Decimal::ZERO,
        paid_status: PaidStatus::Paid,
        cancelled: false,
        shipped: true,
        lines: vec![line("1", Some("TEE"), 2)],
        refunds: Vec::new(),
    }
}

fn fees() -> Fees {
    let fees = json!({
        "channel": {"percent": "2", "fixed": "1.00"}, "payment": {"percent": "3", "fixed": "0.50"},
        "shipping": {"fixed": "10.00"}, "currency": "INR",
    });
    serde_json::from_value(fees).unwrap()
}

fn costs() -> BTreeMap<String, UnitCost> {
    BTreeMap::from([("TEE".to_owned(), cost("20.00", "INR"))])
}
