//! Tests of FKLOGIN, with Flipkart's own example.

use proptest::prelude::*;

use super::*;

const SECRET: &str = "669a57f4-fe05-11e4-a322-1697f925ec7b";
const DATE_2015: &str = "Tue, 19 May 2015 09:02:15 GMT";
const AT: i64 = 1_432_026_135;
/// The example on Flipkart's page. Its hash contains the epoch seconds.
const AUTHORIZATION_2015: &str =
    "FKLOGIN NjExM2NhNGEtZmUwNS0xMWU0LWEzMjItMTY5N2Y5MjVlYzdiOjgzNzYyYWJkODdiNDFlNjZkZGQ1ODMyMGE0ZTgwMzI1MWU3MmI3NzY=";

fn settings() -> Settings {
    Settings {
        app_id: "6113ca4a-fe05-11e4-a322-1697f925ec7b".into(),
        url: "http://seller.api.pilotseller.com/notify/fki".into(),
        window_seconds: 300,
    }
}

fn time(seconds: i64) -> Time {
    Time::from_millis(seconds * 1000).unwrap()
}

fn secrets(texts: &[&str]) -> Vec<Secret> {
    texts.iter().map(|text| Secret::new(*text)).collect()
}

fn signed_by(secret: &str) -> HeaderMap {
    sign(&settings(), &Secret::new(secret), time(AT), DateForm::EpochSeconds).unwrap()
}

fn with(mut headers: HeaderMap, name: &'static str, value: &str) -> HeaderMap {
    headers.insert(name, value.parse().unwrap());
    headers
}

fn without(mut headers: HeaderMap, name: &'static str) -> HeaderMap {
    headers.remove(name);
    headers
}

fn login(text: &str) -> String {
    format!("FKLOGIN {}", STANDARD.encode(text))
}

fn verify_at(now: Time, secrets: &[Secret], headers: &HeaderMap) -> Result<Verification, VerifyError> {
    verify(&settings(), secrets, &SignedRequest { headers, body: b"{}", now })
}

fn verified(headers: &HeaderMap) -> Result<Verification, VerifyError> {
    verify_at(time(AT), &secrets(&[SECRET]), headers)
}

#[test]
fn flipkarts_own_example_is_signed_and_verified() {
    let headers = signed_by(SECRET);
    assert_eq!(headers["x_date"], DATE_2015);
    assert_eq!(headers["x_authorization"], AUTHORIZATION_2015);
    let verification = verified(&headers).unwrap();
    assert_eq!((verification.event_id, verification.body_authenticated), (None, false));
}

#[test]
fn composed_vector_is_signed_and_verified() {
    let settings = Settings { url: "https://hooks.example.com/v1/webhooks/flipkart/conn_01".into(), ..settings() };
    let date = HttpDate::parse("Mon, 02 Nov 2026 04:45:00 GMT").unwrap();
    let digits = hash(&date, DateForm::EpochSeconds, &settings.url, SECRET.as_bytes());
    assert_eq!(digits, "c10c4100ab26b8fec39fc1d984dc27573140b566");
    let headers = sign(&settings, &Secret::new(SECRET), date.time(), DateForm::EpochSeconds).unwrap();
    let request = SignedRequest { headers: &headers, body: b"{}", now: date.time() };
    assert!(verify(&settings, &secrets(&[SECRET]), &request).is_ok());
}

#[test]
fn both_date_forms_and_both_header_spellings_are_accepted() {
    for form in [DateForm::EpochSeconds, DateForm::HttpDate] {
        let headers = sign(&settings(), &Secret::new(SECRET), time(AT), form).unwrap();
        assert!(verified(&headers).is_ok(), "{form:?}");
        let mut rewritten = HeaderMap::new();
        rewritten.insert("x-date", headers["x_date"].clone());
        rewritten.insert("x-authorization", headers["x_authorization"].clone());
        assert_eq!(verified(&rewritten), verified(&headers));
    }
}

