//! Step 1: what a request or a message says of itself, before anything of it is verified.

use aws_lambda_events::encodings::Body;
use domain::delivery::MAX_BODY_BYTES;
use domain::integration::{IntegrationId, topic_in_path};
use http::{HeaderMap, Method};
use types::Channel;
use types::transport::Transport;

use crate::error::IngestError;
use crate::find::IntegrationLookup;

/// A request as its gateway handed it over.
#[derive(Debug)]
pub struct Request {
    /// API Gateway's id of the request.
    pub id: String,
    /// The method.
    pub method: Method,
    /// The path as the sender wrote it, without a stage.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decoded if the gateway had encoded it.
    pub body: Body,
}

/// One message of a queue, or one event of an event bus.
#[derive(Debug)]
pub struct Message {
    /// How it came.
    pub transport: Transport,
    /// The account that it names.
    pub account: String,
    /// The sender's application that it names, if any.
    pub application: Option<String>,
    /// The sender's own id of it, if it has one.
    pub event_id: Option<String>,
    /// Its body.
    pub body: Vec<u8>,
}

/// A webhook of a channel by its form; nothing of it is verified yet.
pub(crate) struct InboundWebhook {
    pub(crate) transport: Transport,
    pub(crate) lookup: IntegrationLookup,
    /// The account that a request names in its header.
    pub(crate) named_account: Option<String>,
    /// The part of the path after the integration's id.
    pub(crate) path_topic: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// The application that a message names.
    pub(crate) application: Option<String>,
    /// The event id that a message names.
    pub(crate) event_id: Option<String>,
}

/// Parses a request to the webhook endpoint of `channel`.
///
/// # Errors
/// [`IngestError`] for a request that cannot be a webhook of the channel.
pub(crate) fn parse_request(channel: Channel, request: Request) -> Result<InboundWebhook, IngestError> {
    if request.method != Method::POST {
        return Err(IngestError::Method);
    }
    if request.body.len() > MAX_BODY_BYTES {
        return Err(IngestError::TooLarge);
    }
    let header = channels::adapter(channel).account_header().and_then(|name| request.headers.get(name));
    let account = header.map(|value| value.to_str().map_err(|_| IngestError::NoAccount)).transpose()?;
    let (lookup, path_topic) = match WebhookPath::parse(channel, &request.path)? {
        WebhookPath::Channel => (by_account(channel, account)?, None),
        WebhookPath::Integration(id, topic) => (IntegrationLookup::Id(id), topic),
    };
    Ok(InboundWebhook {
        transport: Transport::Https,
        lookup,
        named_account: account.map(str::to_owned),
        path_topic,
        headers: request.headers,
        body: into_bytes(request.body),
        application: None,
        event_id: None,
    })
}

/// Parses a message of a queue or an event bus.
///
/// # Errors
/// [`IngestError::TooLarge`], and [`IngestError::NoAccount`] where it names none.
pub(crate) fn parse_message(channel: Channel, message: Message) -> Result<InboundWebhook, IngestError> {
    if message.body.len() > MAX_BODY_BYTES {
        return Err(IngestError::TooLarge);
    }
    Ok(InboundWebhook {
        transport: message.transport,
        lookup: by_account(channel, Some(&message.account))?,
        named_account: None,
        path_topic: None,
        headers: HeaderMap::new(),
        body: message.body,
        application: message.application,
        event_id: message.event_id,
    })
}

/// What a path names.
#[derive(Debug, PartialEq, Eq)]
enum WebhookPath {
    /// `/api/webhooks/<channel>`: the request names the account.
    Channel,
    /// `/api/webhooks/<channel>/<id>`, followed by a topic where the channel lets owners configure that.
    Integration(IntegrationId, Option<String>),
}

impl WebhookPath {
    fn parse(channel: Channel, path: &str) -> Result<Self, IngestError> {
        let rest = path.split_once("/api/webhooks/").and_then(|(_, rest)| rest.strip_prefix(channel.name()));
        let rest = rest.unwrap_or_default();
        let Some(rest) = rest.strip_prefix('/').filter(|rest| !rest.is_empty()) else { return Ok(Self::Channel) };
        let (id, topic) = rest.split_once('/').map_or((rest, None), |(id, topic)| (id, Some(topic)));
        if topic.is_some() && !channels::capabilities(channel).configurable_topic {
            return Err(IngestError::NoAccount);
        }
        let topic = topic.map(|topic| topic_in_path(topic).ok_or(IngestError::NoAccount)).transpose()?;
        Ok(Self::Integration(id.parse().map_err(|_| IngestError::NoAccount)?, topic))
    }
}

/// Looks up by the account that a webhook names, in the one spelling that is stored.
fn by_account(channel: Channel, named: Option<&str>) -> Result<IntegrationLookup, IngestError> {
    let account = named.and_then(|named| channels::adapter(channel).account_key(named));
    account.map(|account| IntegrationLookup::Account(channel, account)).ok_or(IngestError::NoAccount)
}

fn into_bytes(body: Body) -> Vec<u8> {
    match body {
        Body::Empty => Vec::new(),
        Body::Text(text) => text.into_bytes(),
        Body::Binary(bytes) => bytes,
        // The enum is not exhaustive; an unknown kind has no bytes that could be verified.
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(channel: Channel, path: &str) -> Option<WebhookPath> {
        WebhookPath::parse(channel, path).ok()
    }

    fn integration(topic: Option<&str>) -> Option<WebhookPath> {
        Some(WebhookPath::Integration("demo".parse().unwrap(), topic.map(str::to_owned)))
    }

    #[test]
    fn a_path_names_a_channel_an_integration_and_optionally_a_topic() {
        for (path, named) in [
            ("/api/webhooks/standard", Some(WebhookPath::Channel)),
            ("/api/webhooks/standard/", Some(WebhookPath::Channel)),
            ("/stage/api/webhooks/standard/demo", integration(None)),
            ("/api/webhooks/standard/demo/order/create", integration(Some("order/create"))),
            ("/api/webhooks/standard/demo/a%20b", integration(Some("a b"))),
            ("/api/webhooks/standard/demo//api/webhooks/standard/x", integration(Some("/api/webhooks/standard/x"))),
            ("/api/webhooks/standard/demo/", None),
            ("/api/webhooks/standard/demo/%ff", None),
            ("/api/webhooks/standard/A%23B", None),
            ("/api/webhooks/standard//demo", None),
        ] {
            assert_eq!(parse(Channel::Standard, path), named, "{path}");
        }
        assert_eq!(parse(Channel::Shopify, "/api/webhooks/shopify/demo"), integration(None));
        assert_eq!(parse(Channel::Shopify, "/api/webhooks/shopify/demo/orders/create"), None);
    }
}
