//! Webhooks of Shopify, and forged ones.

use serde_json::Value;
use signatures::hmac_sha256;
use types::secret::Secret;

/// Shop and secret of the demo integration.
pub(crate) const SHOP: &str = "demo-shop.myshopify.com";
pub(crate) const SECRET: &str = "demo-shopify-secret";

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) method: reqwest::Method,
    pub(crate) path: String,
    pub(crate) shop: Option<String>,
    pub(crate) topic: String,
    pub(crate) signature: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// The response to a webhook.
#[derive(Clone, Debug)]
pub(crate) struct WebhookResponse {
    pub(crate) status: u16,
    pub(crate) json: Value,
}

impl WebhookResponse {
    /// The event id of a stored webhook.
    pub(crate) fn event_id(&self) -> String {
        assert_eq!(self.status, 200, "{self:?}");
        self.json["id"].as_str().unwrap().to_owned()
    }
}

/// The sample body of a topic, the exact bytes of `events/bodies`.
pub(crate) fn sample(topic: &str) -> Vec<u8> {
    let name = topic.replace('/', "-");
    std::fs::read(format!("{}/../../events/bodies/shopify-{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

impl Webhook {
    /// The signed sample of a topic.
    pub(crate) fn sample(topic: &str) -> Self {
        Self::new(topic, sample(topic))
    }

    /// A signed webhook of the demo shop.
    pub(crate) fn new(topic: &str, body: impl Into<Vec<u8>>) -> Self {
        let webhook = Self {
            method: reqwest::Method::POST,
            path: "/api/webhooks/shopify".into(),
            shop: Some(SHOP.into()),
            topic: topic.into(),
            signature: None,
            body: body.into(),
        };
        webhook.signed_with(SECRET)
    }

    pub(crate) fn signed_with(mut self, secret: &str) -> Self {
        self.signature = Some(hmac_sha256::sign(&Secret::new(secret), &self.body));
        self
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(crate) async fn post(&self, http: &reqwest::Client, base: &str) -> WebhookResponse {
        let mut request = http.request(self.method.clone(), format!("{base}{}", self.path));
        request = request.header("content-type", "application/json").header("x-shopify-topic", &self.topic);
        if let Some(shop) = &self.shop {
            request = request.header("x-shopify-shop-domain", shop);
        }
        if let Some(signature) = &self.signature {
            request = request.header("x-shopify-hmac-sha256", signature);
        }
        let response = request.body(self.body.clone()).send().await.unwrap();
        let status = response.status().as_u16();
        WebhookResponse {
            status,
            json: serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or(Value::Null),
        }
    }
}
