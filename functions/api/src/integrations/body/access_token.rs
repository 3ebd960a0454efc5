//! The access token by which a channel can be asked: written, and never read back.

use runtime::response::ErrorResponse;
use types::secret::{Envelope, Secret};

use super::fields::Fields;

/// Shopify's have some 40 characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=512;
const WANTED: &str = "8 to 512 printable ASCII characters without a space, or null";

/// Reads the field `access_token`; null takes it away.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn read(fields: &mut Fields) -> Result<Option<Option<Envelope>>, ErrorResponse> {
    let Some(written) = fields.nullable::<String>("access_token", WANTED)? else { return Ok(None) };
    let Some(token) = written else { return Ok(Some(None)) };
    if LENGTHS.contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(Some(Some(Envelope::seal(&Secret::new(token)))))
    } else {
        Err(fields.wrong("access_token", WANTED))
    }
}

#[cfg(test)]
mod tests {
    use lambda_http::Body;
    use serde_json::{Value, json};

    use super::*;

    fn token(body: &Value) -> Result<Option<Option<Envelope>>, ErrorResponse> {
        read(&mut Fields::of_body(&Body::from(body.to_string())).unwrap())
    }

    #[test]
    fn a_token_is_sealed_taken_away_or_left() {
        let sealed = token(&json!({"access_token": "shpat_0123456789"})).unwrap().flatten().unwrap();
        assert_eq!(sealed.open(), Some(Secret::new("shpat_0123456789")));
        assert_eq!(token(&json!({"access_token": null})), Ok(Some(None)));
        assert_eq!(token(&json!({})), Ok(None));
    }

    #[test]
    fn what_can_be_no_token_is_refused_and_not_quoted() {
        for bad in
            [json!("sesame"), json!("a token with spaces"), json!("line\nbreak-sesame"), json!(["sesame-sesame"])]
        {
            let error = token(&json!({ "access_token": bad })).unwrap_err();
            assert!(error.message.starts_with("`access_token`") && !error.message.contains("sesame"), "{bad}");
        }
    }
}
