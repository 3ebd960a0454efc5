//! The signed text of messages, and that no signed value can be changed.

use http::HeaderMap;
use serde_json::{Value, json};
use signatures::{Scheme, SnsVerifyError, Verification, VerifyError};

use super::bench::*;
use crate::{FetchCertificateError, Kind, Message, SignatureVersion};

#[tokio::test]
async fn scheme_verifies_a_message_with_the_verifier_and_its_body_can_be_parsed_again() {
    let topic = json!({"scheme": "sns", "topics": [TOPIC]});
    let scheme: Scheme = serde_json::from_value(topic).unwrap();
    let verify = async |bench: &Bench| {
        scheme.verify(Some(&bench.verifier), &[], &HeaderMap::new(), BODY.clone(), time(NOW)).await
    };
    let (body, verification) = verify(&Bench::new()).await.unwrap();
    assert_eq!(Message::from_verified(&body), Some(notification()));
    assert_eq!((verification.event_id, verification.body_authenticated), (Some(notification().id), true));

    let unavailable = Bench::new();
    unavailable.publish(URL, Err(FetchCertificateError::Status(500)));
    assert!(matches!(verify(&unavailable).await, Err(SnsVerifyError::CertificateUnavailable(_))));
    let wrong = Bench::with(OTHER_CERTIFICATE.as_bytes());
    assert_eq!(verify(&wrong).await.map(drop), Err(SnsVerifyError::Rejected(VerifyError::SignatureWrong)));
}

#[tokio::test]
async fn every_type_is_accepted_in_both_signature_versions() {
    let bench = Bench::new();
    for version in [SignatureVersion::Sha1, SignatureVersion::Sha256] {
        for sent in [notification(), without_subject(), subscription(), unsubscription()] {
            let (verification, message) = bench.verify(&body(&sent, version)).await.unwrap();
            let expected = Verification { event_id: Some(sent.id.clone()), body_authenticated: true, nonce: None };
            assert_eq!((verification, &message), (expected, &sent));
        }
    }
}

#[test]
fn string_to_sign_is_that_of_the_documentation() {
    let text = "{\"NotificationType\":\"ORDER_CHANGE\",\n \"name\":\"caf\u{e9}\"}";
    let id = "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324";
    let rest = format!("Timestamp\n2026-11-02T04:45:00.000Z\nTopicArn\n{TOPIC}\nType\nNotification\n");
    let start = format!("Message\n{text}\nMessageId\n{id}\n");
    assert_eq!(notification().string_to_sign(), format!("{start}Subject\nMy subject\n{rest}"));
    assert_eq!(without_subject().string_to_sign(), format!("{start}{rest}"));
    for (message, name) in [(subscription(), "SubscriptionConfirmation"), (unsubscription(), "UnsubscribeConfirmation")]
    {
        let expected = format!(
            "{start}SubscribeURL\nhttps://sns.ap-south-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn={TOPIC}\
             &Token=2336412f37\nTimestamp\n2026-11-02T04:45:00.000Z\nToken\n2336412f37\nTopicArn\n{TOPIC}\nType\n{name}\n"
        );
        assert_eq!(message.string_to_sign(), expected);
    }
}

#[tokio::test]
async fn timestamp_is_verified_as_text() {
    let sent = Message { timestamp: "2026-11-02T10:15:00+05:30".into(), ..notification() };
    let (_, message) = Bench::new().verify(&body(&sent, SignatureVersion::Sha256)).await.unwrap();
    assert_eq!((message.timestamp.as_str(), message.sent_at()), ("2026-11-02T10:15:00+05:30", Some(time(NOW))));
}

#[tokio::test]
async fn message_in_the_spelling_of_lambda_subscriptions_is_accepted() {
    let bench = Bench::new();
    for sent in [without_subject(), subscription(), unsubscription()] {
        let mut json: Value = serde_json::from_slice(&body(&sent, SignatureVersion::Sha256)).unwrap();
        let fields = json.as_object_mut().unwrap();
        for (url, other) in [("SigningCertURL", "SigningCertUrl"), ("SubscribeURL", "SubscribeUrl")] {
            if let Some(value) = fields.remove(url) {
                fields.insert(other.into(), value);
            }
        }
        fields.insert("Subject".into(), Value::Null);
        fields.insert("UnsubscribeUrl".into(), "https://sns.ap-south-1.amazonaws.com/?Action=Unsubscribe".into());
        let (_, message) = bench.verify(json.to_string().as_bytes()).await.unwrap();
        assert_eq!(message, sent);
    }
}

