//! Sends webhooks as a channel does: signed over the raw bytes.

use std::fmt;

use reqwest::{Client, Url};
use serde_json::Value;
use shared::channel::Channel;
use shared::scheme::hmac_sha256::sign;
use shared::secret::Secret;

use super::http::{ANSWER_WITHIN, client, text, unreachable};
use super::{ClientError, StackUrl};

/// The account of the integration `demo-shopify`, which `storebell serve` makes on an empty store.
pub const DEMO_ACCOUNT: &str = "demo-shop.myshopify.com";

/// The secret of the integration `demo-shopify`; it protects nothing.
pub const DEMO_SECRET: &str = "demo-shopify-secret";

/// One account of one channel, posting to one stack. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct WebhookSender {
    http: Client,
    channel: Channel,
    url: Url,
    account: String,
    secret: Secret,
}

/// What a webhook was answered with.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// The HTTP status.
    pub status: u16,
    /// The body, `null` where it is no JSON.
    pub body: Value,
}

impl Received {
    /// The event id, if the webhook was stored now or before.
    pub fn event_id(&self) -> Option<&str> {
        self.body["id"].as_str().filter(|_| self.status == 200)
    }

    /// `stored`, `duplicate`, or the refusal's stable word.
    pub fn word(&self) -> &str {
        self.body["status"].as_str().or(self.body["error"].as_str()).unwrap_or("-")
    }
}

impl WebhookSender {
    /// Sends to `stack` as `account` of `channel`, signed with `secret`.
    ///
    /// # Errors
    /// If the HTTP client cannot be made.
    pub fn new(stack: &StackUrl, channel: Channel, account: &str, secret: Secret) -> Result<Self, ClientError> {
        Ok(Self { http: client()?, channel, url: stack.webhooks(channel), account: account.to_owned(), secret })
    }

    /// Sends to `stack` as the demo shop.
    ///
    /// # Errors
    /// As [`WebhookSender::new`].
    pub fn demo(stack: &StackUrl) -> Result<Self, ClientError> {
        Self::new(stack, Channel::Shopify, DEMO_ACCOUNT, Secret::new(DEMO_SECRET))
    }

    /// Signs `body` and posts it; gives the answer, whatever its status is.
    ///
    /// # Errors
    /// [`ClientError::Unreachable`]: nobody knows whether the webhook was stored. Sent again, it is stored once.
    pub async fn post(&self, topic: &str, body: impl Into<Vec<u8>>) -> Result<Received, ClientError> {
        let body = body.into();
        let sender = self.channel.sender();
        let request = self
            .http
            .post(self.url.clone())
            .timeout(ANSWER_WITHIN)
            .header("content-type", "application/json")
            .header(sender.account_header(), &self.account)
            .header(sender.topic_header(), topic)
            .header(sender.signature_header(), sign(&self.secret, &body))
            .body(body);
        let response = request.send().await.map_err(|error| unreachable(&self.url, error))?;
        let status = response.status().as_u16();
        let body = serde_json::from_str(&text(response).await?).unwrap_or_default();
        Ok(Received { status, body })
    }
}

impl fmt::Debug for WebhookSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookSender").field("url", &self.url.as_str()).field("account", &self.account).finish()
    }
}
