//! What FKLOGIN lets in, with Flipkart's own example.

use proptest::prelude::*;

use super::*;

const SECRET: &str = "669a57f4-fe05-11e4-a322-1697f925ec7b";
const DATE_2015: &str = "Tue, 19 May 2015 09:02:15 GMT";
const AT: i64 = 1_432_026_135;
/// The example of Flipkart's page, whose hash has the epoch seconds.
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
    verify(&settings(), secrets, &Signed { headers, body: b"{}", now })
}

fn opened(headers: &HeaderMap) -> Result<Verification, VerifyError> {
    verify_at(time(AT), &secrets(&[SECRET]), headers)
}

#[test]
fn flipkarts_own_example_is_right() {
    let headers = signed_by(SECRET);
    assert_eq!(headers["x_date"], DATE_2015);
    assert_eq!(headers["x_authorization"], AUTHORIZATION_2015);
    let proof = opened(&headers).unwrap();
    assert_eq!((proof.event_id, proof.body_authenticated), (None, false));
}

#[test]
fn the_composed_vector_is_right() {
    let settings = Settings { url: "https://hooks.example.com/v1/webhooks/flipkart/conn_01".into(), ..settings() };
    let date = HttpDate::parse("Mon, 02 Nov 2026 04:45:00 GMT").unwrap();
    let digits = hash(&date, DateForm::EpochSeconds, &settings.url, SECRET.as_bytes());
    assert_eq!(digits, "c10c4100ab26b8fec39fc1d984dc27573140b566");
    let headers = sign(&settings, &Secret::new(SECRET), date.time(), DateForm::EpochSeconds).unwrap();
    let signed = Signed { headers: &headers, body: b"{}", now: date.time() };
    assert!(verify(&settings, &secrets(&[SECRET]), &signed).is_ok());
}

#[test]
fn both_forms_of_the_date_and_both_spellings_of_the_headers_open() {
    for form in [DateForm::EpochSeconds, DateForm::HttpDate] {
        let headers = sign(&settings(), &Secret::new(SECRET), time(AT), form).unwrap();
        assert!(opened(&headers).is_ok(), "{form:?}");
        let mut rewritten = HeaderMap::new();
        rewritten.insert("x-date", headers["x_date"].clone());
        rewritten.insert("x-authorization", headers["x_authorization"].clone());
        assert_eq!(opened(&rewritten), opened(&headers));
    }
}

#[test]
fn each_wrong_thing_has_its_word() {
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
        ("another word", authorized(&AUTHORIZATION_2015.replace("FKLOGIN", "Basic")), VerifyError::SignatureMalformed),
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
    for (name, headers, refusal) in cases {
        assert_eq!(opened(&headers), Err(refusal), "{name}");
    }
}

#[test]
fn the_registered_url_counts_byte_for_byte() {
    let headers = signed_by(SECRET);
    for url in ["https://seller.api.pilotseller.com/notify/fki", "http://seller.api.pilotseller.com/notify/fki/"] {
        let settings = Settings { url: url.into(), ..settings() };
        let signed = Signed { headers: &headers, body: b"{}", now: time(AT) };
        assert_eq!(verify(&settings, &secrets(&[SECRET]), &signed), Err(VerifyError::SignatureWrong), "{url}");
    }
}

#[test]
fn the_clock_may_differ_by_the_window_and_not_by_a_second_more() {
    let headers = signed_by(SECRET);
    for window_seconds in [1, 300, 3600] {
        let settings = Settings { window_seconds, ..settings() };
        let edge = i64::from(window_seconds);
        for (offset, inside) in [(-edge - 1, false), (-edge, true), (0, true), (edge, true), (edge + 1, false)] {
            let signed = Signed { headers: &headers, body: b"{}", now: time(AT + offset) };
            let result = verify(&settings, &secrets(&[SECRET]), &signed);
            let expected = if inside { Ok(()) } else { Err(VerifyError::TimestampOutside) };
            assert_eq!(result.map(drop), expected, "{window_seconds} {offset}");
        }
    }
}

#[test]
fn a_proof_is_remembered_for_as_long_as_it_opens() {
    let headers = signed_by(SECRET);
    let until = opened(&headers).unwrap().once.unwrap().until;
    assert!(verify_at(until.plus_millis(-1), &secrets(&[SECRET]), &headers).is_ok());
    assert_eq!(verify_at(until, &secrets(&[SECRET]), &headers), Err(VerifyError::TimestampOutside));
}

#[test]
fn each_proof_has_a_key_of_its_own_whatever_the_body() {
    let once = |headers: &HeaderMap, body: &[u8]| {
        let signed = Signed { headers, body, now: time(AT) };
        verify(&settings(), &secrets(&[SECRET]), &signed).unwrap().once.unwrap()
    };
    let headers = signed_by(SECRET);
    let first = once(&headers, b"{}");
    assert!(first.key.len() == 64 && first.key.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_eq!(once(&headers, b"[]"), first);
    assert_eq!(once(&with(headers, "x_date", &format!(" {DATE_2015} ")), b"{}"), first);
    let later = sign(&settings(), &Secret::new(SECRET), time(AT + 1), DateForm::EpochSeconds).unwrap();
    let other_form = sign(&settings(), &Secret::new(SECRET), time(AT), DateForm::HttpDate).unwrap();
    assert_ne!(once(&later, b"{}").key, first.key);
    assert_ne!(once(&other_form, b"{}").key, first.key);
}

#[test]
fn old_and_new_secret_are_both_live_while_both_are_listed() {
    let both = ["old", "new"];
    for secret in both {
        assert!(verify_at(time(AT), &secrets(&both), &signed_by(secret)).is_ok());
    }
    assert_eq!(verify_at(time(AT), &secrets(&["new"]), &signed_by("old")), Err(VerifyError::SignatureWrong));
}

#[test]
fn without_a_secret_not_even_the_empty_one_opens() {
    let headers = signed_by("");
    for unusable in [&[][..], &[""]] {
        assert_eq!(verify_at(time(AT), &secrets(unusable), &headers), Err(VerifyError::NoSecret));
    }
}

#[test]
fn settings_that_cannot_be_are_refused() {
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
    fn any_flipped_bit_of_a_header_is_refused(which in 0..2usize, at in any::<prop::sample::Index>(), bit in 0..8u32, http_date in any::<bool>()) {
        let form = if http_date { DateForm::HttpDate } else { DateForm::EpochSeconds };
        let mut headers = sign(&settings(), &Secret::new(SECRET), time(AT), form).unwrap();
        prop_assert!(opened(&headers).is_ok());
        let name = ["x_date", "x_authorization"][which];
        let mut value = headers[name].as_bytes().to_vec();
        let at = at.index(value.len());
        value[at] ^= 1 << bit;
        // What cannot stand in a header cannot arrive.
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            headers.insert(name, value);
            prop_assert!(opened(&headers).is_err());
        }
    }

    #[test]
    fn whatever_is_signed_opens_at_its_time(app_id in "[!-~]{1,128}", path in "[!-~]{1,200}", secret in "\\PC{1,60}", seconds in 0..200_000_000_000i64, http_date in any::<bool>()) {
        let settings = Settings { app_id, url: format!("https://{path}"), window_seconds: 1 };
        let form = if http_date { DateForm::HttpDate } else { DateForm::EpochSeconds };
        let secret = Secret::new(secret);
        let headers = sign(&settings, &secret, time(seconds), form).unwrap();
        prop_assert_eq!(settings.check(), Ok(()));
        let signed = Signed { headers: &headers, body: b"", now: time(seconds) };
        prop_assert!(verify(&settings, &[secret], &signed).is_ok());
    }
}
