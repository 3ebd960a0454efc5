//! What somebody asks to be signed, and the message that it becomes.

use serde::Deserialize;
use signatures::sns::Settings;
use sns::{CertificateUrl, Kind, Message, SignatureVersion};

use super::Sns;
use crate::lambda::new_request_id;

/// Longest message, in bytes: <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>
const LONGEST_MESSAGE: usize = 256 * 1024;

/// Longest subject, in characters, by the same page.
const LONGEST_SUBJECT: usize = 100;

/// The body of `POST /local/sns/sign`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(rename = "type")]
    kind: WantedKind,
    topic_arn: String,
    message: String,
    subject: Option<String>,
    #[serde(default)]
    version: WantedVersion,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
enum WantedKind {
    Notification,
    SubscriptionConfirmation,
    UnsubscribeConfirmation,
}

/// `SignatureVersion`; a topic has `1` until its owner says otherwise.
#[derive(Clone, Copy, Default, Deserialize)]
enum WantedVersion {
    #[default]
    #[serde(rename = "1")]
    One,
    #[serde(rename = "2")]
    Two,
}

impl Wanted {
    pub(super) fn version(&self) -> SignatureVersion {
        match self.version {
            WantedVersion::One => SignatureVersion::Sha1,
            WantedVersion::Two => SignatureVersion::Sha256,
        }
    }

    /// Whether SNS could send this.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        if Settings::for_topics(vec![self.topic_arn.clone()]).check().is_err() {
            return Err("topic_arn must be the ARN of an SNS topic");
        }
        if self.message.is_empty() || self.message.len() > LONGEST_MESSAGE {
            return Err("message must have 1 to 262144 bytes");
        }
        let Some(subject) = &self.subject else { return Ok(()) };
        if self.kind != WantedKind::Notification {
            return Err("only a Notification has a subject");
        }
        let length = subject.chars().count();
        if !(1..=LONGEST_SUBJECT).contains(&length) || subject.contains(char::is_control) {
            return Err("subject must have 1 to 100 characters, none of them a control character");
        }
        Ok(())
    }

    /// Where the topic's region has the certificate of this name; `None` if no region is named so.
    pub(super) fn certificate_url(&self, file_name: &str) -> Option<CertificateUrl> {
        CertificateUrl::accept(&format!("https://{}/{file_name}", host(&self.topic_arn)))
    }

    /// The message, with an id, a time and, where one belongs, a token of its own. Call after [`Wanted::check`].
    pub(super) fn into_message(self, sns: &Sns) -> Message {
        let confirmation = || {
            let token = sns.tokens.issue(&self.topic_arn);
            let query = format!("Action=ConfirmSubscription&TopicArn={}&Token={token}", self.topic_arn);
            (token, format!("https://{}/?{query}", host(&self.topic_arn)))
        };
        let kind = match self.kind {
            WantedKind::Notification => Kind::Notification { subject: self.subject },
            WantedKind::SubscriptionConfirmation => {
                let (token, subscribe_url) = confirmation();
                Kind::SubscriptionConfirmation { token, subscribe_url }
            }
            WantedKind::UnsubscribeConfirmation => {
                let (token, subscribe_url) = confirmation();
                Kind::UnsubscribeConfirmation { token, subscribe_url }
            }
        };
        let timestamp = sns.clock.now().to_string();
        Message { kind, id: new_request_id(), topic_arn: self.topic_arn, text: self.message, timestamp }
    }
}

/// SNS's host in the topic's region, by the partition's domain (aws/aws-sdk-java-v2, `SnsHostProvider`).
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

    fn wanted(change: impl FnOnce(&mut Value)) -> Option<Wanted> {
        let mut body = json!({
            "type": "Notification", "topic_arn": "arn:aws:sns:ap-south-1:111122223333:topic", "message": "{}",
            "subject": "S", "version": "2",
        });
        change(&mut body);
        serde_json::from_value(body).ok()
    }

    #[test]
    fn what_sns_would_not_send_is_not_signed() {
        assert_eq!(wanted(|_| {}).map(|wanted| wanted.check()), Some(Ok(())));
        for (name, value) in [
            ("topic_arn", json!("arn:aws:sqs:ap-south-1:111122223333:queue")),
            ("topic_arn", json!("arn:aws:sns:ap-south-1:111122223333:a&b")),
            ("message", json!("")),
            ("message", json!("x".repeat(LONGEST_MESSAGE + 1))),
            ("subject", json!("a\nb")),
            ("subject", json!("x".repeat(LONGEST_SUBJECT + 1))),
            ("type", json!("SubscriptionConfirmation")),
        ] {
            let wanted = wanted(|body| body[name] = value.clone()).expect("a request");
            assert!(wanted.check().is_err(), "{name}");
        }
        for (name, value) in [("type", json!("Other")), ("version", json!("3")), ("version", json!(1)), ("x", json!(1))]
        {
            assert!(wanted(|body| body[name] = value.clone()).is_none(), "{name} {value}");
        }
    }

    #[test]
    fn the_certificate_is_on_the_host_of_the_topics_region() {
        for (region, url) in [
            ("ap-south-1", Some("https://sns.ap-south-1.amazonaws.com/a.pem")),
            ("cn-north-1", Some("https://sns.cn-north-1.amazonaws.com.cn/a.pem")),
            ("eusc-de-east-1", Some("https://sns.eusc-de-east-1.amazonaws.eu/a.pem")),
            ("nowhere", None),
        ] {
            let arn = format!("arn:aws:sns:{region}:111122223333:topic");
            let wanted = wanted(|body| body["topic_arn"] = arn.into()).expect("a request");
            assert_eq!(wanted.check(), Ok(()));
            assert_eq!(wanted.certificate_url("a.pem").as_ref().map(CertificateUrl::as_str), url);
        }
    }
}
