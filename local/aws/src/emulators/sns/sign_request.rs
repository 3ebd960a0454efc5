//! A request for a signed message, and the message.

use serde::Deserialize;
use signatures::sns::Settings;
use sns::{CertificateUrl, Kind, Message, SignatureVersion};

use super::SnsEmulator;
use crate::lambda::new_request_id;

/// The limit of a message: <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>
const MAX_MESSAGE_BYTES: usize = 256 * 1024;

/// The limit of a subject, by the same page.
const MAX_SUBJECT_CHARS: usize = 100;

/// The body of `POST /local/sns/sign`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignRequest {
    #[serde(rename = "type")]
    kind: MessageType,
    topic_arn: String,
    message: String,
    subject: Option<String>,
    #[serde(default)]
    version: RequestedVersion,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
enum MessageType {
    Notification,
    SubscriptionConfirmation,
    UnsubscribeConfirmation,
}

/// `SignatureVersion`; the default of a topic is `1`.
#[derive(Clone, Copy, Default, Deserialize)]
enum RequestedVersion {
    #[default]
    #[serde(rename = "1")]
    One,
    #[serde(rename = "2")]
    Two,
}

impl SignRequest {
    pub(super) fn version(&self) -> SignatureVersion {
        match self.version {
            RequestedVersion::One => SignatureVersion::Sha1,
            RequestedVersion::Two => SignatureVersion::Sha256,
        }
    }

    /// Whether SNS could send this.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        if Settings::for_topics(vec![self.topic_arn.clone()]).check().is_err() {
            return Err("topic_arn must be the ARN of an SNS topic");
        }
        if self.message.is_empty() || self.message.len() > MAX_MESSAGE_BYTES {
            return Err("message must have 1 to 262144 bytes");
        }
        let Some(subject) = &self.subject else { return Ok(()) };
        if self.kind != MessageType::Notification {
            return Err("only a Notification has a subject");
        }
        let length = subject.chars().count();
        if !(1..=MAX_SUBJECT_CHARS).contains(&length) || subject.contains(char::is_control) {
            return Err("subject must have 1 to 100 characters, none of them a control character");
        }
        Ok(())
    }

    /// The URL of the certificate with this name in the topic's region; `None` if the region is invalid.
    pub(super) fn certificate_url(&self, file_name: &str) -> Option<CertificateUrl> {
        CertificateUrl::accept(&format!("https://{}/{file_name}", host(&self.topic_arn)))
    }

    /// The message, with a new id, the time and, for a confirmation, a new token. Call this after [`SignRequest::check`].
    pub(super) fn into_message(self, sns: &SnsEmulator) -> Message {
        let confirmation = || {
            let token = sns.tokens.issue(&self.topic_arn);
            let query = format!("Action=ConfirmSubscription&TopicArn={}&Token={token}", self.topic_arn);
            (token, format!("https://{}/?{query}", host(&self.topic_arn)))
        };
        let kind = match self.kind {
            MessageType::Notification => Kind::Notification { subject: self.subject },
            MessageType::SubscriptionConfirmation => {
                let (token, subscribe_url) = confirmation();
                Kind::SubscriptionConfirmation { token, subscribe_url }
            }
            MessageType::UnsubscribeConfirmation => {
                let (token, subscribe_url) = confirmation();
                Kind::UnsubscribeConfirmation { token, subscribe_url }
            }
        };
        let timestamp = sns.clock.now().to_string();
        Message { kind, id: new_request_id(), topic_arn: self.topic_arn, text: self.message, timestamp }
    }
}

/// SNS's host in the topic's region, with the partition's domain (aws/aws-sdk-java-v2, `SnsHostProvider`).
fn host(topic_arn: &str) -> String {
    let region = topic_arn.split(':').nth(3).unwrap_or_default();
    let domain = match region.split('-').next() {
        Some("cn") => "amazonaws.com.cn",
        Some("eusc") => "amazonaws.eu",
        _ => "amazonaws.com",
    };
    format!("sns.{region}.{domain}")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn request(change: impl FnOnce(&mut Value)) -> Option<SignRequest> {
        let mut body = json!({
            "type": "Notification", "topic_arn": "arn:aws:sns:ap-south-1:111122223333:topic", "message": "{}",
            "subject": "S", "version": "2",
        });
        change(&mut body);
        serde_json::from_value(body).ok()
    }

    #[test]
    fn message_that_sns_would_not_send_is_rejected() {
        assert_eq!(request(|_| {}).map(|request| request.check()), Some(Ok(())));
        for (name, value) in [
            ("topic_arn", json!("arn:aws:sqs:ap-south-1:111122223333:queue")),
            ("topic_arn", json!("arn:aws:sns:ap-south-1:111122223333:a&b")),
            ("message", json!("")),
            ("message", json!("x".repeat(MAX_MESSAGE_BYTES + 1))),
            ("subject", json!("a\nb")),
            ("subject", json!("x".repeat(MAX_SUBJECT_CHARS + 1))),
            ("type", json!("SubscriptionConfirmation")),
        ] {
            let request = request(|body| body[name] = value.clone()).expect("a request");
            assert!(request.check().is_err(), "{name}");
        }
        for (name, value) in [("type", json!("Other")), ("version", json!("3")), ("version", json!(1)), ("x", json!(1))]
        {
            assert!(request(|body| body[name] = value.clone()).is_none(), "{name} {value}");
        }
    }

    #[test]
    fn certificate_is_on_the_host_of_the_topics_region() {
        for (region, url) in [
            ("ap-south-1", Some("https://sns.ap-south-1.amazonaws.com/a.pem")),
            ("cn-north-1", Some("https://sns.cn-north-1.amazonaws.com.cn/a.pem")),
            ("eusc-de-east-1", Some("https://sns.eusc-de-east-1.amazonaws.eu/a.pem")),
            ("nowhere", None),
        ] {
            let arn = format!("arn:aws:sns:{region}:111122223333:topic");
            let request = request(|body| body["topic_arn"] = arn.into()).expect("a request");
            assert_eq!(request.check(), Ok(()));
            assert_eq!(request.certificate_url("a.pem").as_ref().map(CertificateUrl::as_str), url);
        }
    }
}
