//! Requests that are rejected before a certificate is fetched.

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use signatures::{SnsVerifyError, VerifyError};
use types::time::DAY_MS;

use super::bench::*;
use crate::SignatureVersion;

/// Asserts that `body` is rejected with `error` and that nothing is fetched.
async fn assert_rejected(name: &str, body: &[u8], error: VerifyError) {
    let bench = Bench::new();
    assert_eq!(bench.verify(body).await, Err(SnsVerifyError::Rejected(error)), "{name}");
    assert_eq!(bench.fetches(), 0, "{name}");
}

#[tokio::test]
async fn wrong_value_is_rejected_with_its_code() {
    use VerifyError::*;
    let at = |host: &str| json!(format!("{host}/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"));
    for (name, value, error) in [
        ("TopicArn", json!("arn:aws:sns:ap-south-1:999999999999:spapi-bridge"), TopicForeign),
        ("TopicArn", json!(format!("{TOPIC}-2")), TopicForeign),
        ("TopicArn", json!(TOPIC.to_uppercase()), TopicForeign),
        ("TopicArn", json!(""), TopicForeign),
        ("TopicArn", json!([TOPIC]), MessageMalformed),
        ("TopicArn", Value::Null, MessageMalformed),
        ("Type", json!("Publish"), MessageMalformed),
        ("Type", json!("notification"), MessageMalformed),
        ("Type", json!("SubscriptionConfirmation"), MessageMalformed),
        ("Type", json!(1), MessageMalformed),
        ("Message", json!({"NotificationType": "ORDER_CHANGE"}), MessageMalformed),
        ("Message", Value::Null, MessageMalformed),
        ("Subject", json!("two\nlines"), MessageMalformed),
        ("Subject", json!(7), MessageMalformed),
        ("MessageId", json!(""), IdMissing),
        ("MessageId", json!("a#b"), IdMissing),
        ("MessageId", json!("a b"), IdMissing),
        ("MessageId", json!("a".repeat(65)), IdMissing),
        ("MessageId", json!(5), MessageMalformed),
        ("Timestamp", json!("yesterday"), TimestampMalformed),
        ("Timestamp", json!(""), TimestampMalformed),
        ("Timestamp", json!("2026-11-02T04:45:00"), TimestampMalformed),
        ("Timestamp", json!("2026-11-02T04:45:00Z\n"), MessageMalformed),
        ("Timestamp", json!(1793594700), MessageMalformed),
        ("Timestamp", json!("2025-11-02T04:45:00Z"), TimestampOutside),
        ("Timestamp", json!("2027-11-02T04:45:00Z"), TimestampOutside),
        ("SignatureVersion", json!("3"), SignatureVersion),
        ("SignatureVersion", json!("0"), SignatureVersion),
        ("SignatureVersion", json!("01"), SignatureVersion),
        ("SignatureVersion", json!(""), SignatureVersion),
        ("SignatureVersion", json!(2), MessageMalformed),
        ("Signature", json!(""), SignatureMissing),
        ("Signature", json!("%%%"), SignatureMalformed),
        ("Signature", json!("AAAA"), SignatureMalformed),
        ("Signature", json!("A".repeat(4096)), SignatureMalformed),
        ("Signature", Value::Null, MessageMalformed),
        ("SigningCertURL", at("https://sns.us-east-1.amazonaws.com.evil.example"), CertificateUrl),
        ("SigningCertURL", at("https://sns.evil.amazonaws.com.example"), CertificateUrl),
        ("SigningCertURL", at("https://sns.us-east-1.amazonaws.com@evil.example"), CertificateUrl),
        ("SigningCertURL", at("https://user:secret@sns.us-east-1.amazonaws.com"), CertificateUrl),
        ("SigningCertURL", at("https://sns.us-east-1.amazonaws.com:443"), CertificateUrl),
        ("SigningCertURL", at("http://sns.us-east-1.amazonaws.com"), CertificateUrl),
        ("SigningCertURL", at("https://evil.example"), CertificateUrl),
        ("SigningCertURL", at("http://127.0.0.1"), CertificateUrl),
        ("SigningCertURL", json!(""), CertificateUrl),
    ] {
        let body = changed(|fields| drop(fields.insert(name.into(), value.clone())));
        assert_rejected(&format!("{name}: {value}"), &body, error).await;
    }
}

