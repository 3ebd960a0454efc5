//! The field `fees`: the fees of a sale.

use domain::profit::Fees;
use runtime::response::ErrorResponse;
use serde_json::{Map, Value};

use super::object_reader::ObjectReader;

const EXPECTED: &str = r#"fees such as {"channel":{"percent":"2.0","fixed":"3.00"},"payment":{"percent":"2","fixed":"0"},"shipping":{"fixed":"60.00"},"currency":"INR"}; each may be left out if it is unknown, and amounts are decimal strings with at most 4 digits after the point"#;

/// Reads the field; `None` if it is absent. Null removes all fees.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn read_fees(object: &mut ObjectReader) -> Result<Option<Fees>, ErrorResponse> {
    // Read as an object first, since serde would accept a list for a struct, too.
    let Some(value) = object.nullable::<Map<String, Value>>("fees", EXPECTED)? else { return Ok(None) };
    let fees = serde_json::from_value(Value::Object(value.unwrap_or_default()));
    let fees: Fees = fees.map_err(|_| object.error("fees", EXPECTED))?;
    fees.check().map_err(|why| object.error("fees", &format!("{EXPECTED}: {why}")))?;
    Ok(Some(fees))
}

#[cfg(test)]
mod tests {
    use lambda_http::Body;
    use serde_json::json;

    use super::*;

    fn fees(value: Value) -> Result<Option<Fees>, ErrorResponse> {
        read_fees(&mut ObjectReader::of_body(&Body::from(json!({ "fees": value }).to_string())).unwrap())
    }

    #[test]
    fn invalid_fees_are_explained_and_not_quoted() {
        for (value, expected) in [
            (json!({"channel": {"percent": "101", "fixed": "0"}}), "over 100"),
            (json!({"shipping": {"fixed": "60"}}), "need a currency"),
            (json!({"shipping": {"fixed": "60"}, "currency": "rupees"}), "three capital letters"),
            (json!({"shipping": {"fixed": "-1987"}, "currency": "INR"}), "decimal strings"),
            (json!("sesame"), "decimal strings"),
            (json!([]), "decimal strings"),
        ] {
            let error = fees(value).unwrap_err();
            assert!(error.message.starts_with("`fees`") && error.message.contains(expected), "{}", error.message);
            assert!(!["rupees", "1987", "sesame"].iter().any(|quoted| error.message.contains(quoted)));
        }
        assert_eq!(fees(Value::Null).unwrap(), Some(Fees::default()));
    }
}
