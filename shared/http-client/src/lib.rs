//! What a function sends and fetches by HTTP, other than through the AWS SDK: an issuer's keys, SNS's certificates,
//! questions to a channel. Bounded in size and time, no proxies, no redirects.

mod documents;
mod endpoint;
mod posts;
mod tls;

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};

pub use documents::Documents;
pub use endpoint::endpoint;
pub use endpoint::keeps_secrets;
pub use posts::{PostResponse, Posts};
pub use tls::tls_client_config;

/// Why there is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchDocumentError {
    /// No answer: no connection, no TLS, or no time left.
    Unreachable(String),
    /// An answer other than 200.
    Status(u16),
    /// More bytes than were allowed.
    TooLarge(usize),
}

/// Whether a URL leads to this machine, by a name that nobody else can answer to.
pub fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

/// A client with nothing taken from the environment, whose requests may take `limit`.
fn client(limit: Duration) -> Result<Client, FetchDocumentError> {
    Client::builder()
        .tls_backend_preconfigured(tls_client_config())
        .redirect(Policy::none())
        .no_proxy()
        .timeout(limit)
        // Hours lie between two fetches, and a function may be frozen in between: nothing to keep open.
        .pool_max_idle_per_host(0)
        .build()
        .map_err(unreachable)
}

/// The body, if it has at most `largest` bytes; of a larger one the rest is not read.
async fn bounded_body(mut response: Response, largest: usize) -> Result<Vec<u8>, FetchDocumentError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > largest {
            return Err(FetchDocumentError::TooLarge(largest));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn unreachable(error: reqwest::Error) -> FetchDocumentError {
    let kind = if error.is_timeout() { "no answer in time" } else { "no connection" };
    FetchDocumentError::Unreachable(format!("{kind} ({})", error.without_url()))
}
