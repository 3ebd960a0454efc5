use proptest::prelude::*;
use serde_json::json;

use super::{Fields, parse_timestamp};

fn read(json: &str) -> Fields<'_> {
    Fields::read(json).unwrap()
}

#[test]
fn field_is_found_by_any_alias_in_any_spelling() {
    let body = r#"{"Order_ID":"OD1","order-status":"PACKED","Total":12.50,"qty":"3","cod":"Y"}"#;
    let fields = read(body);
    assert_eq!(fields.id(&["id", "orderId"]).unwrap().as_deref(), Some("OD1"));
    assert_eq!(fields.text(&["orderStatus"]).as_deref(), Some("PACKED"));
    assert_eq!(fields.amount(&["total"]).unwrap().unwrap().to_string(), "12.5");
    assert_eq!(fields.units(&["quantity", "qty"]).unwrap(), Some(3));
    assert_eq!(fields.boolean(&["cod"]), Some(true));
    assert_eq!(fields.text(&["nothing"]), None);
}

#[test]
fn first_alias_wins_before_the_inner_object() {
    let body = r#"{"id":"outer","orderId":"OD1","order":{"id":"inner","status":""},"status":"NEW"}"#;
    let fields = read(body).with_inner(&["order", "data"]).unwrap();
    assert_eq!(fields.id(&["orderId", "id"]).unwrap().as_deref(), Some("OD1"));
    assert_eq!(fields.id(&["id"]).unwrap().as_deref(), Some("inner"));
    assert_eq!(fields.text(&["status"]).as_deref(), Some("NEW"), "empty text means absent");
    let text = r#"{"order":"OD1"}"#;
    assert_eq!(read(text).with_inner(&["order"]).unwrap().id(&["order"]).unwrap().as_deref(), Some("OD1"));
}

