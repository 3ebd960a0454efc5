//! Secrets. They are never printed, and are stored only in opaque envelopes.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::time::Time;

/// The shared secret of a signature scheme. Its `Debug` output does not contain it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps the text of a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The bytes that key a signature.
    pub fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

/// A secret in its stored form: a version, the name of the sealing method, and the sealed bytes.
///
/// `v1.plain.` precedes the base64 of the secret, which the table's own encryption protects. A later method (such as a KMS
/// data key) gets its own prefix, so that both can be read at the same time.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Envelope(String);

const PLAIN_PREFIX: &str = "v1.plain.";

impl Envelope {
    /// Seals a secret for the table.
    pub fn seal(secret: &Secret) -> Self {
        Self(format!("{PLAIN_PREFIX}{}", STANDARD.encode(secret.expose())))
    }

    /// Opens the envelope. `None` if this version does not support its sealing method.
    pub fn open(&self) -> Option<Secret> {
        let bytes = STANDARD.decode(self.0.strip_prefix(PLAIN_PREFIX)?).ok()?;
        String::from_utf8(bytes).ok().map(Secret)
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Envelope(redacted)")
    }
}

/// One secret of an integration, with its time of expiry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSecret {
    /// Identifies the secret where its value must not be shown.
    pub id: String,
    /// The sealed value.
    pub envelope: Envelope,
    /// The time at which the secret was added.
    pub created_at: Time,
    /// From then on the secret verifies nothing. `None`: it does not expire.
    pub expires_at: Option<Time>,
}

impl StoredSecret {
    /// Whether the secret has not expired at `now`.
    pub fn is_active(&self, now: Time) -> bool {
        self.expires_at.is_none_or(|expires_at| now < expires_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_secret_opens_and_neither_form_prints_it() {
        let secret = Secret::new("demo-shopify-secret");
        let envelope = Envelope::seal(&secret);
        assert_eq!(envelope.open(), Some(secret.clone()));
        let printed = format!("{secret:?} {envelope:?}");
        assert!(!printed.contains("demo"), "{printed}");
    }

    #[test]
    fn envelope_of_an_unknown_sealing_method_does_not_open() {
        assert_eq!(Envelope("v9.kms.AAAA".into()).open(), None);
    }
}
