//! Amazon: notifications of the Selling Partner API, from an SQS queue, an EventBridge bus, or an SNS topic.
//!
//! SP-API itself sends to SQS and EventBridge alone
//! (<https://developer-docs.amazon.com/sp-api/docs/notifications-api-v1-use-case-guide>); a seller who receives
//! notifications over HTTPS adds an SNS topic of their own. A notification normalizes to the same event on each
//! transport, and is stored once.

mod account_key;
mod envelope;
mod job;
mod listing;
mod notification_origin;
mod order;
mod setup_steps;
mod sns_confirmation;
#[cfg(test)]
mod tests;
mod time;
mod topic;
mod unwrapped;

use domain::delivery::DedupTopic;
use domain::integration::Integration;
use http::HeaderMap;
use serde_json::value::RawValue;
use signatures::{Scheme, Verification, Verified, iam, sns};
use types::json_text::json_text;
use types::text::shortened;
use types::time::Time;
use types::transport::Transport;

use crate::json_reader::{is_object, json};
use crate::lenient::Fields;
use crate::normalize::MAX_LEAD_MS;
use crate::{ChannelAdapter, ChannelProfile, Context, NormalizeError, NormalizedEvent};
use account_key::{AccountKey, check_seller};
use envelope::Envelope;
use topic::Topic;
use unwrapped::Unwrapped;

pub use notification_origin::NotificationOrigin;

/// The header with the ARN of the SNS topic (<https://docs.aws.amazon.com/sns/latest/dg/http-header.html>).
const TOPIC_ARN_HEADER: &str = "x-amz-sns-topic-arn";
/// The longest topic in a summary or an error, in characters.
const MAX_TOPIC_CHARS: usize = 100;

/// Amazon's adapter.
pub struct Amazon;

impl ChannelAdapter for Amazon {
    fn profile(&self) -> ChannelProfile {
        ChannelProfile {
            title: "Amazon",
            account_label: "Seller id, or ARN of an SNS topic",
            account_example: "A1EXAMPLESELLER",
            secret_label: None,
            topics: topic::DOCUMENTED.to_vec(),
            setup_steps: setup_steps::general(),
            docs: "docs/channels/amazon.md",
        }
    }

    fn account_header(&self) -> Option<&'static str> {
        Some(TOPIC_ARN_HEADER)
    }

    /// Whether the SNS topic is the account, or one of the topics that the owner configured.
    fn is_account(&self, named: &str, integration: &Integration) -> bool {
        let topics = match integration.schemes.of(Transport::Https) {
            Some(Scheme::Sns(settings)) => settings.topics.as_slice(),
            _ => &[],
        };
        named == integration.account || topics.iter().any(|topic| topic == named)
    }

    /// By SNS, if the account is the topic. By IAM, if the account is a seller: a message of the queue or the bus names
    /// its seller.
    fn default_scheme(&self, transport: Transport, account: &str) -> Option<Scheme> {
        match (transport, AccountKey::parse(account)?) {
            (Transport::Https, AccountKey::Topic(topic)) => Some(Scheme::Sns(sns::Settings::for_topics(vec![topic]))),
            (Transport::Sqs | Transport::EventBridge, AccountKey::Seller(_)) => {
                Some(Scheme::Iam(iam::Settings::default()))
            }
            _ => None,
        }
    }

    fn supports_scheme(&self, transport: Transport, scheme: &Scheme) -> bool {
        matches!(
            (transport, scheme),
            (Transport::Https, Scheme::Sns(_)) | (Transport::Sqs | Transport::EventBridge, Scheme::Iam(_))
        )
    }

    /// The notification's own id, so that it is stored once even if it arrives by two transports. In an SNS message, it
    /// is read from the member `Message`, which SNS signs.
    fn event_id(&self, body: &Verified, verification: &Verification) -> Option<String> {
        let notification = NotificationOrigin::of(body.bytes()).and_then(|origin| origin.notification);
        notification.or_else(|| verification.event_id.clone())
    }

    fn topic_header(&self) -> Option<&'static str> {
        None
    }

    fn topic(&self, _headers: &HeaderMap, body: &[u8]) -> String {
        Unwrapped::read(&json_text(body)).topic()
    }

    fn setup_steps(&self, integration: &Integration, url: &str) -> Vec<String> {
        setup_steps::of_integration(integration, url)
    }

    fn keeps_header(&self, name: &str) -> bool {
        name.starts_with("x-amz-sns-") || matches!(name, "content-type" | "user-agent")
    }

    fn dedup_topic(&self, topic: &str) -> DedupTopic {
        topic::known(topic).map_or(DedupTopic::Other, DedupTopic::Known)
    }

    fn account_key(&self, text: &str) -> Option<String> {
        AccountKey::parse(text).map(String::from)
    }

    fn normalize(&self, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
        match Unwrapped::read(&json(body)?) {
            Unwrapped::Envelope(text) => normalize(context, &Envelope::read(&text)),
            Unwrapped::Confirmation(confirmation) => Ok(confirmation.normalized()),
            Unwrapped::Other => {
                let summary = "Message without a notification of the Selling Partner API, stored as received";
                Ok(NormalizedEvent::without_changes(summary))
            }
        }
    }
}

