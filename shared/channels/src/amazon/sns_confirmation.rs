//! SNS messages about a subscription.
//!
//! Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>

use serde::Deserialize;
use serde_json::value::RawValue;
use types::text::shortened;
use types::time::Time;

use crate::NormalizedEvent;
use crate::json_reader::{field, object};

/// The type of the message that is sent when someone subscribes a topic to Storebell.
pub(super) const SUBSCRIPTION: &str = "SubscriptionConfirmation";
/// The type of the message that is sent when a subscription has ended.
pub(super) const UNSUBSCRIPTION: &str = "UnsubscribeConfirmation";

/// The longest ARN in a summary, in characters.
const MAX_ARN_CHARS: usize = 300;

/// A message about a subscription.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Confirmation {
    /// Its `Type`.
    pub(super) kind: &'static str,
    topic_arn: String,
    at: Option<Time>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct RawConfirmation<'a> {
    #[serde(borrow)]
    topic_arn: Option<&'a RawValue>,
    #[serde(borrow)]
    timestamp: Option<&'a RawValue>,
}

impl Confirmation {
    /// The confirmation of this `Type`; `None` for another type of message.
    pub(super) fn read(kind: &str, body: &str) -> Option<Self> {
        let kind = [SUBSCRIPTION, UNSUBSCRIPTION].into_iter().find(|known| *known == kind)?;
        let raw: RawConfirmation<'_> = object(body);
        let topic_arn = field::<String>(raw.topic_arn).unwrap_or_default();
        Some(Self { kind, topic_arn: shortened(&topic_arn, MAX_ARN_CHARS), at: field(raw.timestamp) })
    }

    /// An event that is shown and changes nothing. Its time needs no check: the verification has checked it.
    pub(super) fn normalized(self) -> NormalizedEvent {
        let Self { kind, topic_arn, at } = self;
        let summary = match kind {
            SUBSCRIPTION => format!("The SNS topic {topic_arn} asks to confirm its subscription"),
            _ => format!("The subscription of the SNS topic {topic_arn} has ended"),
        };
        NormalizedEvent { occurred_at: at, ..NormalizedEvent::without_changes(summary) }
    }
}
