//! What a source of certificates has to do.

use futures_util::future::BoxFuture;

use super::CertificateUrl;

/// Largest certificate document, in bytes. SNS's have about 2 KB.
pub(super) const LARGEST: usize = 16 * 1024;

/// Fetches SNS's signing certificates. [`super::HttpCertificates`] does it by https.
pub trait FetchCertificate: Send + Sync {
    /// The PEM document at `url`; bounded in size and time by the implementation.
    fn fetch<'a>(&'a self, url: &'a CertificateUrl) -> BoxFuture<'a, Result<Vec<u8>, FetchFailed>>;
}

/// Why there is no certificate. For the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchFailed {
    /// No answer: no connection, no TLS, or no time left.
    #[error("the certificate could not be fetched: {0}")]
    Unreachable(String),
    /// An answer other than 200; redirects are not followed.
    #[error("the certificate was answered with status {0}")]
    Status(u16),
    /// More than a certificate may have.
    #[error("the certificate is larger than {0} bytes")]
    TooLarge(usize),
    /// Not a certificate, or not one with an RSA key of a usual size.
    #[error("the certificate is of no use: {0}")]
    Document(&'static str),
    /// As many certificates as may be fetched at the same time are being fetched.
    #[error("too many certificates are being fetched")]
    Busy,
}
