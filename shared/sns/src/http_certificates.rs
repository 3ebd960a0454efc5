//! Fetches certificates from SNS by https.

use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http_client::DocumentFetcher;
use reqwest::Url;

use crate::fetch::MAX_CERTIFICATE_BYTES;
use crate::{CertificateUrl, FetchCertificate, FetchCertificateError};

/// The time for a whole fetch. SNS waits 15 seconds for a response to its message
/// (<https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>).
pub(crate) const FETCH_TIMEOUT: Duration = Duration::from_secs(3);

/// Fetches certificates from SNS by https.
#[derive(Clone, Debug)]
pub struct HttpCertificates(DocumentFetcher);

impl HttpCertificates {
    /// Creates the HTTP client.
    ///
    /// # Errors
    /// If the HTTP client cannot be created.
    pub fn new() -> Result<Self, FetchCertificateError> {
        Ok(Self(DocumentFetcher::new(FETCH_TIMEOUT, MAX_CERTIFICATE_BYTES)?))
    }
}

impl FetchCertificate for HttpCertificates {
    fn fetch<'a>(&'a self, url: &'a CertificateUrl) -> BoxFuture<'a, Result<Vec<u8>, FetchCertificateError>> {
        async {
            let url =
                Url::parse(url.as_str()).map_err(|error| FetchCertificateError::Unreachable(error.to_string()))?;
            Ok(self.0.get(url).await?)
        }
        .boxed()
    }
}
