//! An SNS message, and the text that SNS signs of it.
//!
//! Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>

use std::fmt;

use signatures::{Verified, VerifyError};
use types::time::Time;

use super::fields::Fields;

/// Longest message id, in characters. SNS's are UUIDs.
const LONGEST_ID: usize = 64;

/// What SNS sent, in the values that it signs and no others.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// `Type`, and what only this type has.
    pub kind: Kind,
    /// `MessageId`: the same for every try of one delivery.
    pub id: String,
    /// `TopicArn`.
    pub topic_arn: String,
    /// `Message`: what was published, or for people to read.
    pub text: String,
    /// `Timestamp`, to the letter, since it is signed as text.
    pub timestamp: String,
}

/// The three types of messages.
#[derive(Clone, PartialEq, Eq)]
pub enum Kind {
    /// Something was published to the topic.
    Notification {
        /// `Subject`, if the publisher gave one.
        subject: Option<String>,
    },
    /// Someone asked that the topic be delivered here.
    SubscriptionConfirmation {
        /// What `ConfirmSubscription` wants to see.
        token: String,
        /// Would confirm without asking who does it; not for following.
        subscribe_url: String,
    },
    /// The subscription was ended.
    UnsubscribeConfirmation {
        /// What `ConfirmSubscription` wants to see, to take up the subscription again.
        token: String,
        /// Would take it up again; not for following.
        subscribe_url: String,
    },
}

impl Kind {
    /// The message's `Type`, and the header's `x-amz-sns-message-type`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Notification { .. } => "Notification",
            Self::SubscriptionConfirmation { .. } => "SubscriptionConfirmation",
            Self::UnsubscribeConfirmation { .. } => "UnsubscribeConfirmation",
        }
    }

    fn take(fields: &mut Fields) -> Option<Self> {
        match fields.take("Type")?.as_str() {
            "Notification" => Some(Self::Notification { subject: fields.take("Subject") }),
            "SubscriptionConfirmation" => {
                let (token, subscribe_url) = (fields.take("Token")?, fields.take("SubscribeURL")?);
                Some(Self::SubscriptionConfirmation { token, subscribe_url })
            }
            "UnsubscribeConfirmation" => {
                let (token, subscribe_url) = (fields.take("Token")?, fields.take("SubscribeURL")?);
                Some(Self::UnsubscribeConfirmation { token, subscribe_url })
            }
            _ => None,
        }
    }
}

impl Message {
    /// The message in a body that was proven to be one; `None` if it is none.
    pub fn of(body: &Verified) -> Option<Self> {
        Self::take(&mut Fields::read(body.bytes())?).ok()
    }

    /// Takes the signed values out of `fields`.
    pub(super) fn take(fields: &mut Fields) -> Result<Self, VerifyError> {
        let kind = Kind::take(fields).ok_or(VerifyError::MessageMalformed)?;
        let id = fields.take("MessageId").filter(|id| is_id(id)).ok_or(VerifyError::IdMissing)?;
        let timestamp = fields.take("Timestamp").ok_or(VerifyError::TimestampMissing)?;
        let topic_arn = fields.take("TopicArn").ok_or(VerifyError::MessageMalformed)?;
        let text = fields.take("Message").ok_or(VerifyError::MessageMalformed)?;
        let message = Self { kind, id, topic_arn, text, timestamp };
        // With line ends in other values than `Message`, the signed text could be cut into values in another way:
        // `Message` could end early and its rest be a subject. SNS takes none in a subject, and makes the others.
        let clean = message.lines().iter().all(|(name, value)| *name == "Message" || !value.contains(char::is_control));
        if clean { Ok(message) } else { Err(VerifyError::MessageMalformed) }
    }

    /// `Timestamp` as a time; `None` if it is none.
    pub fn sent_at(&self) -> Option<Time> {
        self.timestamp.parse().ok()
    }

    /// The text that SNS signs: name and value of each signed field, each on a line, in the byte order of the names.
    /// The values are those of the JSON, after its escapes and before any other reading.
    pub fn string_to_sign(&self) -> String {
        self.lines().iter().flat_map(|(name, value)| [*name, "\n", *value, "\n"]).collect()
    }

    /// The signed fields, in the byte order of their names.
    pub(super) fn lines(&self) -> Vec<(&'static str, &str)> {
        let mut lines = vec![("Message", self.text.as_str()), ("MessageId", self.id.as_str())];
        let token = match &self.kind {
            Kind::Notification { subject } => {
                lines.extend(subject.as_deref().map(|subject| ("Subject", subject)));
                None
            }
            Kind::SubscriptionConfirmation { token, subscribe_url }
            | Kind::UnsubscribeConfirmation { token, subscribe_url } => {
                lines.push(("SubscribeURL", subscribe_url));
                Some(("Token", token.as_str()))
            }
        };
        lines.push(("Timestamp", &self.timestamp));
        lines.extend(token);
        lines.extend([("TopicArn", self.topic_arn.as_str()), ("Type", self.kind.name())]);
        lines
    }
}

impl fmt::Debug for Message {
    /// Without the text and the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("kind", &self.kind)
            .field("id", &self.id)
            .field("topic_arn", &self.topic_arn)
            .field("timestamp", &self.timestamp)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Letters, digits and hyphens: the id becomes part of a key.
fn is_id(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
