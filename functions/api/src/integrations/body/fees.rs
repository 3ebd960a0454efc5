//! What a sale costs, as owners say it.

use domain::profit::Fees;
use runtime::response::ErrorResponse;
use serde_json::{Map, Value};

use super::fields::Fields;

const FEES: &str = r#"fees such as {"channel":{"percent":"2.0","fixed":"3.00"},"payment":{"percent":"2","fixed":"0"},"shipping":{"fixed":"60.00"},"currency":"INR"}, each left out if it is not known: decimal texts with at most 4 digits behind the point"#;

/// Reads the field `fees`; null takes all of them away.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn read(fields: &mut Fields) -> Result<Option<Fees>, ErrorResponse> {
    // An object: serde would read fees from a list, too.
    let Some(written) = fields.nullable::<Map<String, Value>>("fees", FEES)? else { return Ok(None) };
    let read = serde_json::from_value(Value::Object(written.unwrap_or_default()));
    let fees: Fees = read.map_err(|_| fields.wrong("fees", FEES))?;
    fees.check().map_err(|why| fields.wrong("fees", &format!("{FEES}: {why}")))?;
    Ok(Some(fees))
}

#[cfg(test)]
mod tests {
    use lambda_http::Body;
    use serde_json::json;

    use super::*;

    fn fees(written: Value) -> Result<Option<Fees>, ErrorResponse> {
        read(&mut Fields::of_body(&Body::from(json!({ "fees": written }).to_string())).unwrap())
    }

    #[test]
    fn what_is_wrong_with_fees_is_said_and_not_quoted() {
        for (written, told) in [
            (json!({"channel": {"percent": "101", "fixed": "0"}}), "over 100"),
            (json!({"shipping": {"fixed": "60"}}), "need a currency"),
            (json!({"shipping": {"fixed": "60"}, "currency": "rupees"}), "three capital letters"),
            (json!({"shipping": {"fixed": "-1987"}, "currency": "INR"}), "decimal texts"),
            (json!("sesame"), "decimal texts"),
            (json!([]), "decimal texts"),
        ] {
            let error = fees(written).unwrap_err();
            assert!(error.message.starts_with("`fees`") && error.message.contains(told), "{}", error.message);
            assert!(!["rupees", "1987", "sesame"].iter().any(|quoted| error.message.contains(quoted)));
        }
        assert_eq!(fees(Value::Null).unwrap(), Some(Fees::default()));
    }
}
