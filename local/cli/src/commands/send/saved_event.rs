//! An event as API Gateway, a queue or an event bus sends it to a function, saved in a file (see `events/`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::delivery::Headers;
use domain::integration::IntegrationId;
use http::HeaderMap;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use types::Channel;
use types::transport::Transport;

/// The parts of the event that are sent. The signature is created anew.
#[derive(Debug)]
pub(super) struct SavedEvent {
    pub(super) channel: Channel,
    pub(super) topic: Option<String>,
    pub(super) account: Option<String>,
    /// If the path names it.
    pub(super) integration: Option<IntegrationId>,
    /// The transport.
    pub(super) way: Transport,
    pub(super) body: Vec<u8>,
}

/// Payload format 2.0 of an HTTP API, as far as it is used here:
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    raw_path: String,
    headers: Headers,
    body: String,
    is_base64_encoded: bool,
}

/// A batch of a queue, which holds an Amazon notification: <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>
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

/// An event of an event bus, which holds an Amazon notification:
/// <https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html>
#[derive(Deserialize)]
struct BusEvent<'a> {
    #[serde(rename = "detail-type")]
    _detail_type: IgnoredAny,
    #[serde(borrow)]
    detail: &'a RawValue,
}

impl SavedEvent {
    /// The event in these bytes, if they hold a webhook of a channel.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        Self::from_http(bytes).or_else(|| Self::from_queue(bytes)).or_else(|| Self::from_bus(bytes))
    }

    fn from_queue(bytes: &[u8]) -> Option<Self> {
        let batch: Batch = serde_json::from_slice(bytes).ok()?;
        let message = batch.records.into_iter().next().filter(|message| message.event_source == "aws:sqs")?;
        Some(Self::of_amazon(Transport::Sqs, message.body.into_bytes()))
    }

    fn from_bus(bytes: &[u8]) -> Option<Self> {
        let event: BusEvent<'_> = serde_json::from_slice(bytes).ok()?;
        Some(Self::of_amazon(Transport::EventBridge, event.detail.get().as_bytes().to_vec()))
    }

    fn of_amazon(way: Transport, body: Vec<u8>) -> Self {
        let topic = Some(channels::adapter(Channel::Amazon).topic(&HeaderMap::new(), &body));
        Self { channel: Channel::Amazon, topic, account: None, integration: None, way, body }
    }

    fn from_http(bytes: &[u8]) -> Option<Self> {
        let mut event: Event = serde_json::from_slice(bytes).ok()?;
        let (_, path) = event.raw_path.split_once("/api/webhooks/")?;
        let (name, integration) = path.split_once('/').map_or((path, None), |(name, id)| (name, Some(id)));
        let channel = *Channel::ALL.iter().find(|channel| channel.name() == name)?;
        let integration = integration.map(str::parse).transpose().ok()?;
        let sender = channels::adapter(channel);
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
            way: Transport::Https,
            body,
        })
    }
}
