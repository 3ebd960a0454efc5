//! Verification of a request with an SNS message.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use signatures::sns::Settings;
use signatures::{SignedRequest, SnsVerifyError, Verification, VerifySns};

use crate::certificates::Certificates;
use crate::signed_message::SignedMessage;
use crate::{FetchCertificate, FetchCertificateError, Message};

/// Verifies SNS messages. Clones share the cached certificates.
#[derive(Clone)]
pub struct SnsVerifier(Arc<Certificates>);

impl SnsVerifier {
    /// Verifies with the certificates that `source` fetches.
    pub fn new(source: Arc<dyn FetchCertificate>) -> Self {
        Self(Arc::new(Certificates::new(source)))
    }

    /// Verifies a request: form, topic, headers, URL of the certificate, age, and last its signature.
    ///
    /// # Errors
    /// [`SnsVerifyError::Rejected`] if the message is not authentic or not for this integration;
    /// [`SnsVerifyError::CertificateUnavailable`] if the message could not be verified now.
    pub async fn verify_message(
        &self,
        settings: &Settings,
        request: &SignedRequest<'_>,
    ) -> Result<(Verification, Message), SnsVerifyError> {
        let SignedMessage { message, version, signature, certificate_url } = SignedMessage::parse(settings, request)?;
        let certificate = self.0.find(&certificate_url, request.now).await?;
        certificate.check_dates(request.now)?;
        version.verify(certificate.key(), &message.string_to_sign(), &signature)?;
        let verification = Verification { event_id: Some(message.id.clone()), body_authenticated: true, nonce: None };
        Ok((verification, message))
    }
}

impl VerifySns for SnsVerifier {
    fn verify<'a>(
        &'a self,
        settings: &'a Settings,
        request: SignedRequest<'a>,
    ) -> BoxFuture<'a, Result<Verification, SnsVerifyError>> {
        Box::pin(async move { Ok(self.verify_message(settings, &request).await?.0) })
    }
}

impl From<FetchCertificateError> for SnsVerifyError {
    fn from(error: FetchCertificateError) -> Self {
        Self::CertificateUnavailable(error.to_string())
    }
}

impl fmt::Debug for SnsVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SnsVerifier")
    }
}
