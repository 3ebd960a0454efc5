//! What checks messages of SNS for a door. Only a function that gets them links it; the others know this alone.

use futures_util::future::BoxFuture;

use super::{Proof, Refusal, Signed, sns};

/// Checks one request with a message of SNS. `sns::SnsVerifier` does it, with the feature `sns`.
pub trait ProveSns: Send + Sync {
    /// What was proven of the request.
    ///
    /// # Errors
    /// [`NotProven`].
    fn prove<'a>(&'a self, settings: &'a sns::Settings, signed: Signed<'a>) -> BoxFuture<'a, Result<Proof, NotProven>>;
}

/// Why a body was not proven: for good, or for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotProven {
    /// It is not genuine.
    Refused(Refusal),
    /// Nothing can be said of it, for want of the certificate; the detail is for the log.
    CertificateUnavailable(String),
}

impl From<Refusal> for NotProven {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
