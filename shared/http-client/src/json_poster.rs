//! Posts JSON with a secret header.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Url};

use crate::{FetchDocumentError, client, read_bounded, unreachable};

/// Posts JSON.
#[derive(Clone, Debug)]
pub struct JsonPoster {
    client: Client,
    timeout: Duration,
    max_response_bytes: usize,
}

/// A response with any status.
#[derive(Debug)]
pub struct PostResponse {
    /// The HTTP status.
    pub status: u16,
    /// The value of the header `Retry-After`, unparsed.
    pub retry_after: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl JsonPoster {
    /// Posts JSON, and reads responses of at most `max_response_bytes`, each within `timeout`.
    ///
    /// # Errors
    /// [`FetchDocumentError::Unreachable`] if the HTTP client cannot be created.
    pub fn new(timeout: Duration, max_response_bytes: usize) -> Result<Self, FetchDocumentError> {
        Ok(Self { client: client(timeout)?, timeout, max_response_bytes })
    }

    /// Posts `json` with the header `name: secret`, and waits for the response no longer than `remaining`.
    ///
    /// # Errors
    /// [`FetchDocumentError::Unreachable`] and [`FetchDocumentError::TooLarge`].
    pub async fn post(
        &self,
        url: Url,
        (name, mut secret): (HeaderName, HeaderValue),
        json: String,
        remaining: Duration,
    ) -> Result<PostResponse, FetchDocumentError> {
        // Keeps the secret out of the Debug output of the request.
        secret.set_sensitive(true);
        let request = self.client.post(url).header(CONTENT_TYPE, "application/json").header(name, secret).body(json);
        let response = request.timeout(remaining.min(self.timeout)).send().await.map_err(unreachable)?;
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let status = response.status().as_u16();
        Ok(PostResponse { status, retry_after, body: read_bounded(response, self.max_response_bytes).await? })
    }
}
