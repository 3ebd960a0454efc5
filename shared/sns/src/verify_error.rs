//! How checking a message can fail: for good, or for now.

use signatures::{VerificationError, VerifyError};

use super::FetchFailed;

/// Why a message was not accepted. The two must be answered differently: SNS takes every 4xx for final and loses the
/// message, and tries again after a 5xx
/// (<https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnsVerifyError {
    /// The message is not genuine: answer 401.
    #[error("the message was refused: {}", .0.code())]
    Refused(VerifyError),
    /// Nothing can be said of the message, for want of its certificate: answer 503.
    #[error("the certificate is not to be had: {0}")]
    Unavailable(FetchFailed),
}

impl SnsVerifyError {
    /// The stable word for the log.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Unavailable(_) => "certificate_unavailable",
        }
    }
}

impl From<VerifyError> for SnsVerifyError {
    fn from(refusal: VerifyError) -> Self {
        Self::Refused(refusal)
    }
}

impl From<SnsVerifyError> for VerificationError {
    fn from(failed: SnsVerifyError) -> Self {
        match failed {
            SnsVerifyError::Refused(refusal) => Self::Refused(refusal),
            SnsVerifyError::Unavailable(why) => Self::CertificateUnavailable(why.to_string()),
        }
    }
}