/// Normalizes a notification of SP-API.
fn normalize(context: &Context<'_>, envelope: &Envelope<'_>) -> Result<NormalizedEvent, NormalizeError> {
    check_seller(context.account, envelope)?;
    let Some(topic) = Topic::known(&envelope.topic) else {
        let unread = NormalizedEvent::of_unread_topic(&shortened(&envelope.topic, MAX_TOPIC_CHARS));
        return Ok(NormalizedEvent { occurred_at: past_event_time(envelope, context), ..unread });
    };
    let at = envelope.event_time.unwrap_or(context.received_at);
    let mut event = read(topic, envelope, at).map_err(|error| of_topic(envelope, error))?;
    if let Some(published_at) = envelope.publish_time {
        event.changes.iter_mut().for_each(|change| change.set_triggered_at(published_at));
    }
    Ok(event)
}

/// Reads a notification of a known type, of the time `at`.
fn read(topic: Topic, envelope: &Envelope<'_>, at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let notification = |name| notification(envelope, name);
    match topic {
        Topic::OrderChange => order::normalize(&notification("OrderChangeNotification")?, at),
        Topic::FeedProcessingFinished => job::feed(&notification("FeedProcessingFinishedNotification")?, at),
        Topic::ReportProcessingFinished => job::report(&notification("ReportProcessingFinishedNotification")?, at),
        Topic::ListingsItemStatusChange => listing::status(&payload(envelope)?, at),
        Topic::ListingsItemMfnQuantityChange => listing::quantity(&payload(envelope)?, at),
    }
}

/// The time of an unread notification. Since it changes no state, a future time is no error: it is ignored.
fn past_event_time(envelope: &Envelope<'_>, context: &Context<'_>) -> Option<Time> {
    let latest = context.received_at.plus_millis(MAX_LEAD_MS);
    envelope.event_time.filter(|time| *time <= latest)
}

/// The fields of the payload, in any casing: Amazon documents some topics with a capital at the beginning of each name,
/// others without one, and senders between Amazon and Storebell change it.
fn payload<'a>(envelope: &Envelope<'a>) -> Result<Fields<'a>, NormalizeError> {
    let payload = envelope.payload.map(RawValue::get).filter(|payload| is_object(payload));
    Fields::read(payload.ok_or_else(|| NormalizeError::new("not_understood", "it has no payload"))?)
}

/// The fields of the object of this name in the payload.
fn notification<'a>(envelope: &Envelope<'a>, name: &str) -> Result<Fields<'a>, NormalizeError> {
    let absent = || NormalizeError::new("not_understood", format!("its payload has no {name}"));
    payload(envelope)?.object(&[name])?.ok_or_else(absent)
}

/// The error of a body, with its topic.
fn of_topic(envelope: &Envelope<'_>, error: NormalizeError) -> NormalizeError {
    let (topic, detail) = (shortened(&envelope.topic, MAX_TOPIC_CHARS), error.message);
    NormalizeError { message: format!("the body of {topic} is not as Amazon documents it ({detail})"), ..error }
}
