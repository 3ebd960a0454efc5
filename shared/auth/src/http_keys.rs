//! Fetches the keys of an issuer by HTTP.

use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http_client::{DocumentFetcher, is_loopback};
use reqwest::Url;

use crate::{FetchKeys, FetchKeysError};

/// The time for a whole fetch. A client is waiting, and API Gateway times out after 29 seconds.
const FETCH_TIMEOUT: Duration = Duration::from_secs(3);

/// The largest key document, in bytes: enough for twenty RSA keys with their certificates.
const MAX_KEY_DOCUMENT_BYTES: usize = 64 * 1024;

/// Fetches keys by https, or by http from a loopback host.
#[derive(Clone, Debug)]
pub struct HttpKeys(DocumentFetcher);

impl HttpKeys {
    /// Creates the HTTP client.
    ///
    /// # Errors
    /// If the HTTP client cannot be created.
    pub fn new() -> Result<Self, FetchKeysError> {
        Ok(Self(DocumentFetcher::new(FETCH_TIMEOUT, MAX_KEY_DOCUMENT_BYTES)?))
    }
}

impl FetchKeys for HttpKeys {
    fn fetch<'a>(&'a self, jwks_url: &'a str) -> BoxFuture<'a, Result<Vec<u8>, FetchKeysError>> {
        async { Ok(self.0.get(key_url(jwks_url)?).await?) }.boxed()
    }
}

/// Parses a URL from which keys may be fetched: https, or http on a loopback host.
pub(crate) fn key_url(text: &str) -> Result<Url, FetchKeysError> {
    let url = Url::parse(text).map_err(|_| FetchKeysError::Url)?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(FetchKeysError::Url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_is_accepted_only_for_loopback() {
        for valid in ["https://i.example/k", "http://127.0.0.1:3000/k", "http://localhost/k", "http://[::1]:9/k"] {
            assert!(key_url(valid).is_ok(), "{valid}");
        }
        for invalid in [
            "http://i.example/k",
            "http://127.0.0.1.i.example/k",
            "http://localhost@i.example/k",
            "http://10.0.0.1/k",
            "file:///etc/passwd",
            "jwks.json",
        ] {
            assert_eq!(key_url(invalid), Err(FetchKeysError::Url), "{invalid}");
        }
    }
}
