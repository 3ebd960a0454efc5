//! Step 3: the signature, over the raw bytes.

use std::sync::Arc;

use domain::integration::Integration;
use signatures::{Scheme, SnsVerifyError, Verification, Verified, VerifyError, VerifySns, hmac_sha256, iam};
use types::Channel;
use types::time::Time;
use types::transport::Transport;

use crate::error::IngestError;
use crate::parse::InboundWebhook;

/// Verifies webhooks of one channel.
pub(crate) struct Verifier {
    channel: Channel,
    /// Verifies messages of SNS, in the function that receives them.
    sns: Option<Arc<dyn VerifySns>>,
}

impl Verifier {
    pub(crate) fn new(channel: Channel) -> Self {
        Self { channel, sns: None }
    }

    pub(crate) fn with_sns(self, sns: Arc<dyn VerifySns>) -> Self {
        Self { sns: Some(sns), ..self }
    }

    /// Verifies a webhook by the integration that it names. Without an integration, a scheme or a secret, a request is
    /// checked by a dummy scheme: whatever the reason of a rejection, the work is the same.
    ///
    /// # Errors
    /// [`IngestError`]. The caller has to prefer an error of `admit` to it.
    pub(crate) async fn verify(
        &self,
        integration: Option<&Integration>,
        webhook: &InboundWebhook,
        now: Time,
    ) -> Result<(Verified, Verification), IngestError> {
        let scheme = integration.and_then(|integration| integration.schemes.of(webhook.transport));
        if webhook.transport != Transport::Https {
            // IAM has authenticated the sender; there is no signature and no secret.
            let Some(Scheme::Iam(settings)) = scheme else {
                return Err(IngestError::Signature(VerifyError::NoVerifier));
            };
            let application = webhook.application.as_deref();
            return iam::verify(settings, application, webhook.event_id.clone(), webhook.body.clone())
                .map_err(IngestError::Signature);
        }
        let dummy_scheme = self.dummy_scheme();
        let secrets = integration.map(|integration| integration.active_secrets(now)).unwrap_or_default();
        let scheme = scheme.unwrap_or(&dummy_scheme);
        scheme.verify(self.sns.as_deref(), &secrets, &webhook.headers, webhook.body.clone(), now).await.map_err(
            |error| match error {
                SnsVerifyError::Rejected(error) => IngestError::Signature(error),
                SnsVerifyError::CertificateUnavailable(detail) => IngestError::CertificateUnavailable(detail),
            },
        )
    }

    /// The scheme where there is none: the channel's default, or one that hashes the body as most do.
    fn dummy_scheme(&self) -> Scheme {
        let default = channels::adapter(self.channel).default_scheme(Transport::Https, "");
        default.unwrap_or_else(|| Scheme::HmacSha256(hmac_sha256::Settings::base64_in("x-signature")))
    }
}
