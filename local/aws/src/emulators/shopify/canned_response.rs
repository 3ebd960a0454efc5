//! What a shop is told: by whoever tries something on this machine.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::Value;

/// The longest that an answer may be kept waiting.
const MAX_DELAY_MS: u64 = 60_000;

/// An answer that a shop is to give next, read from JSON.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CannedResponse {
    /// Only to the request of this name; to any where there is none.
    #[serde(default)]
    pub(super) operation: Option<String>,
    /// How many such questions are answered as usual before.
    #[serde(default)]
    pub(super) skip: usize,
    #[serde(default = "ok")]
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// JSON; a text is sent as it is.
    #[serde(default)]
    body: Value,
    /// How long it is kept waiting, in milliseconds.
    #[serde(default)]
    delay_ms: u64,
}

fn ok() -> u16 {
    200
}

impl CannedResponse {
    /// Gives the answer.
    pub(super) async fn give(self) -> Response {
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
