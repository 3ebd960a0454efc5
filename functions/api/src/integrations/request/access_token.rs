//! The field `access_token`: the token for the channel's API. It is stored in the same form as secrets, and never
//! returned.

use std::ops::RangeInclusive;

use runtime::response::ErrorResponse;
use types::secret::{Envelope, Secret};

use super::object_reader::ObjectReader;

/// Shopify's tokens have about 40 bytes.
pub(crate) const TOKEN_BYTES: RangeInclusive<usize> = 8..=512;
const EXPECTED: &str = "8 to 512 printable ASCII characters without spaces, or null";

/// Reads the field: `None` if it is absent, `Some(None)` if it is null and the stored token is to be removed.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn read_access_token(object: &mut ObjectReader) -> Result<Option<Option<Envelope>>, ErrorResponse> {
    let Some(value) = object.nullable::<String>("access_token", EXPECTED)? else { return Ok(None) };
    let Some(token) = value else { return Ok(Some(None)) };
    if TOKEN_BYTES.contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(Some(Some(Envelope::seal(&Secret::new(token)))))
    } else {
        Err(object.error("access_token", EXPECTED))
    }
}

#[cfg(test)]
mod tests {
    use lambda_http::Body;
    use serde_json::{Value, json};

    use super::*;

    fn token(body: &Value) -> Result<Option<Option<Envelope>>, ErrorResponse> {
        read_access_token(&mut ObjectReader::of_body(&Body::from(body.to_string())).unwrap())
    }

    #[test]
    fn token_is_sealed_removed_or_kept() {
        let sealed = token(&json!({"access_token": "shpat_0123456789"})).unwrap().flatten().unwrap();
        assert_eq!(sealed.open(), Some(Secret::new("shpat_0123456789")));
        assert_eq!(token(&json!({"access_token": null})), Ok(Some(None)));
        assert_eq!(token(&json!({})), Ok(None));
    }

    #[test]
    fn invalid_token_is_rejected_and_not_quoted() {
        for bad in
            [json!("sesame"), json!("a token with spaces"), json!("line\nbreak-sesame"), json!(["sesame-sesame"])]
        {
            let error = token(&json!({ "access_token": bad })).unwrap_err();
            assert!(error.message.starts_with("`access_token`") && !error.message.contains("sesame"), "{bad}");
        }
    }
}