#[test]
fn wrong_header_is_rejected_with_its_code() {
    let right = || signed_by(SECRET);
    let app = settings().app_id;
    let digits = "83762abd87b41e66ddd58320a4e803251e72b776";
    let authorized = |text: &str| with(right(), "x_authorization", text);
    let cases = [
        ("no date", without(right(), "x_date"), VerifyError::TimestampMissing),
        ("empty date", with(right(), "x_date", ""), VerifyError::TimestampMissing),
        ("seconds as date", with(right(), "x_date", "1432026135"), VerifyError::TimestampMalformed),
        (
            "weekday that does not fit",
            with(right(), "x_date", "Mon, 19 May 2015 09:02:15 GMT"),
            VerifyError::TimestampMalformed,
        ),
        ("another zone", with(right(), "x_date", "Tue, 19 May 2015 09:02:15 +0000"), VerifyError::TimestampMalformed),
        ("another second", with(right(), "x_date", "Tue, 19 May 2015 09:02:16 GMT"), VerifyError::SignatureWrong),
        ("another day", with(right(), "x_date", "Wed, 20 May 2015 09:02:15 GMT"), VerifyError::TimestampOutside),
        ("no authorization", without(right(), "x_authorization"), VerifyError::SignatureMissing),
        ("empty authorization", authorized(""), VerifyError::SignatureMissing),
        (
            "another login scheme",
            authorized(&AUTHORIZATION_2015.replace("FKLOGIN", "Basic")),
            VerifyError::SignatureMalformed,
        ),
        ("no base64", authorized("FKLOGIN %%%%"), VerifyError::SignatureMalformed),
        ("no UTF-8", authorized(&format!("FKLOGIN {}", STANDARD.encode([0xff; 60]))), VerifyError::SignatureMalformed),
        ("no app id", authorized(&login(digits)), VerifyError::SignatureMalformed),
        ("empty app id", authorized(&login(&format!(":{digits}"))), VerifyError::SignatureWrong),
        ("another app id", authorized(&login(&format!("other:{digits}"))), VerifyError::SignatureWrong),
        (
            "upper-case hash",
            authorized(&login(&format!("{app}:{}", digits.to_uppercase()))),
            VerifyError::SignatureMalformed,
        ),
        ("short hash", authorized(&login(&format!("{app}:{}", &digits[1..]))), VerifyError::SignatureMalformed),
        ("long hash", authorized(&login(&format!("{app}:{digits}0"))), VerifyError::SignatureMalformed),
        ("another hash", authorized(&login(&format!("{app}:{}", "0".repeat(40)))), VerifyError::SignatureWrong),
        ("another secret", signed_by("other"), VerifyError::SignatureWrong),
    ];
    for (name, headers, error) in cases {
        assert_eq!(verified(&headers), Err(error), "{name}");
    }
}

#[test]
fn url_must_equal_the_registered_one_byte_for_byte() {
    let headers = signed_by(SECRET);
    for url in ["https://seller.api.pilotseller.com/notify/fki", "http://seller.api.pilotseller.com/notify/fki/"] {
        let settings = Settings { url: url.into(), ..settings() };
        let request = SignedRequest { headers: &headers, body: b"{}", now: time(AT) };
        assert_eq!(verify(&settings, &secrets(&[SECRET]), &request), Err(VerifyError::SignatureWrong), "{url}");
    }
}

#[test]
fn date_is_accepted_exactly_within_the_window() {
    let headers = signed_by(SECRET);
    for window_seconds in [1, 300, 3600] {
        let settings = Settings { window_seconds, ..settings() };
        let edge = i64::from(window_seconds);
        for (offset, inside) in [(-edge - 1, false), (-edge, true), (0, true), (edge, true), (edge + 1, false)] {
            let request = SignedRequest { headers: &headers, body: b"{}", now: time(AT + offset) };
            let result = verify(&settings, &secrets(&[SECRET]), &request);
            let expected = if inside { Ok(()) } else { Err(VerifyError::TimestampOutside) };
            assert_eq!(result.map(drop), expected, "{window_seconds} {offset}");
        }
    }
}

#[test]
fn nonce_expires_when_the_signature_does() {
    let headers = signed_by(SECRET);
    let expires_at = verified(&headers).unwrap().nonce.unwrap().expires_at;
    assert!(verify_at(expires_at.plus_millis(-1), &secrets(&[SECRET]), &headers).is_ok());
    assert_eq!(verify_at(expires_at, &secrets(&[SECRET]), &headers), Err(VerifyError::TimestampOutside));
}

