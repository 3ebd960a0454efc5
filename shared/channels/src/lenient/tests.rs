use proptest::prelude::*;
use serde_json::json;

use super::*;

fn read(json: &str) -> Fields<'_> {
    Fields::read(json).unwrap()
}

#[test]
fn a_field_is_found_by_any_of_its_names_however_they_are_spelled() {
    let body = r#"{"Order_ID":"OD1","order-status":"PACKED","Total":12.50,"qty":"3","cod":"Y"}"#;
    let fields = read(body);
    assert_eq!(fields.id(&["id", "orderId"]).unwrap().as_deref(), Some("OD1"));
    assert_eq!(fields.text(&["orderStatus"]).unwrap().as_deref(), Some("PACKED"));
    assert_eq!(fields.amount(&["total"]).unwrap().unwrap().to_string(), "12.5");
    assert_eq!(fields.units(&["quantity", "qty"]).unwrap(), Some(3));
    assert_eq!(fields.yes(&["cod"]).unwrap(), Some(true));
    assert_eq!(fields.text(&["nothing"]).unwrap(), None);
}

#[test]
fn the_first_name_counts_before_the_inner_place() {
    let body = r#"{"id":"outer","orderId":"OD1","order":{"id":"inner","status":""},"status":"NEW"}"#;
    let fields = read(body).or_in(&["order", "data"]).unwrap();
    assert_eq!(fields.id(&["orderId", "id"]).unwrap().as_deref(), Some("OD1"));
    assert_eq!(fields.id(&["id"]).unwrap().as_deref(), Some("inner"));
    assert_eq!(fields.text(&["status"]).unwrap().as_deref(), Some("NEW"), "an empty text is as good as none");
    let text = r#"{"order":"OD1"}"#;
    assert_eq!(read(text).or_in(&["order"]).unwrap().id(&["order"]).unwrap().as_deref(), Some("OD1"));
}

#[test]
fn a_list_and_an_object_alone_are_read_item_by_item() {
    let sku = |_, item: Fields<'_>| item.needed_id("sku", &["sku"]);
    let lines = |body: &str, most| read(body).each(&["lines", "items"], most, sku);
    assert_eq!(lines(r#"{"items":[{"sku":"A"},{"sku":"B"}]}"#, 2).unwrap().unwrap(), ["A", "B"]);
    assert_eq!(lines(r#"{"items":{"sku":"A"}}"#, 2).unwrap().unwrap(), ["A"]);
    assert_eq!(lines(r#"{"items":[]}"#, 2).unwrap().unwrap().len(), 0);
    assert_eq!(lines(r#"{"items":2,"lines":null}"#, 2), Ok(None));
    assert_eq!(lines(r#"{"items":[{"sku":"A"},{"sku":"B"}]}"#, 1).unwrap_err().code, "too_large");
    assert_eq!(lines(r#"{"items":[7]}"#, 2).unwrap_err().code, "not_understood");
}

#[test]
fn what_is_there_and_cannot_be_read_is_an_error_that_quotes_nothing() {
    let body = json!({"v": "asha@example.com", "list": [], "n": -2, "when": "soon"}).to_string();
    let fields = read(&body);
    let errors = [
        fields.id(&["v"]).map(drop),
        fields.yes(&["v"]).map(drop),
        fields.time(&["when"]).map(drop),
        fields.text(&["list"]).map(drop),
        fields.needed_id("order id", &["orderId"]).map(drop),
        Fields::read("[]").map(drop),
    ];
    for error in errors {
        let error = error.unwrap_err();
        assert_eq!(error.code, "not_understood", "{error}");
        assert!(!error.to_string().contains("asha") && !error.to_string().contains("soon"), "{error}");
    }
    for (error, word) in [
        (fields.amount(&["v"]).map(drop), "bad_amount"),
        (fields.amount(&["n"]).map(drop), "bad_amount"),
        (fields.units(&["n"]).map(drop), "bad_quantity"),
        (fields.units(&["v"]).map(drop), "bad_quantity"),
    ] {
        let error = error.unwrap_err();
        assert_eq!(error.code, word, "{error}");
        assert!(!error.to_string().contains("asha"), "{error}");
    }
}

#[test]
fn an_object_of_endless_members_is_too_large_and_one_of_a_few_hundred_is_not() {
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
fn a_time_is_read_as_indian_senders_write_it() {
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
    fn no_text_makes_it_panic(text in "\\PC{0,60}", json in "[\\[\\]{}\",:a-c0-9nul ]{0,60}") {
        let _ = parse_timestamp(&text);
        let Ok(fields) = Fields::read(&json) else { return Ok(()) };
        let _ = (fields.text(&["a"]), fields.id(&["a"]), fields.units(&["a"]), fields.time(&["a"]), fields.yes(&["a"]));
        let _ = fields.each(&["a"], 2, |_, item| item.text(&["b"]));
    }
}
