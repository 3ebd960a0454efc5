//! The interface of a source of an issuer's keys.

use futures_util::future::BoxFuture;
use http_client::FetchDocumentError;

/// Fetches the key document of an issuer. [`crate::HttpKeys`] does so by HTTP.
pub trait FetchKeys: Send + Sync {
    /// The bytes of the JSON Web Key Set at `jwks_url`. The implementation bounds its size and the time.
    fn fetch<'a>(&'a self, jwks_url: &'a str) -> BoxFuture<'a, Result<Vec<u8>, FetchKeysError>>;
}

/// Why keys could not be fetched. For the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchKeysError {
    /// The URL is neither https nor on a loopback host.
    #[error("the key URL is neither https nor on a loopback host")]
    Url,
    /// There was no response: the connection or TLS failed, or the time was over.
    #[error("the key document could not be fetched: {0}")]
    Unreachable(String),
    /// The status was not 200. Redirects are not followed.
    #[error("the request for the key document got status {0}")]
    Status(u16),
    /// The document has more bytes than this limit.
    #[error("the key document is larger than {0} bytes")]
    TooLarge(usize),
    /// The document is not a key set, or has too many keys or no usable one.
    #[error("the key document is unusable: {0}")]
    Document(&'static str),
}

impl From<FetchDocumentError> for FetchKeysError {
    fn from(error: FetchDocumentError) -> Self {
        match error {
            FetchDocumentError::Unreachable(detail) => Self::Unreachable(detail),
            FetchDocumentError::Status(status) => Self::Status(status),
            FetchDocumentError::TooLarge(max_bytes) => Self::TooLarge(max_bytes),
        }
    }
}
