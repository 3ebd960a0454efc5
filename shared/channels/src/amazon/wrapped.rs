//! What a notification is wrapped in: nothing, an event of EventBridge, a message of SNS, or one in the other.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::envelope::Envelope;
use super::sns_message::Confirmation;
use super::{field, object};

/// What is in a body.
#[derive(Debug, PartialEq)]
pub(super) enum Wrapped<'a> {
    /// A notification of SP-API: the JSON of its envelope.
    Envelope(Cow<'a, str>),
    /// A message in which SNS speaks of a subscription.
    Confirmation(Confirmation),
    /// Anything else.
    Other,
}

/// Of a message of SNS its two signed parts that matter; of an event of EventBridge its detail.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Outer<'a> {
    #[serde(borrow, rename = "Type")]
    kind: Option<&'a RawValue>,
    #[serde(borrow, rename = "Message")]
    message: Option<&'a RawValue>,
    #[serde(borrow, rename = "detail-type")]
    detail_type: Option<&'a RawValue>,
    #[serde(borrow)]
    detail: Option<&'a RawValue>,
}

impl<'a> Wrapped<'a> {
    /// Looks into a body. What is a message of SNS is read by what SNS has signed and by nothing that stands beside it:
    /// anybody could have put that there.
    pub(super) fn read(body: &'a str) -> Self {
        let outer: Outer<'a> = object(body);
        let (Some(kind), Some(message)) = (field::<String>(outer.kind), field::<String>(outer.message)) else {
            return Self::bare(&outer, body).map_or(Self::Other, |text| Self::Envelope(Cow::Borrowed(text)));
        };
        if kind != "Notification" {
            return Confirmation::read(&kind, body).map_or(Self::Other, Self::Confirmation);
        }
        let inside = object(&message);
        match Self::bare(&inside, &message).map(str::to_owned) {
            Some(text) => Self::Envelope(Cow::Owned(text)),
            None => Self::Other,
        }
    }

    /// The envelope that is `json`, or that is the detail of the event that `json` is.
    fn bare<'b>(outer: &Outer<'b>, json: &'b str) -> Option<&'b str> {
        let text = match (outer.detail_type, outer.detail) {
            (Some(_), Some(detail)) => detail.get(),
            _ => json,
        };
        (!Envelope::read(text).topic.is_empty()).then_some(text)
    }

    /// The topic: Amazon's type, SNS's own for what it says of subscriptions, `Notification` for the rest.
    pub(super) fn topic(&self) -> String {
        match self {
            Self::Envelope(text) => Envelope::read(text).topic,
            Self::Confirmation(confirmation) => confirmation.kind.to_owned(),
            Self::Other => "Notification".to_owned(),
        }
    }
}
