//! Sends webhooks as a channel does: signed by the channel's usual scheme, or by another one.

use std::fmt;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Url};
use serde_json::Value;
use shared::channel::Channel;
use shared::event_id::EventIds;
use shared::integration::IntegrationId;
use shared::scheme::Scheme;
use shared::secret::Secret;
use shared::time::Clock;
use shared::way::Way;

use super::http::{RESPONSE_TIMEOUT, body_text, client, unreachable};
use super::{ClientError, StackUrl};
use crate::demo::Demo;

/// One account of one channel, posting to one stack. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct WebhookSender {
    http: Client,
    channel: Channel,
    url: Url,
    account: String,
    secret: Secret,
    /// Where it is not the channel's usual one.
    scheme: Option<Scheme>,
}

/// What a webhook was answered with.
#[derive(Clone, Debug, PartialEq)]
pub struct WebhookResponse {
    /// The HTTP status.
    pub status: u16,
    /// The body, `null` where it is no JSON.
    pub body: Value,
}

impl WebhookResponse {
    /// The event id, if the webhook was stored now or before.
    pub fn event_id(&self) -> Option<&str> {
        self.body["id"].as_str().filter(|_| self.status == 200)
    }

    /// `stored`, `duplicate`, or the refusal's stable word.
    pub fn code(&self) -> &str {
        self.body["status"].as_str().or(self.body["error"].as_str()).unwrap_or("-")
    }
}

impl WebhookSender {
    /// Sends to `stack` as `account` of `channel`, signed with `secret`; to the path of `integration`, which a channel
    /// without a header for the account needs.
    ///
    /// # Errors
    /// If the HTTP client cannot be made.
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

    /// Signs by `scheme` instead of the channel's usual one.
    pub fn with_scheme(self, scheme: Scheme) -> Self {
        Self { scheme: Some(scheme), ..self }
    }

    /// Signs `body` and posts it; gives the answer, whatever its status is.
    ///
    /// # Errors
    /// [`ClientError::Unreachable`]: nobody knows whether the webhook was stored. Sent again, it is stored once.
    pub async fn post(&self, topic: &str, body: impl Into<Vec<u8>>) -> Result<WebhookResponse, ClientError> {
        let body = body.into();
        let request = self.http.post(self.url.clone()).timeout(RESPONSE_TIMEOUT).headers(self.headers(topic, &body)?);
        let response = request.body(body).send().await.map_err(|error| unreachable(&self.url, error))?;
        let status = response.status().as_u16();
        let body = serde_json::from_str(&body_text(response).await?).unwrap_or_default();
        Ok(WebhookResponse { status, body })
    }

    /// What proves the body, and what names account and topic where the channel has headers for them.
    fn headers(&self, topic: &str, body: &[u8]) -> Result<HeaderMap, ClientError> {
        let sender = self.channel.sender();
        let (id, now) = EventIds::new(Clock::system()).mint();
        let usual = || sender.usual_scheme(Way::Https, &self.account);
        let scheme = self.scheme.clone().or_else(usual);
        let scheme = scheme.ok_or(ClientError::InvalidRequest("the channel has no usual scheme"))?;
        let signed = scheme.sign(&self.secret, &format!("msg_{id}"), now, body);
        let mut headers = signed.map_err(ClientError::InvalidRequest)?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        // A body that says its topic itself comes without a header for it.
        let topic_header = sender.topic_header().filter(|_| sender.topic(&HeaderMap::new(), body).is_empty());
        let named = [(sender.account_header(), self.account.as_str()), (topic_header, topic)];
        for (name, value) in named.into_iter().filter_map(|(name, value)| Some((name?, value))) {
            let value =
                value.parse().map_err(|_| ClientError::InvalidRequest("account or topic is no header's value"))?;
            headers.insert(HeaderName::from_static(name), value);
        }
        Ok(headers)
    }
}

impl fmt::Debug for WebhookSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookSender").field("url", &self.url.as_str()).field("account", &self.account).finish()
    }
}
