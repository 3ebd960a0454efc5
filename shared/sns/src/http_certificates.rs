//! Fetches SNS's certificates by https.

use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http_client::{Documents, FetchDocumentError};
use reqwest::Url;

use super::fetch::LARGEST;
use super::{CertificateUrl, FetchCertificate, FetchFailed};

/// Time for the whole fetch. SNS waits for 15 seconds
/// (<https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>).
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(3);

/// Fetches certificates by https.
#[derive(Clone, Debug)]
pub struct HttpCertificates(Documents);

impl HttpCertificates {
    /// A client of its own, with nothing taken from the environment.
    ///
    /// # Errors
    /// If the HTTP client cannot be made.
    pub fn new() -> Result<Self, FetchFailed> {
        Ok(Self(Documents::new(TIME_LIMIT, LARGEST)?))
    }
}

impl FetchCertificate for HttpCertificates {
    fn fetch<'a>(&'a self, url: &'a CertificateUrl) -> BoxFuture<'a, Result<Vec<u8>, FetchFailed>> {
        async {
            let url = Url::parse(url.as_str()).map_err(|error| FetchFailed::Unreachable(error.to_string()))?;
            Ok(self.0.get(url).await?)
        }
        .boxed()
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