#[test]
fn list_or_single_object_is_read_item_by_item() {
    let sku = |_, item: Fields<'_>| item.required_id("sku", &["sku"]);
    let lines = |body: &str, max_items| read(body).items(&["lines", "items"], max_items, sku);
    assert_eq!(lines(r#"{"items":[{"sku":"A"},{"sku":"B"}]}"#, 2).unwrap().unwrap(), ["A", "B"]);
    assert_eq!(lines(r#"{"items":{"sku":"A"}}"#, 2).unwrap().unwrap(), ["A"]);
    assert_eq!(lines(r#"{"items":[]}"#, 2).unwrap().unwrap().len(), 0);
    assert_eq!(lines(r#"{"items":2,"lines":null}"#, 2), Ok(None));
    assert_eq!(lines(r#"{"items":[{"sku":"A"},{"sku":"B"}]}"#, 1).unwrap_err().code, "too_large");
    assert_eq!(lines(r#"{"items":[7]}"#, 2).unwrap_err().code, "not_understood");
}

#[test]
fn invalid_id_amount_or_quantity_is_an_error_without_quotation() {
    let body = json!({"v": "asha@example.com", "n": -2}).to_string();
    let fields = read(&body);
    for (error, code) in [
        (fields.id(&["v"]).map(drop), "not_understood"),
        (fields.id(&["v", "n"]).map(drop), "not_understood"),
        (fields.required_id("order id", &["orderId"]).map(drop), "not_understood"),
        (Fields::read("[]").map(drop), "not_understood"),
        (fields.amount(&["v"]).map(drop), "bad_amount"),
        (fields.amount(&["n"]).map(drop), "bad_amount"),
        (fields.units(&["n"]).map(drop), "bad_quantity"),
        (fields.units(&["v"]).map(drop), "bad_quantity"),
        (fields.any_units(&["n"]).map(drop), "bad_quantity"),
        (fields.integer(&["v"]).map(drop), "bad_quantity"),
    ] {
        let error = error.unwrap_err();
        assert_eq!(error.code, code, "{error}");
        assert!(!error.to_string().contains("asha"), "{error}");
    }
    assert_eq!(fields.integer(&["n"]), Ok(Some(-2)));
}

#[test]
fn other_value_that_cannot_be_read_is_absent() {
    let body = json!({"v": "asha@example.com", "list": ["a", 7, null], "when": "soon", "at": "2026-11-02 10:15"});
    let body = body.to_string();
    let fields = read(&body);
    assert_eq!((fields.text(&["list"]), fields.boolean(&["v"]), fields.optional_id(&["v"])), (None, None, None));
    assert_eq!((fields.time(&["when"]), fields.whole_text(&["list"])), (None, None));
    // The next name is read instead.
    assert_eq!(fields.time(&["when", "at"]).unwrap().to_string(), "2026-11-02T04:45:00.000Z");
    assert_eq!(fields.text(&["list", "when"]).as_deref(), Some("soon"));
    assert_eq!(fields.texts(&["list"], 3), Ok(Some(vec!["a".to_owned(), "7".to_owned()])));
    assert_eq!(fields.texts(&["list"], 2).unwrap_err().code, "too_large");
}

#[test]
fn null_in_a_list_is_absent() {
    let ids = |body: &str| read(body).items(&["items"], 2, |index, item| Ok((index, item.text(&["sku"]))));
    let one = Some(vec![(0, Some("A".to_owned()))]);
    assert_eq!(ids(r#"{"items":[null,{"sku":"A"}]}"#), Ok(one));
}

#[test]
fn object_over_its_bound_of_members_is_too_large() {
    let of = |count: usize| {
        let members: Vec<_> = (0..count).map(|number| format!("\"m{number}\":{number}")).collect();
        format!("{{{}}}", members.join(","))
    };
    assert_eq!(read(&of(500)).units(&["m499"]).unwrap(), Some(499));
    assert_eq!(Fields::read(&of(501)).unwrap_err().code, "too_large");
    let twice = format!("{{{}}}", vec!["\"a\":1"; 200_000].join(","));
    assert_eq!(Fields::read(&twice).unwrap_err().code, "too_large");
}

#[test]
fn time_in_any_form_of_indian_senders_is_parsed() {
    for (text, utc) in [
        ("2026-11-02T10:15:00+05:30", "2026-11-02T04:45:00.000Z"),
        ("2026-11-02T10:15:00.250+0530", "2026-11-02T04:45:00.250Z"),
        ("2026-11-02T04:45:00Z", "2026-11-02T04:45:00.000Z"),
        ("2026-11-02T10:15:00", "2026-11-02T04:45:00.000Z"),
        ("2026-11-02 10:15:00.5", "2026-11-02T04:45:00.500Z"),
        ("2026-11-02 10:15", "2026-11-02T04:45:00.000Z"),
        ("02-Nov-2026 10:15:00", "2026-11-02T04:45:00.000Z"),
        ("02 Nov 2026 10:15:00", "2026-11-02T04:45:00.000Z"),
        ("02-11-2026 10:15:00", "2026-11-02T04:45:00.000Z"),
        ("02/11/2026 10:15:00", "2026-11-02T04:45:00.000Z"),
        ("02/11/2026 10:15", "2026-11-02T04:45:00.000Z"),
        ("2026-11-02", "2026-11-01T18:30:00.000Z"),
        ("02-11-2026", "2026-11-01T18:30:00.000Z"),
        ("1793594700", "2026-11-02T04:45:00.000Z"),
        ("1793594700250", "2026-11-02T04:45:00.250Z"),
    ] {
        assert_eq!(parse_timestamp(text).map(|time| time.to_string()).as_deref(), Some(utc), "{text}");
    }
    for bad in ["", "soon", "26-11-02", "0026-11-02T00:00:00Z", "1", "99999999999999999999", "2026-13-02", "31-02-2026"]
    {
        assert_eq!(parse_timestamp(bad), None, "{bad}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,60}", json in "[\\[\\]{}\",:a-c0-9nul ]{0,60}") {
        let _ = parse_timestamp(&text);
        let Ok(fields) = Fields::read(&json) else { return Ok(()) };
        let _ = (fields.text(&["a"]), fields.id(&["a"]), fields.units(&["a"]), fields.time(&["a"]), fields.boolean(&["a"]));
        let _ = fields.items(&["a"], 2, |_, item| Ok(item.text(&["b"])));
    }
}
