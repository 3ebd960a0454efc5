//! Signature schemes: verifiers that know nothing of channels.
//!
//! Only a verifier can make a [`Verified`] body, and the delivery log takes nothing else.

mod constant_time;
mod fetched;
mod fetched_body;
pub mod fklogin;
pub mod hmac_sha256;
pub mod iam;
pub mod sns;
pub mod standard_webhooks;
pub mod static_token;
mod verify_error;
mod verify_sns;

use http::HeaderMap;
use serde::{Deserialize, Serialize};
use types::secret::Secret;
use types::time::Time;
use types::transport::Transport;

pub use fetched::trust as trust_fetched;
pub use fetched_body::FetchedBody;
pub use verify_error::VerifyError;
pub use verify_sns::{VerificationError, VerifySns};

/// What a verifier may look at.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// The request's headers.
    pub headers: &'a HeaderMap,
    /// The raw body.
    pub body: &'a [u8],
    /// The time.
    pub now: Time,
}

/// What was proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The sender's own id of the event, only where the signature covers it.
    pub event_id: Option<String>,
    /// Whether the signature covers the body.
    pub body_authenticated: bool,
    /// What has to be remembered of a proof that does not cover the body.
    pub once: Option<Once>,
}

/// A proof that does not cover the body may be used for one body only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// What tells this proof from others.
    pub key: String,
    /// From when on the proof is worth nothing anyhow.
    pub until: Time,
}

/// A body whose signature was found right, byte for byte as it came.
#[derive(Debug, PartialEq, Eq)]
pub struct Verified(Vec<u8>);

impl Verified {
    /// The raw bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// How deliveries prove that they are genuine, with what the integration has to say for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "scheme", rename_all = "kebab-case")]
pub enum Scheme {
    /// HMAC-SHA256 over the raw body.
    HmacSha256(hmac_sha256::Settings),
    /// HMAC-SHA256 over id, time and body.
    StandardWebhooks(standard_webhooks::Settings),
    /// A token in a header; it proves who sends, not what.
    StaticToken(static_token::Settings),
    /// Flipkart's SHA-1 over date, URL and secret; it proves who sends and when, not what.
    Fklogin(fklogin::Settings),
    /// SNS's RSA signature of a message.
    Sns(sns::Settings),
    /// Trusted by IAM: what comes by a queue or a bus.
    Iam(iam::Settings),
}

impl Scheme {
    /// The name that stands in an integration's `schemes`.
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

    /// Whether what comes by this way can be proven so: IAM guards queues and buses, and no request over HTTPS.
    pub fn supports_transport(&self, way: Transport) -> bool {
        matches!(self, Self::Iam(_)) == (way != Transport::Https)
    }

    /// Whether the value of the header `name`, in lower case, is a secret or a proof: it is never kept.
    pub fn is_signature_header(&self, name: &str) -> bool {
        match self {
            Self::HmacSha256(settings) => name == settings.header,
            Self::StandardWebhooks(_) => name == standard_webhooks::SIGNATURE,
            Self::StaticToken(settings) => name == settings.header,
            Self::Fklogin(_) => fklogin::AUTHORIZATION.contains(&name),
            Self::Sns(_) | Self::Iam(_) => false,
        }
    }

    /// The headers in which a sender has to prove a request, in lower case. SNS sets its own; what IAM lets in has none.
    pub fn signature_headers(&self) -> Vec<&str> {
        match self {
            Self::HmacSha256(settings) => vec![&settings.header],
            Self::StandardWebhooks(_) => standard_webhooks::HEADERS.to_vec(),
            Self::StaticToken(settings) => vec![&settings.header],
            Self::Fklogin(_) => fklogin::HEADERS.to_vec(),
            Self::Sns(_) | Self::Iam(_) => Vec::new(),
        }
    }

    /// Whether a secret can be one of this scheme's.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check_secret(&self, secret: &Secret) -> Result<(), &'static str> {
        match self {
            Self::StandardWebhooks(_) => standard_webhooks::check_secret(secret),
            Self::HmacSha256(_) | Self::StaticToken(_) | Self::Fklogin(_) | Self::Sns(_) | Self::Iam(_) => Ok(()),
        }
    }

    /// Whether its settings can be.
    ///
    /// # Errors
    /// What is wrong, for the person who set them.
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

