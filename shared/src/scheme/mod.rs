//! Signature schemes: verifiers that know nothing of channels.
//!
//! Only a verifier can make a [`Verified`] body, and the delivery log takes nothing else.

mod constant_time;
pub mod fklogin;
pub mod hmac_sha256;
#[cfg(feature = "sns")]
pub mod sns;
pub mod standard_webhooks;
pub mod static_token;

use http::HeaderMap;
use serde::{Deserialize, Serialize};

use crate::secret::Secret;
use crate::time::Time;

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
pub struct Proof {
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

/// Why a signature was refused; the word goes to the log, never to the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The signature header is missing or empty.
    SignatureMissing,
    /// The signature is not what the scheme writes (encoding or length).
    SignatureMalformed,
    /// The signature belongs to another body or another key.
    SignatureWrong,
    /// The integration has no live secret, so nothing can be genuine.
    NoSecret,
    /// The signed time is missing.
    TimestampMissing,
    /// The signed time is none.
    TimestampMalformed,
    /// The signed time is too old, or too far in the future.
    TimestampOutside,
    /// The signed id is missing or none.
    IdMissing,
    /// The token is missing or empty.
    TokenMissing,
    /// The token is another one.
    TokenWrong,
    /// The message is none of the sender's: no JSON of its shape, or larger than it sends.
    MessageMalformed,
    /// SNS delivered the bare message, which nothing signs.
    RawDelivery,
    /// The topic is none of the integration's.
    TopicForeign,
    /// A header says something else than the signed message.
    HeaderMismatch,
    /// The certificate is to be fetched from elsewhere than SNS.
    CertificateUrl,
    /// The certificate was valid in the past.
    CertificateExpired,
    /// The certificate will be valid in the future.
    CertificateNotYetValid,
    /// The way of signing is missing or none that is known.
    SignatureVersion,
}

impl Refusal {
    /// The stable word for the log.
    pub fn reason(self) -> &'static str {
        match self {
            Self::SignatureMissing => "signature_missing",
            Self::SignatureMalformed => "signature_malformed",
            Self::SignatureWrong => "signature_wrong",
            Self::NoSecret => "no_secret",
            Self::TimestampMissing => "timestamp_missing",
            Self::TimestampMalformed => "timestamp_malformed",
            Self::TimestampOutside => "timestamp_outside",
            Self::IdMissing => "id_missing",
            Self::TokenMissing => "token_missing",
            Self::TokenWrong => "token_wrong",
            Self::MessageMalformed => "message_malformed",
            Self::RawDelivery => "raw_delivery",
            Self::TopicForeign => "topic_foreign",
            Self::HeaderMismatch => "header_mismatch",
            Self::CertificateUrl => "certificate_url",
            Self::CertificateExpired => "certificate_expired",
            Self::CertificateNotYetValid => "certificate_not_yet_valid",
            Self::SignatureVersion => "signature_version",
        }
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
}

impl Scheme {
    /// The name that stands in an integration's `schemes`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::HmacSha256(_) => "hmac-sha256",
            Self::StandardWebhooks(_) => "standard-webhooks",
            Self::StaticToken(_) => "static-token",
        }
    }

    /// The header whose value is a secret or a proof: it is never kept.
    pub fn proving_header(&self) -> &str {
        match self {
            Self::HmacSha256(settings) => &settings.header,
            Self::StandardWebhooks(_) => standard_webhooks::SIGNATURE,
            Self::StaticToken(settings) => &settings.header,
        }
    }

    /// Whether a secret can be one of this scheme's.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check_secret(&self, secret: &Secret) -> Result<(), &'static str> {
        match self {
            Self::StandardWebhooks(_) => standard_webhooks::check_secret(secret),
            Self::HmacSha256(_) | Self::StaticToken(_) => Ok(()),
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
        }
    }

    /// Proves a body with any of the live `secrets`. Nothing else makes a [`Verified`].
    ///
    /// # Errors
    /// A [`Refusal`].
    pub fn verify(
        &self,
        secrets: &[Secret],
        headers: &HeaderMap,
        body: Vec<u8>,
        now: Time,
    ) -> Result<(Verified, Proof), Refusal> {
        let signed = Signed { headers, body: &body, now };
        let proof = match self {
            Self::HmacSha256(settings) => hmac_sha256::verify(settings, secrets, &signed),
            Self::StandardWebhooks(settings) => standard_webhooks::verify(settings, secrets, &signed),
            Self::StaticToken(settings) => static_token::verify(settings, secrets, &signed),
        }?;
        Ok((Verified(body), proof))
    }
}

/// A body that was proven, for tests of what comes behind a proof.
#[cfg(any(test, feature = "test-bodies"))]
pub fn genuine(body: &[u8]) -> (Verified, Proof) {
    let scheme = Scheme::HmacSha256(hmac_sha256::Settings::base64_in("x-signature"));
    let (secret, now) = (Secret::new("secret"), crate::time::Clock::system().now());
    let headers = scheme.sign(&secret, "1", now, body).expect("base64 is a header value");
    scheme.verify(&[secret], &headers, body.to_vec(), now).expect("it was signed just now")
}
