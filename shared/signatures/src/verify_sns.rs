//! What checks messages of SNS for a door. Only a function that gets them links it; the others know this alone.

use futures_util::future::BoxFuture;

use super::{Signed, Verification, VerifyError};
use crate::sns;

/// Checks one request with a message of SNS. `sns::SnsVerifier` does it, with the feature `sns`.
pub trait VerifySns: Send + Sync {
    /// What was proven of the request.
    ///
    /// # Errors
    /// [`VerificationError`].
    fn prove<'a>(
        &'a self,
        settings: &'a sns::Settings,
        signed: Signed<'a>,
    ) -> BoxFuture<'a, Result<Verification, VerificationError>>;
}

/// Why a body was not proven: for good, or for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VerificationError {
    /// It is not genuine.
    Refused(VerifyError),
    /// Nothing can be said of it, for want of the certificate; the detail is for the log.
    CertificateUnavailable(String),
}

impl From<VerifyError> for VerificationError {
    fn from(refusal: VerifyError) -> Self {
        Self::Refused(refusal)
    }
}
