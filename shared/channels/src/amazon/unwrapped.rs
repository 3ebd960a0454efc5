//! The notification inside of its wrappings: an EventBridge event, an SNS message, or one in the other.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;
use types::json_text::json_text_in;

use super::envelope::Envelope;
use super::sns_confirmation::Confirmation;
use crate::json_reader::{field, object};

/// The topic of an SNS message that holds no notification of SP-API: SNS's own type of message.
const OTHER_TOPIC: &str = "Notification";

/// The content of a body.
#[derive(Debug, PartialEq)]
pub(super) enum Unwrapped<'a> {
    /// A notification of SP-API: the JSON of its envelope.
    Envelope(Cow<'a, str>),
    /// An SNS message about a subscription.
    Confirmation(Confirmation),
    /// Anything else.
    Other,
}

/// The two signed members of an SNS message that are read, and the detail of an EventBridge event.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wrapping<'a> {
    #[serde(borrow, rename = "Type")]
    kind: Option<&'a RawValue>,
    #[serde(borrow, rename = "Message")]
    message: Option<&'a RawValue>,
    #[serde(borrow, rename = "detail-type")]
    detail_type: Option<&'a RawValue>,
    #[serde(borrow)]
    detail: Option<&'a RawValue>,
}

impl<'a> Unwrapped<'a> {
    /// Unwraps a body. Of an SNS message, only the members that SNS signs are read: others could have been added by
    /// anyone.
    pub(super) fn read(body: &'a str) -> Self {
        let wrapping: Wrapping<'a> = object(body);
        let (Some(kind), Some(message)) = (field::<String>(wrapping.kind), field::<String>(wrapping.message)) else {
            return Self::envelope(&wrapping, body).map_or(Self::Other, |text| Self::Envelope(Cow::Borrowed(text)));
        };
        if kind != "Notification" {
            return Confirmation::read(&kind, body).map_or(Self::Other, Self::Confirmation);
        }
        // The message is JSON in a text, so its escapes have not been read yet.
        let message = json_text_in(&message);
        let inner = object(&message);
        match Self::envelope(&inner, &message).map(str::to_owned) {
            Some(text) => Self::Envelope(Cow::Owned(text)),
            None => Self::Other,
        }
    }

    /// The envelope in the detail of an EventBridge event, or the JSON itself if it is an envelope.
    fn envelope<'b>(wrapping: &Wrapping<'b>, json: &'b str) -> Option<&'b str> {
        let text = match (wrapping.detail_type, wrapping.detail) {
            (Some(_), Some(detail)) => detail.get(),
            _ => json,
        };
        (!Envelope::read(text).topic.is_empty()).then_some(text)
    }

    /// The topic: Amazon's type of notification, SNS's type for a message about a subscription, else `Notification`.
    pub(super) fn topic(&self) -> String {
        match self {
            Self::Envelope(text) => Envelope::read(text).topic,
            Self::Confirmation(confirmation) => confirmation.kind.to_owned(),
            Self::Other => OTHER_TOPIC.to_owned(),
        }
    }
}
