//! The interface of a source of certificates.

use futures_util::future::BoxFuture;
use http_client::FetchDocumentError;

use crate::CertificateUrl;

/// The largest certificate document, in bytes. SNS's have about 2 KB.
pub(crate) const MAX_CERTIFICATE_BYTES: usize = 16 * 1024;

/// Fetches SNS's signing certificates. [`crate::HttpCertificates`] does so by https.
pub trait FetchCertificate: Send + Sync {
    /// The PEM document at `url`. The implementation bounds its size and the time.
    fn fetch<'a>(&'a self, url: &'a CertificateUrl) -> BoxFuture<'a, Result<Vec<u8>, FetchCertificateError>>;
}

/// Why a certificate could not be fetched. For the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchCertificateError {
    /// There was no response: the connection or TLS failed, or the time was over.
    #[error("the certificate could not be fetched: {0}")]
    Unreachable(String),
    /// The status was not 200. Redirects are not followed.
    #[error("the request for the certificate got status {0}")]
    Status(u16),
    /// The document has more bytes than this limit.
    #[error("the certificate is larger than {0} bytes")]
    TooLarge(usize),
    /// The document is not a certificate with an RSA key of an accepted size.
    #[error("the certificate is unusable: {0}")]
    Document(&'static str),
    /// The limit of concurrent fetches is reached.
    #[error("too many certificates are being fetched")]
    Busy,
}

impl From<FetchDocumentError> for FetchCertificateError {
    fn from(error: FetchDocumentError) -> Self {
        match error {
            FetchDocumentError::Unreachable(detail) => Self::Unreachable(detail),
            FetchDocumentError::Status(status) => Self::Status(status),
            FetchDocumentError::TooLarge(max_bytes) => Self::TooLarge(max_bytes),
        }
    }
}
