//! Tests of Standard Webhooks, also against the reference library.

mod reference;

use proptest::prelude::*;

use super::*;

const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const MESSAGE_ID: &str = "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk";
const BODY: &[u8] = br#"{"email":"test@example.com","username":"test_user"}"#;
const AT: i64 = 1_649_367_553;

fn time(seconds: i64) -> Time {
    Time::from_millis(seconds * 1000).unwrap()
}

fn secrets(texts: &[&str]) -> Vec<Secret> {
    texts.iter().map(|text| Secret::new(*text)).collect()
}

fn signed_by(secret: &str) -> HeaderMap {
    sign(&Secret::new(secret), MESSAGE_ID, time(AT), BODY).unwrap()
}

fn with(mut headers: HeaderMap, name: &'static str, value: &str) -> HeaderMap {
    headers.insert(name, value.parse().unwrap());
    headers
}

fn without(mut headers: HeaderMap, name: &'static str) -> HeaderMap {
    headers.remove(name);
    headers
}

fn verify_at(now: Time, secrets: &[Secret], headers: &HeaderMap, body: &[u8]) -> Result<Verification, VerifyError> {
    verify(&Settings::default(), secrets, &SignedRequest { headers, body, now })
}

fn verified(headers: &HeaderMap) -> Result<Verification, VerifyError> {
    verify_at(time(AT), &secrets(&[SECRET]), headers, BODY)
}

#[test]
fn known_vector_is_signed_and_verified() {
    let headers = signed_by(SECRET);
    assert_eq!(headers[ID], MESSAGE_ID);
    assert_eq!(headers[TIMESTAMP], "1649367553");
    assert_eq!(headers[SIGNATURE], "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=");
    let verification = Verification { event_id: Some(MESSAGE_ID.into()), body_authenticated: true, nonce: None };
    assert_eq!(verified(&headers), Ok(verification));
}

#[test]
fn wrong_header_is_rejected_with_its_code() {
    let right = || signed_by(SECRET);
    let cases = [
        ("no id", without(right(), ID), VerifyError::IdMissing),
        ("empty id", with(right(), ID, ""), VerifyError::IdMissing),
        ("long id", with(right(), ID, &"a".repeat(257)), VerifyError::IdMissing),
        ("id with a space", with(right(), ID, "a b"), VerifyError::IdMissing),
        ("other id", with(right(), ID, "msg_other"), VerifyError::SignatureWrong),
        ("no time", without(right(), TIMESTAMP), VerifyError::TimestampMissing),
        ("date as time", with(right(), TIMESTAMP, "2022-04-07"), VerifyError::TimestampMalformed),
        ("signed time", with(right(), TIMESTAMP, "+1649367553"), VerifyError::TimestampMalformed),
        ("padded time", with(right(), TIMESTAMP, "01649367553"), VerifyError::TimestampMalformed),
        ("time with a part", with(right(), TIMESTAMP, "1649367553.0"), VerifyError::TimestampMalformed),
        ("endless time", with(right(), TIMESTAMP, &"9".repeat(30)), VerifyError::TimestampMalformed),
        ("far time", with(right(), TIMESTAMP, "9223372036854775807"), VerifyError::TimestampOutside),
        ("other time", with(right(), TIMESTAMP, "1649367554"), VerifyError::SignatureWrong),
        ("no signature", without(right(), SIGNATURE), VerifyError::SignatureMissing),
        ("empty signature", with(right(), SIGNATURE, ""), VerifyError::SignatureMissing),
        (
            "bare base64",
            with(right(), SIGNATURE, "tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="),
            VerifyError::SignatureMalformed,
        ),
        (
            "another version",
            with(right(), SIGNATURE, "v1a,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="),
            VerifyError::SignatureMalformed,
        ),
        ("no base64", with(right(), SIGNATURE, "v1,%%%%"), VerifyError::SignatureMalformed),
        ("nothing after v1", with(right(), SIGNATURE, "v1,"), VerifyError::SignatureMalformed),
        (
            "too short",
            with(right(), SIGNATURE, &format!("v1,{}", STANDARD.encode([7; 31]))),
            VerifyError::SignatureMalformed,
        ),
        (
            "too long",
            with(right(), SIGNATURE, &format!("v1,{}", STANDARD.encode([7; 33]))),
            VerifyError::SignatureMalformed,
        ),
        ("another secret", signed_by("whsec_b3RoZXI="), VerifyError::SignatureWrong),
    ];
    for (name, headers, error) in cases {
        assert_eq!(verified(&headers), Err(error), "{name}");
    }
}

