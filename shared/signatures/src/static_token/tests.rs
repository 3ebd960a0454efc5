//! Tests of static tokens.

use proptest::prelude::*;
use types::time::Time;

use super::*;

fn bearer() -> Settings {
    Settings { header: "authorization".into(), prefix: "Bearer ".into() }
}

fn bare() -> Settings {
    Settings { header: "x-api-key".into(), prefix: String::new() }
}

fn secrets(texts: &[&str]) -> Vec<Secret> {
    texts.iter().map(|text| Secret::new(*text)).collect()
}

fn verify_value(settings: &Settings, secrets: &[Secret], value: Option<&[u8]>) -> Result<Verification, VerifyError> {
    let name = HeaderName::from_bytes(settings.header.as_bytes()).unwrap();
    let headers = value.map(|value| (name, HeaderValue::from_bytes(value).unwrap())).into_iter().collect();
    let now = Time::from_millis(0).unwrap();
    verify(settings, secrets, &SignedRequest { headers: &headers, body: b"body", now })
}

#[test]
fn token_is_accepted_and_does_not_authenticate_the_body() {
    let verification = Verification { event_id: None, body_authenticated: false, nonce: None };
    for settings in [bearer(), bare()] {
        let headers = sign(&settings, &Secret::new("tökén")).unwrap();
        let request = SignedRequest { headers: &headers, body: b"body", now: Time::from_millis(0).unwrap() };
        assert_eq!(verify(&settings, &secrets(&["tökén"]), &request), Ok(verification.clone()));
    }
}

#[test]
fn wrong_token_is_rejected_with_its_code() {
    let right = &["right"][..];
    let cases = [
        ("missing", bare(), right, None, VerifyError::TokenMissing),
        ("empty", bare(), right, Some(""), VerifyError::TokenMissing),
        ("prefix alone", bearer(), right, Some("Bearer "), VerifyError::TokenMissing),
        ("prefix alone, cut", bearer(), right, Some("Bearer"), VerifyError::TokenMissing),
        ("without the prefix", bearer(), right, Some("right"), VerifyError::TokenWrong),
        ("another prefix", bearer(), right, Some("Basic right"), VerifyError::TokenWrong),
        ("a prefix too many", bare(), right, Some("Bearer right"), VerifyError::TokenWrong),
        ("another token", bare(), right, Some("wrong"), VerifyError::TokenWrong),
        ("a part of it", bare(), right, Some("righ"), VerifyError::TokenWrong),
        ("more than it", bare(), right, Some("right "), VerifyError::TokenWrong),
        ("another case", bare(), right, Some("Right"), VerifyError::TokenWrong),
        ("no secret", bare(), &[][..], Some("right"), VerifyError::NoSecret),
        ("empty secret", bare(), &[""][..], Some("right"), VerifyError::NoSecret),
    ];
    for (name, settings, secret, value, error) in cases {
        assert_eq!(verify_value(&settings, &secrets(secret), value.map(str::as_bytes)), Err(error), "{name}");
    }
}

#[test]
fn prefix_is_compared_in_any_case_and_the_token_in_its_own() {
    for value in ["Bearer right", "bearer right", "BEARER right", "bEaReR right"] {
        assert!(verify_value(&bearer(), &secrets(&["right"]), Some(value.as_bytes())).is_ok(), "{value}");
    }
    for (value, error) in [
        ("bearer Right", VerifyError::TokenWrong),
        ("bearerright", VerifyError::TokenWrong),
        ("bearer", VerifyError::TokenMissing),
        ("BEARER ", VerifyError::TokenMissing),
    ] {
        assert_eq!(verify_value(&bearer(), &secrets(&["right"]), Some(value.as_bytes())), Err(error), "{value}");
    }
}

#[test]
fn header_name_is_read_in_any_case() {
    let read: Settings = serde_json::from_str(r#"{"header":"X-Api-Key"}"#).unwrap();
    assert_eq!((read.check(), read), (Ok(()), bare()));
}

#[test]
fn empty_token_is_rejected() {
    for secret in [&[][..], &[""]] {
        for value in [&b"Bearer "[..], b"Bearer", b""] {
            assert!(verify_value(&bearer(), &secrets(secret), Some(value)).is_err());
        }
    }
}

#[test]
fn both_tokens_of_a_rotation_are_accepted() {
    let both = ["old", "new"];
    for token in both {
        assert!(verify_value(&bare(), &secrets(&both), Some(token.as_bytes())).is_ok());
    }
    assert_eq!(verify_value(&bare(), &secrets(&["new"]), Some(b"old")), Err(VerifyError::TokenWrong));
}

#[test]
fn token_that_is_invalid_in_a_header_is_not_signed() {
    assert!(sign(&bare(), &Secret::new("a\nb")).is_err());
    assert!(sign(&Settings { header: "a b".into(), ..bare() }, &Secret::new("a")).is_err());
}

#[test]
fn invalid_settings_are_rejected() {
    let read = |text| serde_json::from_str::<Settings>(text);
    assert_eq!(read(r#"{"header":"x-api-key"}"#).unwrap(), bare());
    assert!(read(r#"{"header":"x-api-key","token":"a"}"#).is_err());
    assert!(bearer().check().is_ok() && bare().check().is_ok());
    let long = "x".repeat(65);
    let headers =
        ["", "X-Api-Key", "x key", "x:key", "content-type", "content-length", "connection", "te", "host", &long];
    for header in headers {
        assert!(Settings { header: header.into(), ..bare() }.check().is_err(), "{header}");
    }
    for prefix in [" Bearer", "Bearer\t", "Träger ", &long] {
        assert!(Settings { prefix: prefix.into(), ..bearer() }.check().is_err(), "{prefix}");
    }
}

proptest! {
    #[test]
    fn header_with_any_flipped_bit_is_rejected(token in "[!-~]{1,100}", at in any::<prop::sample::Index>(), bit in 0..8u32) {
        let headers = sign(&bearer(), &Secret::new(token.as_str())).unwrap();
        let mut value = headers["authorization"].as_bytes().to_vec();
        let secret = [Secret::new(token)];
        prop_assert!(verify_value(&bearer(), &secret, Some(&value)).is_ok());
        let at = at.index(value.len());
        value[at] ^= 1 << bit;
        // A value that is invalid in a header cannot be sent. The case of the prefix does not matter.
        let is_same_prefix = at < bearer().prefix.len() && value.eq_ignore_ascii_case(headers["authorization"].as_bytes());
        if HeaderValue::from_bytes(&value).is_ok() && !is_same_prefix {
            prop_assert!(verify_value(&bearer(), &secret, Some(&value)).is_err());
        }
    }
}
