//! What a static token lets in.

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
    verify(settings, secrets, &Signed { headers: &headers, body: b"body", now })
}

#[test]
fn the_token_opens_and_proves_nothing_of_the_body() {
    let proof = Verification { event_id: None, body_authenticated: false, once: None };
    for settings in [bearer(), bare()] {
        let headers = sign(&settings, &Secret::new("tökén")).unwrap();
        let signed = Signed { headers: &headers, body: b"body", now: Time::from_millis(0).unwrap() };
        assert_eq!(verify(&settings, &secrets(&["tökén"]), &signed), Ok(proof.clone()));
    }
}

#[test]
fn each_wrong_token_has_its_word() {
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
    for (name, settings, secret, value, refusal) in cases {
        assert_eq!(verify_value(&settings, &secrets(secret), value.map(str::as_bytes)), Err(refusal), "{name}");
    }
}

#[test]
fn an_empty_token_opens_nothing() {
    for secret in [&[][..], &[""]] {
        for value in [&b"Bearer "[..], b"Bearer", b""] {
            assert!(verify_value(&bearer(), &secrets(secret), Some(value)).is_err());
        }
    }
}

#[test]
fn old_and_new_token_are_both_live_while_both_are_listed() {
    let both = ["old", "new"];
    for token in both {
        assert!(verify_value(&bare(), &secrets(&both), Some(token.as_bytes())).is_ok());
    }
    assert_eq!(verify_value(&bare(), &secrets(&["new"]), Some(b"old")), Err(VerifyError::TokenWrong));
}

#[test]
fn a_token_that_cannot_stand_in_a_header_is_not_sent() {
    assert!(sign(&bare(), &Secret::new("a\nb")).is_err());
    assert!(sign(&Settings { header: "a b".into(), ..bare() }, &Secret::new("a")).is_err());
}

#[test]
fn settings_that_cannot_be_are_refused() {
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
    fn any_flipped_bit_of_the_header_is_refused(token in "[!-~]{1,100}", at in any::<prop::sample::Index>(), bit in 0..8u32) {
        let headers = sign(&bearer(), &Secret::new(token.as_str())).unwrap();
        let mut value = headers["authorization"].as_bytes().to_vec();
        let secret = [Secret::new(token)];
        prop_assert!(verify_value(&bearer(), &secret, Some(&value)).is_ok());
        let at = at.index(value.len());
        value[at] ^= 1 << bit;
        // What cannot stand in a header cannot arrive.
        if HeaderValue::from_bytes(&value).is_ok() {
            prop_assert!(verify_value(&bearer(), &secret, Some(&value)).is_err());
        }
    }
}
