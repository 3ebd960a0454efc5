//! What SNS says of a subscription.
//!
//! Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>

use serde::Deserialize;
use serde_json::value::RawValue;
use types::text::shortened;
use types::time::Time;

use super::{field, object};
use crate::NormalizedEvent;

/// Somebody asked that a topic be delivered here.
pub(super) const SUBSCRIPTION: &str = "SubscriptionConfirmation";
/// A topic is no longer delivered here.
pub(super) const UNSUBSCRIPTION: &str = "UnsubscribeConfirmation";

/// The longest ARN in a summary, in characters.
const LONGEST_ARN: usize = 300;

/// A confirmation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Confirmation {
    /// Its `Type`.
    pub(super) kind: &'static str,
    topic_arn: String,
    at: Option<Time>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Written<'a> {
    #[serde(borrow)]
    topic_arn: Option<&'a RawValue>,
    #[serde(borrow)]
    timestamp: Option<&'a RawValue>,
}

impl Confirmation {
    /// The confirmation of this `Type`, if it is one.
    pub(super) fn read(kind: &str, body: &str) -> Option<Self> {
        let kind = [SUBSCRIPTION, UNSUBSCRIPTION].into_iter().find(|known| *known == kind)?;
        let written: Written<'_> = object(body);
        let topic_arn = field::<String>(written.topic_arn).unwrap_or_default();
        Some(Self { kind, topic_arn: shortened(&topic_arn, LONGEST_ARN), at: field(written.timestamp) })
    }

    /// It changes nothing, and is for people to see. Its time was checked at the door.
    pub(super) fn normalized(self) -> NormalizedEvent {
        let Self { kind, topic_arn, at } = self;
        let summary = match kind {
            SUBSCRIPTION => format!("SNS was asked to deliver the topic {topic_arn} here"),
            _ => format!("The SNS topic {topic_arn} no longer delivers here: its subscription was ended"),
        };
        NormalizedEvent { occurred_at: at, ..NormalizedEvent::kept(summary) }
    }
}
