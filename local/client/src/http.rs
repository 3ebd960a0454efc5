//! The HTTP client of everything here.

use std::error::Error as _;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use shared::outgoing::tls_client_config;

use super::ClientError;

/// Time for a connection, also to the other side of the world.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Time for a whole answer: API Gateway itself gives up after 29 seconds.
pub(super) const RESPONSE_TIMEOUT: Duration = Duration::from_secs(30);

/// How much of an answer is read, in bytes: a page of 200 lines has at most some 300 KB.
const MAX_RESPONSE_BYTES: usize = 1024 * 1024;

/// How much of a refusal is shown, in characters.
const MAX_ERROR_BODY_CHARS: usize = 300;

/// A client that follows no redirect and uses no proxy: tokens and signatures go where they were sent, or nowhere.
pub(super) fn client() -> Result<Client, ClientError> {
    Client::builder()
        .tls_backend_preconfigured(tls_client_config())
        .redirect(Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_nodelay(true)
        .build()
        .map_err(|error| ClientError::Unreachable { url: "the network".to_owned(), why: error.to_string() })
}

/// What a failed request to `url` is told as.
pub(super) fn unreachable(url: &Url, error: reqwest::Error) -> ClientError {
    let error = error.without_url();
    // The cause is at the bottom ("connection refused"), the top says only that there was a request.
    let mut why = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        why = error.to_string();
        cause = error.source();
    }
    ClientError::Unreachable { url: origin(url), why }
}

/// Scheme, host and port: what a message may show of a URL.
pub(super) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// The answer's body, as text.
pub(super) async fn body_text(mut response: Response) -> Result<String, ClientError> {
    let url = response.url().clone();
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(&url, error))? {
        if bytes.len() + chunk.len() > MAX_RESPONSE_BYTES {
            return Err(ClientError::Protocol("the answer is too long".to_owned()));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A refusal as an error.
pub(super) fn rejected(status: u16, body: &str) -> ClientError {
    ClientError::Rejected { status, body: body.trim().chars().take(MAX_ERROR_BODY_CHARS).collect() }
}
