//! Fetches an issuer's keys by HTTP.

use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http_client::{Documents, FetchDocumentError, is_loopback};
use reqwest::Url;

use super::{FetchFailed, FetchKeys};

/// Time for the whole fetch. A caller is waiting, and API Gateway gives up on it after 29 seconds.
const TIME_LIMIT: Duration = Duration::from_secs(3);

/// Size of the largest key document that is read, in bytes. Twenty RSA keys with their certificates fit.
const LARGEST: usize = 64 * 1024;

/// Fetches keys by https, or by http from a loopback host.
#[derive(Clone, Debug)]
pub struct HttpKeys(Documents);

impl HttpKeys {
    /// A client of its own, with nothing taken from the environment.
    ///
    /// # Errors
    /// If the HTTP client cannot be made.
    pub fn new() -> Result<Self, FetchFailed> {
        Ok(Self(Documents::new(TIME_LIMIT, LARGEST)?))
    }
}

impl FetchKeys for HttpKeys {
    fn fetch<'a>(&'a self, jwks_url: &'a str) -> BoxFuture<'a, Result<Vec<u8>, FetchFailed>> {
        async { Ok(self.0.get(key_url(jwks_url)?).await?) }.boxed()
    }
}

impl From<FetchDocumentError> for FetchFailed {
    fn from(none: FetchDocumentError) -> Self {
        match none {
            FetchDocumentError::Unreachable(why) => Self::Unreachable(why),
            FetchDocumentError::Status(status) => Self::Status(status),
            FetchDocumentError::TooLarge(bytes) => Self::TooLarge(bytes),
        }
    }
}

/// The URL if keys may be fetched from it: https, or http on a loopback host.
pub(super) fn key_url(text: &str) -> Result<Url, FetchFailed> {
    let url = Url::parse(text).map_err(|_| FetchFailed::Url)?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(FetchFailed::Url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clear_is_for_loopback_only() {
        for good in ["https://i.example/k", "http://127.0.0.1:3000/k", "http://localhost/k", "http://[::1]:9/k"] {
            assert!(key_url(good).is_ok(), "{good}");
        }
        for bad in [
            "http://i.example/k",
            "http://127.0.0.1.i.example/k",
            "http://localhost@i.example/k",
            "http://10.0.0.1/k",
            "file:///etc/passwd",
            "jwks.json",
        ] {
            assert_eq!(key_url(bad), Err(FetchFailed::Url), "{bad}");
        }
    }
}
