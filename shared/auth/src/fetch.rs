//! What a source of keys has to do.

use futures_util::future::BoxFuture;

/// Fetches an issuer's key document. [`super::HttpKeys`] does it by HTTP.
pub trait FetchKeys: Send + Sync {
    /// The bytes of the JSON Web Key Set at `jwks_url`; bounded in size and time by the implementation.
    fn fetch<'a>(&'a self, jwks_url: &'a str) -> BoxFuture<'a, Result<Vec<u8>, FetchFailed>>;
}

/// Why there are no keys. For the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchFailed {
    /// Not https, and not a loopback host either.
    #[error("the key URL is neither https nor on a loopback host")]
    Url,
    /// No answer: no connection, no TLS, or no time left.
    #[error("the key document could not be fetched: {0}")]
    Unreachable(String),
    /// An answer other than 200; redirects are not followed.
    #[error("the key document was answered with status {0}")]
    Status(u16),
    /// More than the document may have.
    #[error("the key document is larger than {0} bytes")]
    TooLarge(usize),
    /// Not a key set, or one with too many keys or none of use.
    #[error("the key document is of no use: {0}")]
    Document(&'static str),
}