#[tokio::test]
async fn missing_value_is_rejected_with_its_code() {
    for (name, error) in [
        ("Type", VerifyError::MessageMalformed),
        ("MessageId", VerifyError::IdMissing),
        ("TopicArn", VerifyError::MessageMalformed),
        ("Message", VerifyError::MessageMalformed),
        ("Timestamp", VerifyError::TimestampMissing),
        ("SignatureVersion", VerifyError::SignatureVersion),
        ("Signature", VerifyError::SignatureMissing),
        ("SigningCertURL", VerifyError::CertificateUrl),
    ] {
        assert_rejected(name, &changed(|fields| drop(fields.remove(name))), error).await;
    }
    for name in ["Token", "SubscribeURL"] {
        for sent in [subscription(), unsubscription()] {
            let mut json: Value = serde_json::from_slice(&body(&sent, SignatureVersion::Sha256)).unwrap();
            json.as_object_mut().unwrap().remove(name);
            assert_rejected(name, json.to_string().as_bytes(), VerifyError::MessageMalformed).await;
        }
    }
}

#[tokio::test]
async fn body_that_is_not_a_message_is_rejected() {
    let valid = String::from_utf8(BODY.clone()).unwrap();
    let with = |more: &str| valid.replacen('{', &format!("{{{more},"), 1).into_bytes();
    let mut broken_utf8 = BODY.clone();
    let at = broken_utf8.iter().position(|b| *b == 0xc3).unwrap();
    broken_utf8[at] = 0xff;
    let many: Vec<_> = (0..40).map(|number| format!("\"n{number}\":0")).collect();
    for (name, body) in [
        ("empty", vec![]),
        ("an array", b"[]".to_vec()),
        ("a text", b"\"Type\"".to_vec()),
        ("not JSON", b"Type=Notification".to_vec()),
        ("something behind it", format!("{valid}{{}}").into_bytes()),
        ("cut", BODY[..BODY.len() - 1].to_vec()),
        ("a byte order mark", format!("\u{feff}{valid}").into_bytes()),
        ("not UTF-8", broken_utf8),
        ("a name twice", with(r#""Type":"Notification""#)),
        ("a name twice in two ways", with(r#""SigningCertUrl":"https://sns.ap-south-1.amazonaws.com/a.pem""#)),
        ("a name twice by an escape", with(r#""\u0054ype":"Notification""#)),
        ("an unknown name twice", with(r#""x":1,"x":2"#)),
        ("half a surrogate", with(r#""UnsubscribeURL":"\ud800""#)),
        ("too many names", with(&many.join(","))),
        ("too large", with(&format!(r#""x":"{}""#, "x".repeat(2 * 1024 * 1024)))),
    ] {
        assert_rejected(name, &body, VerifyError::MessageMalformed).await;
    }
}

#[tokio::test]
async fn raw_delivery_is_rejected() {
    assert_rejected("an order", br#"{"NotificationType":"ORDER_CHANGE"}"#, VerifyError::RawDelivery).await;
    let unsigned = changed(|fields| fields.retain(|name, _| !name.starts_with("Sign")));
    assert_rejected("unsigned", &unsigned, VerifyError::RawDelivery).await;
    let bench = Bench::new();
    for value in ["true", "TRUE"] {
        let headers = headers(&[("x-amz-sns-rawdelivery", value)]);
        let rejected = bench.verify_with(&headers, &BODY, time(NOW)).await;
        assert_eq!(rejected, Err(SnsVerifyError::Rejected(VerifyError::RawDelivery)));
    }
    assert_eq!(bench.fetches(), 0);
}

#[tokio::test]
async fn headers_may_be_missing_but_must_not_contradict_the_message() {
    let bench = Bench::new();
    let verify = async |pairs: &[(&'static str, &str)]| {
        bench
            .verify_with(&headers(pairs), &BODY, time(NOW))
            .await
            .map(|(verification, _)| verification.body_authenticated)
    };
    let mismatch = Err(SnsVerifyError::Rejected(VerifyError::HeaderMismatch));
    let (kind, topic) = ("x-amz-sns-message-type", "x-amz-sns-topic-arn");
    assert_eq!(verify(&[(kind, "SubscriptionConfirmation")]).await, mismatch);
    assert_eq!(verify(&[(kind, "")]).await, mismatch);
    assert_eq!(verify(&[(kind, "Notification"), (kind, "SubscriptionConfirmation")]).await, mismatch);
    assert_eq!(verify(&[(topic, "arn:aws:sns:ap-south-1:111122223333:another")]).await, mismatch);
    assert_eq!(bench.fetches(), 0);
    assert_eq!(verify(&[(kind, "Notification"), (topic, TOPIC), ("x-amz-sns-rawdelivery", "false")]).await, Ok(true));
}

#[tokio::test]
async fn message_is_accepted_exactly_within_the_window() {
    let bench = Bench::new();
    let outside = Err(SnsVerifyError::Rejected(VerifyError::TimestampOutside));
    let day = DAY_MS / 1000;
    for (seconds, inside) in [(-901, false), (-900, true), (0, true), (day, true), (day + 1, false)] {
        let verified = bench.verify_at(&BODY, after(seconds)).await.map(drop);
        assert_eq!(verified, if inside { Ok(()) } else { outside.clone() }, "{seconds}");
    }
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let pairs =
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()));
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(name, value);
    }
    headers
}
