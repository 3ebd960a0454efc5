//! An event as API Gateway, a queue or a bus hands it to a function, saved in a file (those of `events/`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use shared::channel::{Channel, Headers};
use shared::integration::IntegrationId;
use shared::way::Way;

/// What of the event is sent. The signature is made anew.
#[derive(Debug)]
pub(super) struct SavedEvent {
    pub(super) channel: Channel,
    pub(super) topic: Option<String>,
    pub(super) account: Option<String>,
    /// Where the path says it.
    pub(super) integration: Option<IntegrationId>,
    /// The way by which it comes.
    pub(super) way: Way,
    pub(super) body: Vec<u8>,
}

/// Payload format 2.0 of an HTTP API, as far as it matters here:
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    raw_path: String,
    headers: Headers,
    body: String,
    is_base64_encoded: bool,
}

/// A batch of a queue, which is one of Amazon's: <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>
#[derive(Deserialize)]
struct Batch {
    #[serde(rename = "Records")]
    records: Vec<QueueMessage>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct QueueMessage {
    body: String,
    event_source: String,
}

/// An event of a bus, which is one of Amazon's:
/// <https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html>
#[derive(Deserialize)]
struct BusEvent<'a> {
    #[serde(rename = "detail-type")]
    _detail_type: IgnoredAny,
    #[serde(borrow)]
    detail: &'a RawValue,
}

impl SavedEvent {
    /// The event in these bytes, if they are one of a channel's webhooks.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        Self::request(bytes).or_else(|| Self::queued(bytes)).or_else(|| Self::on_bus(bytes))
    }

    fn queued(bytes: &[u8]) -> Option<Self> {
        let batch: Batch = serde_json::from_slice(bytes).ok()?;
        let message = batch.records.into_iter().next().filter(|message| message.event_source == "aws:sqs")?;
        Some(Self::of_amazon(Way::Sqs, message.body.into_bytes()))
    }

    fn on_bus(bytes: &[u8]) -> Option<Self> {
        let event: BusEvent<'_> = serde_json::from_slice(bytes).ok()?;
        Some(Self::of_amazon(Way::EventBridge, event.detail.get().as_bytes().to_vec()))
    }

    fn of_amazon(way: Way, body: Vec<u8>) -> Self {
        let topic = Some(Channel::Amazon.sender().topic(&HeaderMap::new(), &body));
        Self { channel: Channel::Amazon, topic, account: None, integration: None, way, body }
    }

    fn request(bytes: &[u8]) -> Option<Self> {
        let mut event: Event = serde_json::from_slice(bytes).ok()?;
        let (_, path) = event.raw_path.split_once("/api/webhooks/")?;
        let (named, integration) = path.split_once('/').map_or((path, None), |(named, id)| (named, Some(id)));
        let channel = *Channel::ALL.iter().find(|channel| channel.name() == named)?;
        let integration = integration.map(str::parse).transpose().ok()?;
        let sender = channel.sender();
        let body = if event.is_base64_encoded { STANDARD.decode(&event.body).ok()? } else { event.body.into_bytes() };
        Some(Self {
            channel,
            topic: {
                let of_body = sender.topic(&HeaderMap::new(), &body);
                match sender.topic_header() {
                    Some(header) => event.headers.remove(header).or((!of_body.is_empty()).then_some(of_body)),
                    None => Some(of_body),
                }
            },
            account: sender.account_header().and_then(|header| event.headers.remove(header)),
            integration,
            way: Way::Https,
            body,
        })
    }
}
