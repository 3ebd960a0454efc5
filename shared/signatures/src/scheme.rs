//! A signature scheme with its settings, and verification by it.

use http::HeaderMap;
use serde::{Deserialize, Serialize};
use types::secret::Secret;
use types::time::Time;
use types::transport::Transport;

use crate::{
    SignedRequest, SnsVerifyError, Verification, Verified, VerifyError, VerifySns, fklogin, hmac_sha256, iam, sns,
    standard_webhooks, static_token,
};

/// How the webhooks of an integration are verified, with the settings of the integration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "scheme", rename_all = "kebab-case")]
pub enum Scheme {
    /// HMAC-SHA256 over the raw body.
    HmacSha256(hmac_sha256::Settings),
    /// HMAC-SHA256 over id, timestamp and body.
    StandardWebhooks(standard_webhooks::Settings),
    /// A token in a header. It authenticates the sender and not the body.
    StaticToken(static_token::Settings),
    /// Flipkart's SHA-1 over date, URL and secret. It authenticates the sender and the date and not the body.
    Fklogin(fklogin::Settings),
    /// SNS's RSA signature of a message.
    Sns(sns::Settings),
    /// Authorization by IAM, for messages of a queue or an event bus.
    Iam(iam::Settings),
}

impl Scheme {
    /// The name in an integration's `schemes`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::HmacSha256(_) => "hmac-sha256",
            Self::StandardWebhooks(_) => "standard-webhooks",
            Self::StaticToken(_) => "static-token",
            Self::Fklogin(_) => "fklogin",
            Self::Sns(_) => "sns",
            Self::Iam(_) => "iam",
        }
    }

    /// Whether the scheme can verify webhooks of `transport`. IAM authorizes the senders of queues and event buses, and of
    /// no HTTPS request.
    pub fn supports_transport(&self, transport: Transport) -> bool {
        matches!(self, Self::Iam(_)) == (transport != Transport::Https)
    }

    /// Whether the header `name`, in lower case, contains a secret or a signature. Such a header is never stored.
    pub fn is_signature_header(&self, name: &str) -> bool {
        match self {
            Self::HmacSha256(settings) => name == settings.header,
            Self::StandardWebhooks(_) => standard_webhooks::is_signature_header(name),
            Self::StaticToken(settings) => name == settings.header,
            Self::Fklogin(_) => fklogin::AUTHORIZATION.contains(&name),
            Self::Sns(_) | Self::Iam(_) => false,
        }
    }

    /// The headers that a sender has to set, in lower case. SNS sets its own; IAM needs none.
    pub fn signature_headers(&self) -> Vec<&str> {
        match self {
            Self::HmacSha256(settings) => vec![&settings.header],
            Self::StandardWebhooks(_) => standard_webhooks::HEADERS.to_vec(),
            Self::StaticToken(settings) => vec![&settings.header],
            Self::Fklogin(_) => fklogin::HEADERS.to_vec(),
            Self::Sns(_) | Self::Iam(_) => Vec::new(),
        }
    }

    /// Validates a secret for this scheme.
    ///
    /// # Errors
    /// What is invalid, as a clause for the person who set it.
    pub fn check_secret(&self, secret: &Secret) -> Result<(), &'static str> {
        match self {
            Self::StandardWebhooks(_) => standard_webhooks::check_secret(secret),
            Self::HmacSha256(_) | Self::StaticToken(_) | Self::Fklogin(_) | Self::Sns(_) | Self::Iam(_) => Ok(()),
        }
    }

    /// Validates the settings.
    ///
    /// # Errors
    /// What is invalid, as a clause for the person who set it.
    pub fn check(&self) -> Result<(), &'static str> {
        match self {
            Self::HmacSha256(settings) => settings.check(),
            Self::StandardWebhooks(settings) => settings.check(),
            Self::StaticToken(settings) => settings.check(),
            Self::Fklogin(settings) => settings.check(),
            Self::Sns(settings) => settings.check(),
            Self::Iam(settings) => settings.check(),
        }
    }

    /// Signs as the sender does: the headers for a request with `body`, for the event `id`, at `now`.
    ///
    /// # Errors
    /// Why a sender cannot sign this.
    pub fn sign(&self, secret: &Secret, id: &str, now: Time, body: &[u8]) -> Result<HeaderMap, &'static str> {
        match self {
            Self::HmacSha256(settings) => hmac_sha256::sign_headers(settings, secret, body),
            Self::StandardWebhooks(_) => standard_webhooks::sign(secret, id, now, body),
            Self::StaticToken(settings) => static_token::sign(settings, secret),
            Self::Fklogin(settings) => fklogin::sign(settings, secret, now, fklogin::DateForm::EpochSeconds),
            Self::Sns(_) => Err("only SNS can sign its messages"),
            Self::Iam(_) => Err("messages that IAM authorizes are not signed"),
        }
    }

    /// Verifies a request by its signature, with any of the active `secrets`.
    ///
    /// # Errors
    /// [`VerifyError`]. [`VerifyError::NoVerifier`] for the schemes whose webhooks do not carry all that verification needs:
    /// SNS needs its certificate, and IAM has no signature.
    pub fn verify_signature(
        &self,
        secrets: &[Secret],
        headers: &HeaderMap,
        body: Vec<u8>,
        now: Time,
    ) -> Result<(Verified, Verification), VerifyError> {
        let request = SignedRequest { headers, body: &body, now };
        let verification = match self {
            Self::HmacSha256(settings) => hmac_sha256::verify(settings, secrets, &request),
            Self::StandardWebhooks(settings) => standard_webhooks::verify(settings, secrets, &request),
            Self::StaticToken(settings) => static_token::verify(settings, secrets, &request),
            Self::Fklogin(settings) => fklogin::verify(settings, secrets, &request),
            Self::Sns(_) | Self::Iam(_) => Err(VerifyError::NoVerifier),
        }?;
        Ok((Verified(body), verification))
    }

    /// Verifies a request as [`Scheme::verify_signature`] does, and an SNS message with `sns`, if there is one.
    ///
    /// # Errors
    /// [`SnsVerifyError`]; [`SnsVerifyError::CertificateUnavailable`] only for SNS messages.
    pub async fn verify(
        &self,
        sns: Option<&dyn VerifySns>,
        secrets: &[Secret],
        headers: &HeaderMap,
        body: Vec<u8>,
        now: Time,
    ) -> Result<(Verified, Verification), SnsVerifyError> {
        match (self, sns) {
            (Self::Sns(settings), Some(sns)) => {
                let verification = sns.verify(settings, SignedRequest { headers, body: &body, now }).await?;
                Ok((Verified(body), verification))
            }
            _ => Ok(self.verify_signature(secrets, headers, body, now)?),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn every_scheme() -> Vec<(Value, Scheme)> {
        let of = |written: Value| (written.clone(), serde_json::from_value(written).unwrap());
        vec![
            of(json!({"scheme": "hmac-sha256", "header": "x-signature"})),
            of(json!({"scheme": "standard-webhooks"})),
            of(json!({"scheme": "static-token", "header": "x-token"})),
            of(json!({"scheme": "fklogin", "app_id": "app", "url": "https://a.example/hook"})),
            of(json!({"scheme": "sns", "topics": ["arn:aws:sns:ap-south-1:111122223333:topic"]})),
            of(json!({"scheme": "iam"})),
        ]
    }

    #[test]
    fn scheme_is_valid_with_defaults_and_survives_serialization() {
        for (written, scheme) in every_scheme() {
            assert_eq!((json!(scheme.name()), scheme.check()), (written["scheme"].clone(), Ok(())));
            assert_eq!(serde_json::from_value::<Scheme>(serde_json::to_value(&scheme).unwrap()).unwrap(), scheme);
        }
    }

    #[test]
    fn only_iam_supports_queues_and_event_buses() {
        for (_, scheme) in every_scheme() {
            let supported = Transport::ALL.map(|transport| scheme.supports_transport(transport));
            assert_eq!(supported, if scheme.name() == "iam" { [false, true, true] } else { [true, false, false] });
        }
    }

    #[test]
    fn signed_request_is_verified_and_has_one_signature_header() {
        let (secrets, now) = ([Secret::new("a-secret-value")], "2026-11-02T04:45:00Z".parse().unwrap());
        for (_, scheme) in every_scheme() {
            let Ok(headers) = scheme.sign(&secrets[0], "1", now, b"{}") else {
                assert!(matches!(scheme, Scheme::Sns(_) | Scheme::Iam(_)));
                let verified = scheme.verify_signature(&secrets, &HeaderMap::new(), b"{}".to_vec(), now);
                assert_eq!(verified.map(drop), Err(VerifyError::NoVerifier));
                continue;
            };
            let name = scheme.name();
            assert!(scheme.verify_signature(&secrets, &headers, b"{}".to_vec(), now).is_ok(), "{name}");
            let signature_headers = headers.keys().filter(|header| scheme.is_signature_header(header.as_str()));
            assert_eq!(signature_headers.count(), 1, "{name}");
        }
    }
}
