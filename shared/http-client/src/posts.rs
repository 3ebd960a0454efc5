//! JSON that is posted with a secret header, and what is answered.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Url};

use super::{FetchDocumentError, bounded_body, client, unreachable};

/// Posts JSON.
#[derive(Clone, Debug)]
pub struct Posts {
    client: Client,
    limit: Duration,
    largest: usize,
}

/// An answer, whatever its status.
#[derive(Debug)]
pub struct PostResponse {
    /// The HTTP status.
    pub status: u16,
    /// The header `Retry-After`, as it came.
    pub retry_after: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Posts {
    /// A client of its own, with nothing taken from the environment: answers of at most `largest` bytes, within `limit`.
    pub fn new(limit: Duration, largest: usize) -> Result<Self, FetchDocumentError> {
        Ok(Self { client: client(limit)?, limit, largest })
    }

    /// Posts `json` with the header `name: secret`, and waits for the answer no longer than `left`.
    pub async fn post(
        &self,
        url: Url,
        (name, mut secret): (HeaderName, HeaderValue),
        json: String,
        left: Duration,
    ) -> Result<PostResponse, FetchDocumentError> {
        // Then no Debug of the request shows it.
        secret.set_sensitive(true);
        let request = self.client.post(url).header(CONTENT_TYPE, "application/json").header(name, secret).body(json);
        let response = request.timeout(left.min(self.limit)).send().await.map_err(unreachable)?;
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let status = response.status().as_u16();
        Ok(PostResponse { status, retry_after, body: bounded_body(response, self.largest).await? })
    }
}