#[tokio::test]
async fn unsigned_fields_are_ignored() {
    let body = changed(|fields| {
        fields.insert("MessageAttributes".into(), json!({"topic": {"Type": "String", "Value": "orders/create"}}));
        fields.insert("SequenceNumber".into(), json!("10000000000000003000"));
        fields.insert("New".into(), json!([1, {"a": null}]));
    });
    let (_, message) = Bench::new().verify(&body).await.unwrap();
    assert_eq!(message, notification());
}

#[tokio::test]
async fn changed_added_or_removed_value_is_rejected() {
    let bench = Bench::new();
    let new = |name: &'static str, value: Value| changed(|fields| drop(fields.insert(name.into(), value)));
    let mut removed: Value = serde_json::from_slice(&body(&notification(), SignatureVersion::Sha1)).unwrap();
    removed.as_object_mut().unwrap().remove("Subject");
    let mut added: Value = serde_json::from_slice(&body(&without_subject(), SignatureVersion::Sha1)).unwrap();
    added["Subject"] = json!("added");
    let mut other_type: Value = serde_json::from_slice(&body(&subscription(), SignatureVersion::Sha1)).unwrap();
    other_type["Type"] = json!("UnsubscribeConfirmation");
    let mut other_token: Value = serde_json::from_slice(&body(&subscription(), SignatureVersion::Sha1)).unwrap();
    other_token["Token"] = json!("2336412f38");
    for (name, body) in [
        ("subject removed", removed.to_string().into_bytes()),
        ("subject nulled", new("Subject", Value::Null)),
        ("subject added", added.to_string().into_bytes()),
        ("subject emptied", new("Subject", json!(""))),
        ("message", new("Message", json!("another"))),
        ("id", new("MessageId", json!("22b80b92-fdea-4c2c-8f9d-bdfb0c7bf325"))),
        ("the same time, written otherwise", new("Timestamp", json!("2026-11-02T04:45:00Z"))),
        ("another topic of ours", new("TopicArn", json!("arn:aws:sns:ap-south-1:111122223333:another"))),
        ("another version", new("SignatureVersion", json!("1"))),
        ("another type", other_type.to_string().into_bytes()),
        ("another token", other_token.to_string().into_bytes()),
    ] {
        assert_eq!(bench.verify(&body).await, Err(SnsVerifyError::Rejected(VerifyError::SignatureWrong)), "{name}");
    }
}

#[tokio::test]
async fn signature_by_another_key_is_rejected() {
    let signed_by_other = OTHER_SIGNER.body(&notification(), SignatureVersion::Sha256, URL).unwrap();
    assert_eq!(Bench::new().verify(&signed_by_other).await, Err(SnsVerifyError::Rejected(VerifyError::SignatureWrong)));
    let with_other = Bench::with(OTHER_CERTIFICATE.as_str());
    assert_eq!(with_other.verify(&BODY).await, Err(SnsVerifyError::Rejected(VerifyError::SignatureWrong)));
    assert!(with_other.verify(&signed_by_other).await.is_ok());
}

#[tokio::test]
async fn published_text_that_imitates_other_values_is_rejected() {
    // Otherwise every publisher of the topic could choose an id and a subject under SNS's signature.
    let published = Message { text: "fine\nMessageId\nforged\nSubject\nx".into(), ..without_subject() };
    let authentic = body(&published, SignatureVersion::Sha256);
    let forged = Message {
        kind: Kind::Notification { subject: Some(format!("x\nMessageId\n{}", published.id)) },
        id: "forged".into(),
        text: "fine".into(),
        ..published.clone()
    };
    assert_eq!(forged.string_to_sign(), published.string_to_sign());
    let bench = Bench::new();
    assert_eq!(bench.verify(&authentic).await.unwrap().1, published);
    let rejected = bench.verify(&body(&forged, SignatureVersion::Sha256)).await;
    assert_eq!(rejected, Err(SnsVerifyError::Rejected(VerifyError::MessageMalformed)));
}

#[test]
fn debug_output_contains_neither_text_nor_token() {
    let printed = format!("{:?} {:?}", subscription(), notification());
    assert!(!printed.contains("2336412f37") && !printed.contains("ORDER_CHANGE"), "{printed}");
}
