//! The interface of the SNS verifier. Only a function that receives SNS messages links the implementation.

use futures_util::future::BoxFuture;

use crate::sns::Settings;
use crate::{SignedRequest, Verification, VerifyError};

/// Verifies requests with SNS messages. `sns::SnsVerifier` implements it.
pub trait VerifySns: Send + Sync {
    /// Verifies the SNS message in the body of `request`.
    ///
    /// # Errors
    /// [`SnsVerifyError`].
    fn verify<'a>(
        &'a self,
        settings: &'a Settings,
        request: SignedRequest<'a>,
    ) -> BoxFuture<'a, Result<Verification, SnsVerifyError>>;
}

/// Why a request was not verified, where verification may need the certificate of SNS.
///
/// The two need different responses: SNS takes every 4xx as final and drops the message, and retries after a 5xx
/// (<https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SnsVerifyError {
    /// The request is not authentic. Final: respond with 401.
    Rejected(VerifyError),
    /// The certificate could not be fetched, so the message may be authentic. Transient: respond with 503. The detail is
    /// for the log.
    CertificateUnavailable(String),
}

impl SnsVerifyError {
    /// The rejection code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Rejected(error) => error.code(),
            Self::CertificateUnavailable(_) => "certificate_unavailable",
        }
    }
}

impl From<VerifyError> for SnsVerifyError {
    fn from(error: VerifyError) -> Self {
        Self::Rejected(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transient_error_has_its_own_code() {
        assert_eq!(SnsVerifyError::Rejected(VerifyError::TopicForeign).code(), "topic_foreign");
        assert_eq!(SnsVerifyError::CertificateUnavailable(String::new()).code(), "certificate_unavailable");
    }
}