    /// Signs as the sender does: the headers of a request with this body, of the event `id`, at this time.
    ///
    /// # Errors
    /// Why a sender could not sign so.
    pub fn sign(&self, secret: &Secret, id: &str, now: Time, body: &[u8]) -> Result<HeaderMap, &'static str> {
        match self {
            Self::HmacSha256(settings) => hmac_sha256::sign_as(settings, secret, body),
            Self::StandardWebhooks(_) => standard_webhooks::sign(secret, id, now, body),
            Self::StaticToken(settings) => static_token::sign(settings, secret),
            Self::Fklogin(settings) => fklogin::sign(settings, secret, now, fklogin::DateForm::EpochSeconds),
            Self::Sns(_) => Err("only SNS can sign its messages"),
            Self::Iam(_) => Err("nobody signs what IAM lets in"),
        }
    }

    /// Proves a body with any of the live `secrets`, where that can be computed from the request alone.
    ///
    /// # Errors
    /// A [`VerifyError`]; [`VerifyError::NoVerifier`] for what SNS has signed or IAM has let in.
    pub fn verify(
        &self,
        secrets: &[Secret],
        headers: &HeaderMap,
        body: Vec<u8>,
        now: Time,
    ) -> Result<(Verified, Verification), VerifyError> {
        let signed = Signed { headers, body: &body, now };
        let proof = match self {
            Self::HmacSha256(settings) => hmac_sha256::verify(settings, secrets, &signed),
            Self::StandardWebhooks(settings) => standard_webhooks::verify(settings, secrets, &signed),
            Self::StaticToken(settings) => static_token::verify(settings, secrets, &signed),
            Self::Fklogin(settings) => fklogin::verify(settings, secrets, &signed),
            Self::Sns(_) | Self::Iam(_) => Err(VerifyError::NoVerifier),
        }?;
        Ok((Verified(body), proof))
    }

    /// Proves a body as [`Scheme::verify`] does, and a message of SNS with `sns`, where there is one. Nothing but these
    /// two, [`iam::trust`] and what trusts a channel's own answer makes a [`Verified`].
    ///
    /// # Errors
    /// [`VerificationError`].
    pub async fn prove(
        &self,
        sns: Option<&dyn VerifySns>,
        secrets: &[Secret],
        headers: &HeaderMap,
        body: Vec<u8>,
        now: Time,
    ) -> Result<(Verified, Verification), VerificationError> {
        match (self, sns) {
            (Self::Sns(settings), Some(sns)) => {
                let proof = sns.prove(settings, Signed { headers, body: &body, now }).await?;
                Ok((Verified(body), proof))
            }
            _ => Ok(self.verify(secrets, headers, body, now)?),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn every() -> Vec<(Value, Scheme)> {
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
    fn each_scheme_is_read_by_its_name_and_can_be_as_it_is_written() {
        for (written, scheme) in every() {
            assert_eq!((json!(scheme.name()), scheme.check()), (written["scheme"].clone(), Ok(())));
            assert_eq!(serde_json::from_value::<Scheme>(serde_json::to_value(&scheme).unwrap()).unwrap(), scheme);
        }
    }

    #[test]
    fn only_iam_guards_queues_and_it_guards_no_request() {
        for (_, scheme) in every() {
            let fits = Transport::ALL.map(|way| scheme.supports_transport(way));
            assert_eq!(fits, if scheme.name() == "iam" { [false, true, true] } else { [true, false, false] });
        }
    }

    #[test]
    fn what_a_sender_signs_is_proven_and_its_proof_stands_in_a_header_that_is_not_kept() {
        let (secrets, now) = ([Secret::new("a-secret-value")], "2026-11-02T04:45:00Z".parse().unwrap());
        for (_, scheme) in every() {
            let Ok(headers) = scheme.sign(&secrets[0], "1", now, b"{}") else {
                assert!(matches!(scheme, Scheme::Sns(_) | Scheme::Iam(_)));
                let verified = scheme.verify(&secrets, &HeaderMap::new(), b"{}".to_vec(), now);
                assert_eq!(verified.map(drop), Err(VerifyError::NoVerifier));
                continue;
            };
            assert!(scheme.verify(&secrets, &headers, b"{}".to_vec(), now).is_ok(), "{}", scheme.name());
            let proving: Vec<_> = headers.keys().filter(|name| scheme.is_signature_header(name.as_str())).collect();
            assert_eq!(proving.len(), 1, "{}", scheme.name());
        }
    }
}
