//! How checking a message can fail: for good, or for now.

use super::FetchFailed;
use crate::scheme::{NotProven, Refusal};

/// Why a message was not accepted. The two must be answered differently: SNS takes every 4xx for final and loses the
/// message, and tries again after a 5xx
/// (<https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    /// The message is not genuine: answer 401.
    #[error("the message was refused: {}", .0.reason())]
    Refused(Refusal),
    /// Nothing can be said of the message, for want of its certificate: answer 503.
    #[error("the certificate is not to be had: {0}")]
    Unavailable(FetchFailed),
}

impl Failed {
    /// The stable word for the log.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.reason(),
            Self::Unavailable(_) => "certificate_unavailable",
        }
    }
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Failed> for NotProven {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Refused(refusal) => Self::Refused(refusal),
            Failed::Unavailable(why) => Self::CertificateUnavailable(why.to_string()),
        }
    }
}
