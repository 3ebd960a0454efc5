//! Requests of any channel, signed by any scheme.

use http::{HeaderMap, HeaderName};
use serde_json::{Value, json};
use signatures::Scheme;
use types::Channel;
use types::secret::Secret;
use types::time::{Clock, Time};

use super::Stack;
use super::webhooks::WebhookResponse;

/// The id of the event, for a scheme that signs one.
const EVENT_ID: &str = "msg_2c9f1b7e";

/// The settings of an integration, and its sender.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) channel: Channel,
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) scheme: Scheme,
    pub(crate) secret: String,
}

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: reqwest::Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// This many seconds from now.
pub(crate) fn from_now(seconds: i64) -> Time {
    Clock::system().now().plus_millis(seconds * 1000)
}

impl Account {
    /// An account of the channel whose webhooks are signed by this scheme.
    pub(crate) fn of(channel: Channel, id: &str, scheme: &Scheme) -> Self {
        let (key, secret) = (format!("{id}.example.com"), format!("{id}-secret"));
        Self { channel, id: id.to_owned(), key, scheme: scheme.clone(), secret }
    }

    /// The settings for the API.
    pub(crate) fn settings(&self) -> Value {
        json!({"id": self.id, "channel": self.channel.name(), "account": self.key, "schemes": {"https": self.scheme},
            "secrets": [{"value": self.secret}]})
    }

    /// Creates the integration with these settings by the API.
    pub(crate) async fn create_with(&self, stack: &Stack, settings: &Value) {
        let (status, shown) = stack.send(reqwest::Method::POST, "demo", "/api/integrations", settings).await;
        assert_eq!(status, 201, "{shown}");
    }

    pub(crate) async fn create(&self, stack: &Stack) {
        self.create_with(stack, &self.settings()).await;
    }

    /// The path of the integration.
    pub(crate) fn path(&self) -> String {
        format!("/api/webhooks/{}/{}", self.channel.name(), self.id)
    }

    /// A signed request with this body.
    pub(crate) fn request(&self, body: impl Into<Vec<u8>>) -> Request {
        self.request_at(&self.secret, 0, body)
    }

    /// A request signed with `secret`, `seconds` from now.
    pub(crate) fn request_at(&self, secret: &str, seconds: i64, body: impl Into<Vec<u8>>) -> Request {
        let body = body.into();
        let headers = self.scheme.sign(&Secret::new(secret), EVENT_ID, from_now(seconds), &body).unwrap();
        Request { method: reqwest::Method::POST, path: self.path(), headers, body }
    }
}

impl Request {
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        let (name, value) = (HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        self.with(|request| drop(request.headers.insert(name, value)))
    }

    pub(crate) fn without(self, name: &str) -> Self {
        self.with(|request| drop(request.headers.remove(name)))
    }

    pub(crate) fn to(self, path: impl Into<String>) -> Self {
        self.with(|request| request.path = path.into())
    }

    pub(crate) async fn post(&self, stack: &Stack) -> WebhookResponse {
        let request = stack.http().request(self.method.clone(), stack.url(&self.path)).headers(self.headers.clone());
        let response = request.header("content-type", "application/json").body(self.body.clone()).send().await.unwrap();
        let status = response.status().as_u16();
        WebhookResponse {
            status,
            json: serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or(Value::Null),
        }
    }
}
