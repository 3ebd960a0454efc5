//! The input and the result of verification.

use http::HeaderMap;
use types::time::Time;

/// The parts of a request that a scheme may use for verification.
#[derive(Clone, Copy, Debug)]
pub struct SignedRequest<'a> {
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The raw body.
    pub body: &'a [u8],
    /// The time of verification.
    pub now: Time,
}

/// The result of a successful verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The sender's own event id. `None` unless the signature covers it.
    pub event_id: Option<String>,
    /// Whether the signature covers the body.
    pub body_authenticated: bool,
    /// The nonce of a signature that does not cover the body but expires.
    pub nonce: Option<Nonce>,
}

/// Identifies a signature that does not cover the body, so that it can be accepted for one body only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce {
    /// A key that no other signature of the integration has.
    pub key: String,
    /// The time from which the signature itself is rejected, so that the nonce need not be kept longer.
    pub expires_at: Time,
}

/// A verified body, byte for byte as it was received. Only this crate can make one.
#[derive(Debug, PartialEq, Eq)]
pub struct Verified(pub(crate) Vec<u8>);

impl Verified {
    /// The raw bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}
