//! The check of a message, from its body to what was proven.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use signatures::sns::Settings;
use signatures::{Signed, Verification, VerificationError, VerifySns};

use super::certificates::Certificates;
use super::claim::Claim;
use super::{FetchCertificate, Message, SnsVerifyError};

/// Checks messages of SNS. Clones share the certificates.
#[derive(Clone)]
pub struct SnsVerifier(Arc<Certificates>);

impl SnsVerifier {
    /// Checks with the certificates that `source` fetches.
    pub fn new(source: Arc<dyn FetchCertificate>) -> Self {
        Self(Arc::new(Certificates::new(source)))
    }

    /// Checks one request: form, topic, headers, certificate's URL, age, and only then its signature.
    ///
    /// # Errors
    /// [`SnsVerifyError::Refused`] for what is not genuine or not for this integration; [`SnsVerifyError::Unavailable`] is no verdict
    /// on the message.
    pub async fn verify(
        &self,
        settings: &Settings,
        signed: &Signed<'_>,
    ) -> Result<(Verification, Message), SnsVerifyError> {
        let Claim { message, version, signature, certificate_url } = Claim::read(settings, signed)?;
        let certificate = self.0.find(&certificate_url, signed.now).await.map_err(SnsVerifyError::Unavailable)?;
        certificate.check_dates(signed.now)?;
        version.verify(certificate.key(), &message.string_to_sign(), &signature)?;
        let proof = Verification { event_id: Some(message.id.clone()), body_authenticated: true, once: None };
        Ok((proof, message))
    }
}

impl VerifySns for SnsVerifier {
    fn prove<'a>(
        &'a self,
        settings: &'a Settings,
        signed: Signed<'a>,
    ) -> BoxFuture<'a, Result<Verification, VerificationError>> {
        Box::pin(async move { Ok(self.verify(settings, &signed).await?.0) })
    }
}

impl fmt::Debug for SnsVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SnsVerifier")
    }
}
