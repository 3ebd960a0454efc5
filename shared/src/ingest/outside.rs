//! A request's outside: what it is before anything is believed of it.

use aws_lambda_events::encodings::Body;
use http::{HeaderMap, Method};

use super::integrations::Lookup;
use super::refused::Refused;
use crate::channel::Channel;
use crate::delivery::LARGEST_BODY;
use crate::integration::{IntegrationId, topic_in_path};

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
pub(super) struct Knock {
    pub(super) lookup: Lookup,
    /// What the request says of its account, where it says it.
    pub(super) account: Option<String>,
    /// What stands in the path after the integration's id.
    pub(super) path_topic: Option<String>,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Knock {
    /// Reads a request to the door of `channel`.
    ///
    /// # Errors
    /// [`Refused`] for what can be no webhook of the channel.
    pub(super) fn read(channel: Channel, request: Request) -> Result<Self, Refused> {
        if request.method != Method::POST {
            return Err(Refused::Method);
        }
        if request.body.len() > LARGEST_BODY {
            return Err(Refused::TooLarge);
        }
        let named = channel.sender().account_header().and_then(|header| request.headers.get(header));
        let named = named.map(|value| value.to_str().map_err(|_| Refused::NoAccount)).transpose()?;
        let account = named.map(str::to_owned);
        let (lookup, path_topic) = match Place::read(channel, &request.path)? {
            Place::Channel => (by_account(channel, account.as_deref())?, None),
            Place::Integration(id, topic) => (Lookup::Id(id), topic),
        };
        Ok(Self { lookup, account, path_topic, headers: request.headers, body: into_bytes(request.body) })
    }
}

/// What a path names.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// `/api/webhooks/<channel>`: the request names the account.
    Channel,
    /// `/api/webhooks/<channel>/<id>`, perhaps with a topic behind it, where the channel lets owners say so.
    Integration(IntegrationId, Option<String>),
}

impl Place {
    fn read(channel: Channel, path: &str) -> Result<Self, Refused> {
        let rest = path.split_once("/api/webhooks/").and_then(|(_, rest)| rest.strip_prefix(channel.name()));
        let rest = rest.unwrap_or_default();
        let Some(rest) = rest.strip_prefix('/').filter(|rest| !rest.is_empty()) else { return Ok(Self::Channel) };
        let (id, topic) = rest.split_once('/').map_or((rest, None), |(id, topic)| (id, Some(topic)));
        if topic.is_some() && !channel.sender().topic_can_be_chosen() {
            return Err(Refused::NoAccount);
        }
        let topic = topic.map(|topic| topic_in_path(topic).ok_or(Refused::NoAccount)).transpose()?;
        Ok(Self::Integration(id.parse().map_err(|_| Refused::NoAccount)?, topic))
    }
}

/// The account that a request names, in the one spelling that is stored.
fn by_account(channel: Channel, named: Option<&str>) -> Result<Lookup, Refused> {
    let account = named.and_then(|named| channel.sender().account_key(named)).ok_or(Refused::NoAccount)?;
    Ok(Lookup::Account(channel, account))
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

    fn place(channel: Channel, path: &str) -> Option<Place> {
        Place::read(channel, path).ok()
    }

    fn integration(topic: Option<&str>) -> Option<Place> {
        Some(Place::Integration("demo".parse().unwrap(), topic.map(str::to_owned)))
    }

    #[test]
    fn a_path_names_a_channel_an_integration_and_perhaps_a_topic() {
        for (path, named) in [
            ("/api/webhooks/standard", Some(Place::Channel)),
            ("/api/webhooks/standard/", Some(Place::Channel)),
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