#[test]
fn nonce_depends_on_the_signature_and_not_on_the_body() {
    let nonce = |headers: &HeaderMap, body: &[u8]| {
        let request = SignedRequest { headers, body, now: time(AT) };
        verify(&settings(), &secrets(&[SECRET]), &request).unwrap().nonce.unwrap()
    };
    let headers = signed_by(SECRET);
    let first = nonce(&headers, b"{}");
    assert!(first.key.len() == 64 && first.key.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_eq!(nonce(&headers, b"[]"), first);
    assert_eq!(nonce(&with(headers, "x_date", &format!(" {DATE_2015} ")), b"{}"), first);
    let later = sign(&settings(), &Secret::new(SECRET), time(AT + 1), DateForm::EpochSeconds).unwrap();
    let other_form = sign(&settings(), &Secret::new(SECRET), time(AT), DateForm::HttpDate).unwrap();
    assert_ne!(nonce(&later, b"{}").key, first.key);
    assert_ne!(nonce(&other_form, b"{}").key, first.key);
}

#[test]
fn both_secrets_of_a_rotation_are_accepted() {
    let both = ["old", "new"];
    for secret in both {
        assert!(verify_at(time(AT), &secrets(&both), &signed_by(secret)).is_ok());
    }
    assert_eq!(verify_at(time(AT), &secrets(&["new"]), &signed_by("old")), Err(VerifyError::SignatureWrong));
}

#[test]
fn signature_by_the_empty_secret_is_rejected_without_a_secret() {
    let headers = signed_by("");
    for unusable in [&[][..], &[""]] {
        assert_eq!(verify_at(time(AT), &secrets(unusable), &headers), Err(VerifyError::NoSecret));
    }
}

#[test]
fn invalid_settings_are_rejected() {
    let read = |text| serde_json::from_str::<Settings>(text);
    assert_eq!(read(r#"{"app_id":"a","url":"https://b"}"#).unwrap().window_seconds, 300);
    assert!(read(r#"{"app_id":"a","url":"https://b","host":"c"}"#).is_err());
    assert!(read(r#"{"app_id":"a"}"#).is_err());
    assert_eq!(settings().check(), Ok(()));
    for url in
        ["", "https://", "/notify", "ftp://a", "https://a b", "https://ä", &format!("https://{}", "a".repeat(2041))]
    {
        assert!(Settings { url: url.into(), ..settings() }.check().is_err(), "{url}");
    }
    for app_id in ["", "a b", &"a".repeat(129)] {
        assert!(Settings { app_id: app_id.into(), ..settings() }.check().is_err(), "{app_id}");
    }
    for window_seconds in [0, 3601] {
        assert!(Settings { window_seconds, ..settings() }.check().is_err(), "{window_seconds}");
    }
}

proptest! {
    #[test]
    fn header_with_any_flipped_bit_is_rejected(which in 0..2usize, at in any::<prop::sample::Index>(), bit in 0..8u32, http_date in any::<bool>()) {
        let form = if http_date { DateForm::HttpDate } else { DateForm::EpochSeconds };
        let mut headers = sign(&settings(), &Secret::new(SECRET), time(AT), form).unwrap();
        prop_assert!(verified(&headers).is_ok());
        let name = ["x_date", "x_authorization"][which];
        let mut value = headers[name].as_bytes().to_vec();
        let at = at.index(value.len());
        value[at] ^= 1 << bit;
        // A value that is invalid in a header cannot be sent.
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            headers.insert(name, value);
            prop_assert!(verified(&headers).is_err());
        }
    }

    #[test]
    fn signed_request_is_accepted_at_its_time(app_id in "[!-~]{1,128}", path in "[!-~]{1,200}", secret in "\\PC{1,60}", seconds in 0..200_000_000_000i64, http_date in any::<bool>()) {
        let settings = Settings { app_id, url: format!("https://{path}"), window_seconds: 1 };
        let form = if http_date { DateForm::HttpDate } else { DateForm::EpochSeconds };
        let secret = Secret::new(secret);
        let headers = sign(&settings, &secret, time(seconds), form).unwrap();
        prop_assert_eq!(settings.check(), Ok(()));
        let request = SignedRequest { headers: &headers, body: b"", now: time(seconds) };
        prop_assert!(verify(&settings, &[secret], &request).is_ok());
    }
}
