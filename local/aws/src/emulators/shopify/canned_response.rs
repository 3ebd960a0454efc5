//! A queued response of a shop.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::Value;

/// The limit of a response's delay.
const MAX_DELAY_MS: u64 = 60_000;

/// The next response of a shop, read from JSON.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CannedResponse {
    /// Only for this operation; for any operation if it is missing.
    #[serde(default)]
    pub(super) operation: Option<String>,
    /// The number of such operations that get their usual response first.
    #[serde(default)]
    pub(super) skip: usize,
    #[serde(default = "ok")]
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// JSON; a text is sent without quotes.
    #[serde(default)]
    body: Value,
    /// The delay of the response in milliseconds.
    #[serde(default)]
    delay_ms: u64,
}

fn ok() -> u16 {
    200
}

impl CannedResponse {
    /// The response, after its delay.
    pub(super) async fn respond(self) -> Response {
        tokio::time::sleep(Duration::from_millis(self.delay_ms.min(MAX_DELAY_MS))).await;
        let body = match self.body {
            Value::String(text) => text,
            json => json.to_string(),
        };
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, body).into_response();
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
