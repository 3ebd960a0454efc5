//! Refunds: amounts, tax and returned units.

use std::collections::BTreeMap;

use domain::state::Change;
use domain::state::order::Refund;
use serde_json::{Value, json};

use super::{changed, error_code, normalize};

/// The refund of the sample refunds/create after a change of its body.
fn refund(change: impl FnOnce(&mut Value)) -> Refund {
    let body = changed("refunds-create", change);
    match normalize("refunds/create", &body).unwrap().changes.remove(0) {
        Change::Order(change) => change.refunds[0].refund.clone(),
        other => panic!("not a change of an order: {other:?}"),
    }
}

#[test]
fn refund_has_its_tax_and_returned_units() {
    let line_items = ["884301957260413972", "884301957260446740"];
    let returned = |first: u64, second: u64| {
        let units = line_items.into_iter().zip([first, second]).filter(|(_, units)| *units > 0);
        units.map(|(id, units)| (id.to_owned(), units)).collect::<BTreeMap<_, _>>()
    };
    let unchanged = refund(|_| ());
    assert_eq!((unchanged.tax.unwrap().to_string().as_str(), unchanged.units), ("150.64", 3));
    assert_eq!(unchanged.returned, returned(2, 1));
    for kind in [json!("no_restock"), json!("a_new_kind"), Value::Null] {
        let not_restocked = refund(|body| body["refund_line_items"][0]["restock_type"] = kind);
        assert_eq!((not_restocked.units, not_restocked.returned), (3, returned(0, 1)));
    }
    for kind in ["return", "legacy_restock"] {
        assert_eq!(refund(|body| body["refund_line_items"][0]["restock_type"] = json!(kind)).returned, returned(2, 1));
    }
    // Two entries of one line item, then one without a line item.
    let same =
        refund(|body| body["refund_line_items"][1]["line_item_id"] = json!(line_items[0].parse::<u64>().unwrap()));
    assert_eq!(same.returned, returned(3, 0));
    let none = refund(|body| body["refund_line_items"][1]["line_item_id"] = Value::Null);
    assert_eq!(none.returned, returned(2, 0));
}

#[test]
fn refund_tax_is_read_from_number_or_text_and_unknown_if_one_is_absent() {
    let tax = |change: fn(&mut Value)| refund(change).tax.map(|tax| tax.to_string());
    assert_eq!(tax(|body| body["refund_line_items"][0]["total_tax"] = json!("116.91")).as_deref(), Some("150.64"));
    let shipping = |body: &mut Value| {
        body["refund_shipping_lines"][0]["tax_amount_set"]["shop_money"]["amount"] = json!("3.95");
    };
    assert_eq!(tax(shipping).as_deref(), Some("154.59"));
    let without_tax = |body: &mut Value| {
        body["refund_line_items"][1]["total_tax"] = Value::Null;
        body["refund_line_items"][1]["total_tax_set"] = Value::Null;
    };
    assert_eq!(tax(without_tax), None);
    assert_eq!(tax(|body| body["refund_shipping_lines"][0]["tax_amount_set"] = Value::Null), None);
    let without_line_items = |body: &mut Value| {
        body["refund_line_items"] = json!([]);
        body["refund_shipping_lines"] = json!([]);
    };
    assert_eq!(tax(without_line_items).as_deref(), Some("0"));
    let negative = changed("refunds-create", |body| body["refund_line_items"][0]["total_tax"] = json!(-1));
    assert_eq!(error_code("refunds/create", &negative), "bad_amount");
}