#[test]
fn id_with_a_full_stop_is_rejected_since_it_divides_the_signed_text() {
    // The signed text can be divided in two ways: the sender's, and one whose body is the note of a customer.
    let body = br#"{"note":".1649367553.{"type":"forged"}"}"#;
    let mut headers = sign(&Secret::new(SECRET), "a", time(AT), body).unwrap();
    assert!(verify_at(time(AT), &secrets(&[SECRET]), &headers, body).is_ok());
    headers.insert(ID, r#"a.1649367553.{"note":""#.parse().unwrap());
    let rejected = verify_at(time(AT), &secrets(&[SECRET]), &headers, br#"{"type":"forged"}"}"#);
    assert_eq!(rejected, Err(VerifyError::IdMissing));
}

#[test]
fn one_valid_signature_of_several_is_sufficient() {
    let right = signed_by(SECRET)[SIGNATURE].to_str().unwrap().to_owned();
    let wrong = signed_by("whsec_b3RoZXI=")[SIGNATURE].to_str().unwrap().to_owned();
    let lists = [
        format!("{wrong} {right}"),
        format!("{right} {wrong}"),
        format!("v1a,AAAA v2,BBBB {right}"),
        format!("v1,%%% junk  {right}"),
        format!("{}{right}", "v1a,AAAA ".repeat(MAX_SIGNATURES - 1)),
    ];
    for list in lists {
        assert!(verified(&with(signed_by(SECRET), SIGNATURE, &list)).is_ok(), "{list}");
    }
}

#[test]
fn header_with_too_many_signatures_is_rejected() {
    let right = signed_by(SECRET)[SIGNATURE].to_str().unwrap().to_owned();
    let list = format!("{right}{}", " v1a,AAAA".repeat(MAX_SIGNATURES));
    assert_eq!(verified(&with(signed_by(SECRET), SIGNATURE, &list)), Err(VerifyError::SignatureMalformed));
}

#[test]
fn timestamp_is_accepted_exactly_within_the_tolerance() {
    let headers = signed_by(SECRET);
    for tolerance in [1, 300, 3600] {
        let settings = Settings { tolerance_seconds: tolerance };
        let edge = i64::from(tolerance);
        for (offset, inside) in [(-edge - 1, false), (-edge, true), (0, true), (edge, true), (edge + 1, false)] {
            let request = SignedRequest { headers: &headers, body: BODY, now: time(AT + offset) };
            let result = verify(&settings, &secrets(&[SECRET]), &request);
            let expected = if inside { Ok(()) } else { Err(VerifyError::TimestampOutside) };
            assert_eq!(result.map(drop), expected, "{tolerance} {offset}");
        }
    }
}

#[test]
fn both_secrets_of_a_rotation_are_accepted() {
    let both = ["whsec_b2xk", "whsec_bmV3"];
    for secret in both {
        assert!(verify_at(time(AT), &secrets(&both), &signed_by(secret), BODY).is_ok());
    }
    let old_expired = verify_at(time(AT), &secrets(&both[1..]), &signed_by(both[0]), BODY);
    assert_eq!(old_expired, Err(VerifyError::SignatureWrong));
}

#[test]
fn signature_by_the_empty_key_is_rejected_without_a_usable_secret() {
    let signature = format!("v1,{}", STANDARD.encode(mac(b"", MESSAGE_ID, "1649367553", BODY)));
    let headers = with(signed_by(SECRET), SIGNATURE, &signature);
    for unusable in [&[][..], &[""], &["whsec_"], &["whsec_%%%"], &["whsk_C2FVsBQI"], &["whpk_C2FVsBQI", ""]] {
        assert_eq!(verify_at(time(AT), &secrets(unusable), &headers, BODY), Err(VerifyError::NoSecret), "{unusable:?}");
    }
}

#[test]
fn secret_is_base64_with_or_without_prefix_or_plain_text() {
    let bare = SECRET.strip_prefix(SECRET_PREFIX).unwrap();
    assert_eq!(signed_by(bare), signed_by(SECRET));
    assert_eq!(key(&Secret::new("demo-standard-secret")), Some(b"demo-standard-secret".to_vec()));
    for invalid in ["", "whsec_", "whsec_demo-standard-secret", "whsk_C2FVsBQI", "whpk_C2FVsBQI"] {
        assert!(check_secret(&Secret::new(invalid)).is_err(), "{invalid}");
        assert!(sign(&Secret::new(invalid), MESSAGE_ID, time(AT), BODY).is_err(), "{invalid}");
    }
}

#[test]
fn secret_that_was_mistyped_or_cut_is_refused_with_the_reason() {
    let key = |bytes: usize| STANDARD.encode(vec![7; bytes]);
    for accepted in
        [SECRET.to_owned(), format!("whsec_{}", key(24)), key(24), key(64), "demo-standard-secret".to_owned()]
    {
        assert_eq!(check_secret(&Secret::new(accepted.clone())), Ok(()), "{accepted}");
    }
    for (refused, reason) in [
        (format!("v1,{SECRET}"), "must begin with `whsec_`"),
        (format!("v1,{}", SECRET.replace("whsec_", "whsec_ ")), "must begin with `whsec_`"),
        (SECRET.replace("whsec_", "WHSEC_"), "must begin with `whsec_`"),
        (SECRET.replace("whsec_", "whsec-"), "must begin with `whsec_`"),
        (format!("\"{SECRET}\""), "must begin with `whsec_`"),
        (format!("whsec_{}", key(23)), "fewer than 24 bytes"),
        (key(23), "fewer than 24 bytes"),
        ("abcdefgh".to_owned(), "fewer than 24 bytes"),
        (format!("whsec_{SECRET}"), "without valid base64"),
        ("whsk_C2FVsBQI".to_owned(), "asymmetric"),
    ] {
        let error = check_secret(&Secret::new(refused.clone())).unwrap_err();
        assert!(error.contains(reason), "{refused}: {error}");
    }
}

/// The same request with Svix's names of the headers.
fn of_svix(headers: &HeaderMap) -> HeaderMap {
    let rename = |(name, svix): (&str, &'static str)| (http::HeaderName::from_static(svix), headers[name].clone());
    HEADERS.into_iter().zip(SVIX_HEADERS).map(rename).collect()
}

#[test]
fn headers_of_svix_are_accepted_and_never_mixed_with_those_of_the_specification() {
    let verification = Verification { event_id: Some(MESSAGE_ID.into()), body_authenticated: true, nonce: None };
    let svix = of_svix(&signed_by(SECRET));
    assert_eq!(verified(&svix), Ok(verification.clone()));
    for (name, error) in SVIX_HEADERS.into_iter().zip([
        VerifyError::IdMissing,
        VerifyError::TimestampMissing,
        VerifyError::SignatureMissing,
    ]) {
        assert_eq!(verified(&without(svix.clone(), name)), Err(error), "{name}");
        // The missing header of one set is not taken from the other.
        let standard_name = name.replace("svix", "webhook");
        let mut mixed = without(svix.clone(), name);
        mixed.insert(http::HeaderName::try_from(&standard_name).unwrap(), signed_by(SECRET)[&standard_name].clone());
        assert_eq!(verified(&mixed), Err(error), "{name}");
    }
    // Both sets: that of the specification counts, whether or not the other one is valid.
    let mut both = signed_by(SECRET);
    both.extend(of_svix(&signed_by("whsec_b3RoZXI=")).into_iter().map(|(name, value)| (name.unwrap(), value)));
    assert_eq!(verified(&both), Ok(verification));
    assert!(is_signature_header("svix-signature") && is_signature_header("webhook-signature"));
    assert!(!is_signature_header("svix-id"));
}

#[test]
fn invalid_id_is_not_signed() {
    for id in ["", "a b", "a.b", "a\n", &"a".repeat(257)] {
        assert!(sign(&Secret::new(SECRET), id, time(AT), BODY).is_err(), "{id:?}");
    }
    assert!(sign(&Secret::new(SECRET), &"a".repeat(256), time(AT), BODY).is_ok());
}

#[test]
fn invalid_settings_are_rejected() {
    let read = |text| serde_json::from_str::<Settings>(text);
    assert_eq!(read("{}").unwrap(), Settings { tolerance_seconds: 300 });
    assert!(read(r#"{"tolerance":300}"#).is_err());
    for (tolerance_seconds, valid) in [(0, false), (1, true), (3600, true), (3601, false)] {
        assert_eq!(Settings { tolerance_seconds }.check().is_ok(), valid, "{tolerance_seconds}");
    }
}

proptest! {
    #[test]
    fn body_with_any_flipped_bit_is_rejected(body in prop::collection::vec(any::<u8>(), 1..500), at in any::<prop::sample::Index>(), bit in 0..8u32) {
        let headers = sign(&Secret::new(SECRET), MESSAGE_ID, time(AT), &body).unwrap();
        let mut flipped = body.clone();
        flipped[at.index(body.len())] ^= 1 << bit;
        prop_assert!(verify_at(time(AT), &secrets(&[SECRET]), &headers, &body).is_ok());
        let rejected = verify_at(time(AT), &secrets(&[SECRET]), &headers, &flipped);
        prop_assert_eq!(rejected, Err(VerifyError::SignatureWrong));
    }

    #[test]
    fn header_with_any_flipped_bit_is_rejected(which in 0..3usize, at in any::<prop::sample::Index>(), bit in 0..8u32) {
        let mut headers = signed_by(SECRET);
        let name = [ID, TIMESTAMP, SIGNATURE][which];
        let mut value = headers[name].as_bytes().to_vec();
        let at = at.index(value.len());
        value[at] ^= 1 << bit;
        // A value that is invalid in a header cannot be sent.
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            headers.insert(name, value);
            prop_assert!(verified(&headers).is_err());
        }
    }
}
