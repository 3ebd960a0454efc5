//! The HTTP client of this crate.

use std::error::Error as _;
use std::time::Duration;

use http_client::tls_client_config;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};

use super::ClientError;

/// The time for a connection, also to another continent.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The time for a whole response: API Gateway itself gives up after 29 seconds.
pub(super) const RESPONSE_TIMEOUT: Duration = Duration::from_secs(30);

/// A page of 200 rows has at most about 300 KB.
const MAX_RESPONSE_BYTES: usize = 1024 * 1024;

/// How much of an error's body is kept.
const MAX_ERROR_BODY_CHARS: usize = 300;

/// A client that follows no redirect and uses no proxy, so that tokens and signatures go only to the given URL.
pub(super) fn client() -> Result<Client, ClientError> {
    Client::builder()
        .tls_backend_preconfigured(tls_client_config())
        .redirect(Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_nodelay(true)
        .build()
        .map_err(|error| ClientError::Unreachable { url: "the network".to_owned(), reason: error.to_string() })
}

/// The error of a request to `url` without a response.
pub(super) fn unreachable(url: &Url, error: reqwest::Error) -> ClientError {
    let error = error.without_url();
    // The innermost error names the cause ("connection refused"); the outer ones only say that a request failed.
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        reason = error.to_string();
        cause = error.source();
    }
    ClientError::Unreachable { url: origin(url), reason }
}

/// Scheme, host and port: the part of a URL that a message may contain.
pub(super) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// The response's body, as text.
pub(super) async fn body_text(mut response: Response) -> Result<String, ClientError> {
    let url = response.url().clone();
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(&url, error))? {
        if bytes.len() + chunk.len() > MAX_RESPONSE_BYTES {
            return Err(ClientError::Protocol("the response is too long".to_owned()));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The error of a response with this status.
pub(super) fn rejected(status: u16, body: &str) -> ClientError {
    ClientError::Rejected { status, body: body.trim().chars().take(MAX_ERROR_BODY_CHARS).collect() }
}
