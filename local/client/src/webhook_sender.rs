//! Sends webhooks as a channel does: signed by the channel's default scheme, or by another one.

use std::fmt;

use domain::integration::IntegrationId;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Url};
use serde_json::Value;
use signatures::Scheme;
use types::Channel;
use types::event_id::EventIds;
use types::secret::Secret;
use types::time::{Clock, Time};
use types::transport::Transport;
use ulid::Ulid;

use super::http::{RESPONSE_TIMEOUT, body_text, client, unreachable};
use super::{ClientError, StackUrl};
use crate::demo::Demo;

/// The version of Shopify's API in which the sample bodies are written.
const SHOPIFY_API_VERSION: &str = "2026-10";

/// One account of one channel that posts to one stack. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct WebhookSender {
    http: Client,
    channel: Channel,
    url: Url,
    account: String,
    secret: Secret,
    /// If it is not the channel's default scheme.
    scheme: Option<Scheme>,
}

/// The response to a webhook.
#[derive(Clone, Debug, PartialEq)]
pub struct WebhookResponse {
    /// The HTTP status.
    pub status: u16,
    /// The body; `null` if it is not JSON.
    pub body: Value,
}

impl WebhookResponse {
    /// The event id, if the webhook is stored or a duplicate.
    pub fn event_id(&self) -> Option<&str> {
        self.body["id"].as_str().filter(|_| self.status == 200)
    }

    /// `stored`, `duplicate`, or the error code.
    pub fn code(&self) -> &str {
        self.body["status"].as_str().or(self.body["error"].as_str()).unwrap_or("-")
    }
}

impl WebhookSender {
    /// Sends to `stack` as `account` of `channel`, signed with `secret`; to the path of `integration`, which is required for
    /// a channel without a header for the account.
    ///
    /// # Errors
    /// The HTTP client cannot be created.
    pub fn new(
        stack: &StackUrl,
        channel: Channel,
        integration: Option<&IntegrationId>,
        account: &str,
        secret: Secret,
    ) -> Result<Self, ClientError> {
        let url = stack.webhooks(channel, integration);
        Ok(Self { http: client()?, channel, url, account: account.to_owned(), secret, scheme: None })
    }

    /// Sends to `stack` as a demo integration.
    ///
    /// # Errors
    /// As [`WebhookSender::new`].
    pub fn demo(stack: &StackUrl, demo: Demo) -> Result<Self, ClientError> {
        Self::new(stack, demo.channel, demo.named_in_path().as_ref(), demo.account, Secret::new(demo.secret))
    }

    /// Signs by `scheme` instead of the channel's default one.
    pub fn with_scheme(self, scheme: Scheme) -> Self {
        Self { scheme: Some(scheme), ..self }
    }

    /// Signs `body` and posts it; returns the response, whatever its status is.
    ///
    /// # Errors
    /// [`ClientError::Unreachable`]: the webhook may have been stored. If it is sent again, it is stored once.
    pub async fn post(&self, topic: &str, body: impl Into<Vec<u8>>) -> Result<WebhookResponse, ClientError> {
        let body = body.into();
        let request = self.http.post(self.url.clone()).timeout(RESPONSE_TIMEOUT).headers(self.headers(topic, &body)?);
        let response = request.body(body).send().await.map_err(|error| unreachable(&self.url, error))?;
        let status = response.status().as_u16();
        let body = serde_json::from_str(&body_text(response).await?).unwrap_or_default();
        Ok(WebhookResponse { status, body })
    }

    /// The signature's headers, and those that name account and topic, if the channel has such headers.
    fn headers(&self, topic: &str, body: &[u8]) -> Result<HeaderMap, ClientError> {
        let sender = channels::adapter(self.channel);
        let (id, now) = EventIds::new(Clock::system()).mint();
        let usual = || sender.default_scheme(Transport::Https, &self.account);
        let scheme = self.scheme.clone().or_else(usual);
        let scheme = scheme.ok_or(ClientError::InvalidRequest("the channel has no default scheme"))?;
        let signed = scheme.sign(&self.secret, &format!("msg_{id}"), now, body);
        let mut headers = signed.map_err(ClientError::InvalidRequest)?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        // If the body names its topic, no header does.
        let topic_header = sender.topic_header().filter(|_| sender.topic(&HeaderMap::new(), body).is_empty());
        let named = [(sender.account_header(), self.account.as_str()), (topic_header, topic)];
        for (name, value) in named.into_iter().filter_map(|(name, value)| Some((name?, value))) {
            let value =
                value.parse().map_err(|_| ClientError::InvalidRequest("account or topic is not valid in a header"))?;
            headers.insert(HeaderName::from_static(name), value);
        }
        if self.channel == Channel::Shopify {
            add_shopify_headers(&mut headers, now);
        }
        Ok(headers)
    }
}

/// The other headers that Shopify sends with every webhook. Shopify's own library rejects a request without the API version
/// or the webhook id: <https://shopify.dev/docs/apps/build/webhooks/subscribe/https>
fn add_shopify_headers(headers: &mut HeaderMap, now: Time) {
    let others = [
        ("x-shopify-api-version", SHOPIFY_API_VERSION.to_owned()),
        ("x-shopify-webhook-id", new_uuid()),
        ("x-shopify-event-id", new_uuid()),
        ("x-shopify-triggered-at", now.to_string()),
    ];
    for (name, value) in others {
        if let Ok(value) = value.parse() {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

/// 128 random bits in the form of a UUID.
pub(super) fn new_uuid() -> String {
    let hex = format!("{:032x}", u128::from(Ulid::generate()));
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

impl fmt::Debug for WebhookSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookSender").field("url", &self.url.as_str()).field("account", &self.account).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::{SHOPIFY, STANDARD};

    #[test]
    fn shopify_webhook_has_every_header_that_shopify_sends() {
        let sender = WebhookSender::demo(&StackUrl::local(3000), SHOPIFY).unwrap();
        let headers = sender.headers("orders/create", b"{}").unwrap();
        let value = |name: &str| headers[name].to_str().unwrap();
        assert_eq!((value("x-shopify-topic"), value("x-shopify-shop-domain")), ("orders/create", SHOPIFY.account));
        assert_eq!((value("x-shopify-hmac-sha256").len(), value("x-shopify-api-version")), (44, SHOPIFY_API_VERSION));
        assert_eq!((value("x-shopify-webhook-id").len(), value("x-shopify-event-id").len()), (36, 36));
        assert!(value("x-shopify-triggered-at").parse::<Time>().is_ok());
    }

    #[test]
    fn standard_webhook_is_verified_by_the_reference_library() {
        let sender = WebhookSender::demo(&StackUrl::local(3000), STANDARD).unwrap();
        let body = br#"{"type":"order.paid"}"#;
        let headers = sender.headers("order.paid", body).unwrap();
        let reference = standardwebhooks::Webhook::new(STANDARD.secret).unwrap();
        assert!(reference.verify(body, &headers).is_ok());
        assert!(reference.verify(b"{}", &headers).is_err());
    }

    #[test]
    fn webhook_of_another_channel_has_no_header_of_shopify() {
        let sender = WebhookSender::demo(&StackUrl::local(3000), STANDARD).unwrap();
        let headers = sender.headers("order.paid", br#"{"type":"order.paid"}"#).unwrap();
        assert!(headers.contains_key("webhook-signature"));
        assert!(headers.keys().all(|name| !name.as_str().starts_with("x-shopify-")));
    }
}
