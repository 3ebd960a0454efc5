//! Bounded outgoing HTTPS: everything that functions fetch and post other than through the AWS SDK, such as the keys of an
//! OIDC issuer, SNS certificates and calls to a channel's API.
//!
//! Invariant: every response is bounded in size and time. No proxy is used, no redirect is followed, and nothing is read
//! from the environment.

mod document_fetcher;
mod endpoint;
mod json_poster;
mod tls;

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response};

pub use document_fetcher::DocumentFetcher;
pub use endpoint::{is_loopback, may_carry_secrets, parse_endpoint};
pub use json_poster::{JsonPoster, PostResponse};
pub use tls::tls_client_config;

/// Why a document or a response could not be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchDocumentError {
    /// There was no response: the connection or TLS failed, or the time was over. The detail is for the log.
    Unreachable(String),
    /// The status of the response was not 200.
    Status(u16),
    /// The body has more bytes than this limit.
    TooLarge(usize),
}

/// An HTTP client whose requests may take `timeout`.
fn client(timeout: Duration) -> Result<Client, FetchDocumentError> {
    Client::builder()
        .tls_backend_preconfigured(tls_client_config())
        .redirect(Policy::none())
        .no_proxy()
        .timeout(timeout)
        // Hours pass between two requests, and Lambda may freeze the function in between: idle connections are useless.
        .pool_max_idle_per_host(0)
        .build()
        .map_err(unreachable)
}

/// The body, if it has at most `max_bytes`. The rest of a larger body is not read.
async fn read_bounded(mut response: Response, max_bytes: usize) -> Result<Vec<u8>, FetchDocumentError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > max_bytes {
            return Err(FetchDocumentError::TooLarge(max_bytes));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn unreachable(error: reqwest::Error) -> FetchDocumentError {
    let kind = if error.is_timeout() { "timed out" } else { "no connection" };
    FetchDocumentError::Unreachable(format!("{kind} ({})", error.without_url()))
}
