//! A request's outside: what it is before anything is believed of it.

use aws_lambda_events::encodings::Body;
use domain::delivery::MAX_BODY_BYTES;
use domain::integration::{IntegrationId, topic_in_path};
use http::{HeaderMap, Method};
use types::Channel;

use super::error::IngestError;
use super::integrations::IntegrationLookup;

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

/// A request that is one of a channel's, as far as its outside says.
pub(super) struct InboundRequest {
    pub(super) lookup: IntegrationLookup,
    /// What the request says of its account, where it says it.
    pub(super) account: Option<String>,
    /// What stands in the path after the integration's id.
    pub(super) path_topic: Option<String>,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl InboundRequest {
    /// Reads a request to the door of `channel`.
    ///
    /// # Errors
    /// [`IngestError`] for what can be no webhook of the channel.
    pub(super) fn read(channel: Channel, request: Request) -> Result<Self, IngestError> {
        if request.method != Method::POST {
            return Err(IngestError::Method);
        }
        if request.body.len() > MAX_BODY_BYTES {
            return Err(IngestError::TooLarge);
        }
        let named = channels::adapter(channel).account_header().and_then(|header| request.headers.get(header));
        let named = named.map(|value| value.to_str().map_err(|_| IngestError::NoAccount)).transpose()?;
        let account = named.map(str::to_owned);
        let (lookup, path_topic) = match WebhookPath::read(channel, &request.path)? {
            WebhookPath::Channel => (by_account(channel, account.as_deref())?, None),
            WebhookPath::Integration(id, topic) => (IntegrationLookup::Id(id), topic),
        };
        Ok(Self { lookup, account, path_topic, headers: request.headers, body: into_bytes(request.body) })
    }
}

/// What a path names.
#[derive(Debug, PartialEq, Eq)]
enum WebhookPath {
    /// `/api/webhooks/<channel>`: the request names the account.
    Channel,
    /// `/api/webhooks/<channel>/<id>`, perhaps with a topic behind it, where the channel lets owners say so.
    Integration(IntegrationId, Option<String>),
}

impl WebhookPath {
    fn read(channel: Channel, path: &str) -> Result<Self, IngestError> {
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

/// The account that a request names, in the one spelling that is stored.
fn by_account(channel: Channel, named: Option<&str>) -> Result<IntegrationLookup, IngestError> {
    let account =
        named.and_then(|named| channels::adapter(channel).account_key(named)).ok_or(IngestError::NoAccount)?;
    Ok(IntegrationLookup::Account(channel, account))
}

fn into_bytes(body: Body) -> Vec<u8> {
    match body {
        Body::Empty => Vec::new(),
        Body::Text(text) => text.into_bytes(),
        Body::Binary(bytes) => bytes,
        // The enum is not exhaustive; a kind that is not known carries nothing that could be proven.
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(channel: Channel, path: &str) -> Option<WebhookPath> {
        WebhookPath::read(channel, path).ok()
    }

    fn integration(topic: Option<&str>) -> Option<WebhookPath> {
        Some(WebhookPath::Integration("demo".parse().unwrap(), topic.map(str::to_owned)))
    }

    #[test]
    fn a_path_names_a_channel_an_integration_and_perhaps_a_topic() {
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
            assert_eq!(place(Channel::Standard, path), named, "{path}");
        }
        assert_eq!(place(Channel::Shopify, "/api/webhooks/shopify/demo"), integration(None));
        assert_eq!(place(Channel::Shopify, "/api/webhooks/shopify/demo/orders/create"), None);
    }
}
