//! An SNS message, and the text of it that SNS signs.
//!
//! Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>

use std::fmt;

use signatures::{Verified, VerifyError};
use types::time::Time;

use crate::fields::Fields;

/// The longest message id, in characters. SNS uses UUIDs.
const MAX_ID_CHARS: usize = 64;

/// A message, with the signed values only.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// `Type`, and the values that only this type has.
    pub kind: Kind,
    /// `MessageId`: the same for every attempt to deliver a message.
    pub id: String,
    /// `TopicArn`.
    pub topic_arn: String,
    /// `Message`: the published text, or a text for people.
    pub text: String,
    /// `Timestamp`, unparsed, since it is signed as text.
    pub timestamp: String,
}

/// The type of a message.
#[derive(Clone, PartialEq, Eq)]
pub enum Kind {
    /// A message that was published to the topic.
    Notification {
        /// `Subject`, if the publisher set one.
        subject: Option<String>,
    },
    /// A request to confirm a subscription to the topic.
    SubscriptionConfirmation {
        /// The token for `ConfirmSubscription`.
        token: String,
        /// Confirms without authentication. It must not be requested.
        subscribe_url: String,
    },
    /// A notice that the subscription has ended.
    UnsubscribeConfirmation {
        /// The token for `ConfirmSubscription`, which renews the subscription.
        token: String,
        /// Renews the subscription without authentication. It must not be requested.
        subscribe_url: String,
    },
}

impl Kind {
    /// The `Type` of the message and the value of the header `x-amz-sns-message-type`.
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
    /// Parses the message of a verified body. `None` if the body is not an SNS message.
    pub fn from_verified(body: &Verified) -> Option<Self> {
        Self::take(&mut Fields::parse(body.bytes())?).ok()
    }

    /// Takes the signed values from `fields`.
    pub(crate) fn take(fields: &mut Fields) -> Result<Self, VerifyError> {
        let kind = Kind::take(fields).ok_or(VerifyError::MessageMalformed)?;
        let id = fields.take("MessageId").filter(|id| is_id(id)).ok_or(VerifyError::IdMissing)?;
        let timestamp = fields.take("Timestamp").ok_or(VerifyError::TimestampMissing)?;
        let topic_arn = fields.take("TopicArn").ok_or(VerifyError::MessageMalformed)?;
        let text = fields.take("Message").ok_or(VerifyError::MessageMalformed)?;
        let message = Self { kind, id, topic_arn, text, timestamp };
        // If a value other than `Message` contained a line end, the signed text could be divided into other values, such as
        // a shorter `Message` and a `Subject`. SNS allows no line end in a subject, and generates the other values.
        let is_unambiguous =
            message.signed_fields().iter().all(|(name, value)| *name == "Message" || !value.contains(char::is_control));
        if is_unambiguous { Ok(message) } else { Err(VerifyError::MessageMalformed) }
    }

    /// `Timestamp` as a time. `None` if it is not one.
    pub fn sent_at(&self) -> Option<Time> {
        self.timestamp.parse().ok()
    }

    /// The text that SNS signs: name and value of each signed field, each on its own line, in the byte order of the names. The
    /// values are the JSON strings without their escapes, otherwise unparsed.
    pub fn string_to_sign(&self) -> String {
        self.signed_fields().iter().flat_map(|(name, value)| [*name, "\n", *value, "\n"]).collect()
    }

    /// The signed fields, in the byte order of their names.
    pub(crate) fn signed_fields(&self) -> Vec<(&'static str, &str)> {
        let mut fields = vec![("Message", self.text.as_str()), ("MessageId", self.id.as_str())];
        let token = match &self.kind {
            Kind::Notification { subject } => {
                fields.extend(subject.as_deref().map(|subject| ("Subject", subject)));
                None
            }
            Kind::SubscriptionConfirmation { token, subscribe_url }
            | Kind::UnsubscribeConfirmation { token, subscribe_url } => {
                fields.push(("SubscribeURL", subscribe_url));
                Some(("Token", token.as_str()))
            }
        };
        fields.push(("Timestamp", &self.timestamp));
        fields.extend(token);
        fields.extend([("TopicArn", self.topic_arn.as_str()), ("Type", self.kind.name())]);
        fields
    }
}

impl fmt::Debug for Message {
    /// Prints neither the text nor the token.
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

/// Whether the id has only letters, digits and hyphens, since it becomes part of a table key.
fn is_id(id: &str) -> bool {
    (1..=MAX_ID_CHARS).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
