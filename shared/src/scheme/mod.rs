//! Signature schemes: verifiers that know nothing of channels.
//!
//! Only a verifier can make a [`Verified`] body, and the delivery log takes nothing else.

mod constant_time;
pub mod hmac_sha256;

use crate::secret::Secret;

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
}

impl Refusal {
    /// The stable word for the log.
    pub fn reason(self) -> &'static str {
        match self {
            Self::SignatureMissing => "signature_missing",
            Self::SignatureMalformed => "signature_malformed",
            Self::SignatureWrong => "signature_wrong",
            Self::NoSecret => "no_secret",
        }
    }
}

/// Verifies `body` by HMAC-SHA256 with any of the live `secrets`.
///
/// # Errors
/// A [`Refusal`]; the same work is done for every list of secrets, also for an empty one.
pub fn verify_hmac_sha256(secrets: &[Secret], signature: Option<&str>, body: Vec<u8>) -> Result<Verified, Refusal> {
    hmac_sha256::check(secrets, signature, &body)?;
    Ok(Verified(body))
}
