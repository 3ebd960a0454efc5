//! Amazon: notifications of the Selling Partner API, as they come from a queue, from a bus, or from a topic of SNS.
//!
//! SP-API itself sends to SQS and EventBridge alone
//! (<https://developer-docs.amazon.com/sp-api/docs/notifications-api-v1-use-case-guide>); a seller who has them come over
//! HTTPS puts a topic of SNS of his own in between. One notification says the same whatever its way, and is stored once.

mod account;
mod address;
mod envelope;
mod job;
mod listing;
mod order;
mod setup_steps;
mod sns_message;
mod topic;
mod wrapped;

use domain::delivery::DedupTopic;
use domain::integration::Integration;
use http::HeaderMap;
use serde::de::DeserializeOwned;
use signatures::sns;
use signatures::{Scheme, Verification, Verified, iam};
use types::transport::Transport;

use super::{ChannelAdapter, Context, NormalizeError, NormalizedEvent, amount, field, is_object, json, object, what};
use account::{AccountKey, own_seller};
use envelope::Envelope;
use topic::Topic;
use wrapped::Wrapped;

pub use address::Address;

/// The header of SNS that names the topic (<https://docs.aws.amazon.com/sns/latest/dg/http-header.html>).
const TOPIC_ARN: &str = "x-amz-sns-topic-arn";

/// What Amazon's door needs to know.
pub struct Amazon;

impl ChannelAdapter for Amazon {
    fn account_header(&self) -> Option<&'static str> {
        Some(TOPIC_ARN)
    }

    /// A topic is right that is the account, or among those that the integration's owner named.
    fn is_account(&self, named: &str, integration: &Integration) -> bool {
        let topics = match integration.schemes.of(Transport::Https) {
            Some(Scheme::Sns(settings)) => settings.topics.as_slice(),
            _ => &[],
        };
        named == integration.account || topics.iter().any(|topic| topic == named)
    }

    /// A topic vouches for what comes from it; a queue's and a bus's messages name their seller.
    fn default_scheme(&self, way: Transport, account: &str) -> Option<Scheme> {
        match (way, AccountKey::of(account)?) {
            (Transport::Https, AccountKey::Topic(topic)) => Some(Scheme::Sns(sns::Settings::for_topics(vec![topic]))),
            (Transport::Sqs | Transport::EventBridge, AccountKey::Seller(_)) => {
                Some(Scheme::Iam(iam::Settings::default()))
            }
            _ => None,
        }
    }

    fn supports_scheme(&self, way: Transport, scheme: &Scheme) -> bool {
        matches!(
            (way, scheme),
            (Transport::Https, Scheme::Sns(_))
                | (Transport::Sqs, Scheme::Iam(_))
                | (Transport::EventBridge, Scheme::Iam(_))
        )
    }

    /// A notification's own id, so that it is stored once though it comes by two ways. Of a message of SNS only what
    /// SNS has signed is read, which is its `Message`.
    fn event_id(&self, body: &Verified, proof: &Verification) -> Option<String> {
        let notification = Address::of(body.bytes()).and_then(|address| address.notification);
        notification.or_else(|| proof.event_id.clone())
    }

    fn topic_header(&self) -> Option<&'static str> {
        None
    }

    fn topic(&self, _headers: &HeaderMap, body: &[u8]) -> String {
        let text = std::str::from_utf8(body).unwrap_or_default();
        Wrapped::read(text).topic()
    }

    fn steps(&self, integration: &Integration, url: &str) -> Vec<String> {
        setup_steps::steps(integration, url)
    }

    fn keeps_header(&self, name: &str) -> bool {
        name.starts_with("x-amz-sns-") || matches!(name, "content-type" | "user-agent")
    }

    fn dedup_topic(&self, topic: &str) -> DedupTopic {
        topic::known(topic).map_or(DedupTopic::Other, DedupTopic::Known)
    }

    fn account_key(&self, text: &str) -> Option<String> {
        AccountKey::of(text).map(String::from)
    }

    fn normalize(&self, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
        match Wrapped::read(json(body)?) {
            Wrapped::Envelope(text) => notification(context, &Envelope::read(&text)),
            Wrapped::Confirmation(message) => Ok(message.normalized()),
            Wrapped::Other => {
                Ok(NormalizedEvent::kept("Notification that is none of the Selling Partner API, kept as it came"))
            }
        }
    }
}

/// Understands a notification of SP-API.
fn notification(context: &Context<'_>, envelope: &Envelope<'_>) -> Result<NormalizedEvent, NormalizeError> {
    own_seller(context.account, envelope)?;
    let Some(topic) = Topic::known(&envelope.topic) else {
        let kept = NormalizedEvent::kept(format!("{}, kept as it came", types::text::shortened(&envelope.topic, 100)));
        return Ok(NormalizedEvent { occurred_at: timely(envelope, context), ..kept });
    };
    match topic {
        Topic::OrderChange => order::normalize(&inner(envelope)?, envelope),
        Topic::FeedProcessingFinished => job::feed(inner(envelope)?, envelope),
        Topic::ReportProcessingFinished => job::report(inner(envelope)?, envelope),
        Topic::ListingsItemStatusChange => listing::status(inner(envelope)?, envelope),
        Topic::ListingsItemMfnQuantityChange => listing::quantity(&inner(envelope)?, envelope),
    }
}

/// The time of what is only kept: it changes no state, so a time to come is no error; it is just not when it happened.
fn timely(envelope: &Envelope<'_>, context: &Context<'_>) -> Option<types::time::Time> {
    let latest = context.received_at.plus_millis(super::normalize::MAX_LEAD_MS);
    envelope.event_time.filter(|time| *time <= latest)
}

/// The payload as the topic's schema has it.
fn inner<T: DeserializeOwned>(envelope: &Envelope<'_>) -> Result<T, NormalizeError> {
    let payload = envelope.payload.map(serde_json::value::RawValue::get).filter(|payload| is_object(payload));
    let payload = payload.ok_or_else(|| not_documented(envelope, "it has no payload"))?;
    let unreadable = |error| NormalizeError { code: amount::word(&error), ..not_documented(envelope, &what(&error)) };
    serde_json::from_str(payload).map_err(unreadable)
}

fn not_documented(envelope: &Envelope<'_>, why: &str) -> NormalizeError {
    let topic = types::text::shortened(&envelope.topic, 100);
    NormalizeError::new("not_understood", format!("the body of {topic} is not what Amazon documents ({why})"))
}

#[cfg(test)]
mod tests;
