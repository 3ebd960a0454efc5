//! Secrets: never printed, and stored only as opaque envelopes.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::time::Time;

/// The shared secret of one signature scheme. Its `Debug` shows nothing of it.
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

/// A secret as it is stored: a version, a way of sealing, and what that way made.
///
/// `v1.plain.` holds the secret as base64, protected by the table's own encryption;
/// a later way (a KMS data key) gets a prefix of its own, and both can be read side by side.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Envelope(String);

const PLAIN: &str = "v1.plain.";

impl Envelope {
    /// Seals a secret for the table.
    pub fn seal(secret: &Secret) -> Self {
        Self(format!("{PLAIN}{}", STANDARD.encode(secret.expose())))
    }

    /// Opens the envelope; `None` if it was sealed in a way that this version does not know.
    pub fn open(&self) -> Option<Secret> {
        let bytes = STANDARD.decode(self.0.strip_prefix(PLAIN)?).ok()?;
        String::from_utf8(bytes).ok().map(Secret)
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Envelope(redacted)")
    }
}

/// One secret of an integration, with the time at which it ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSecret {
    /// Names the secret where its value must not be shown.
    pub id: String,
    /// The sealed value.
    pub envelope: Envelope,
    /// When it was added.
    pub created_at: Time,
    /// From then on it opens nothing; `None` is for good.
    pub expires_at: Option<Time>,
}

impl StoredSecret {
    /// Whether the secret may still be used at `now`.
    pub fn is_active(&self, now: Time) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_secret_opens_again_and_neither_shows_it() {
        let secret = Secret::new("demo-shopify-secret");
        let envelope = Envelope::seal(&secret);
        assert_eq!(envelope.open(), Some(secret.clone()));
        let printed = format!("{secret:?} {envelope:?}");
        assert!(!printed.contains("demo"), "{printed}");
    }

    #[test]
    fn an_envelope_of_an_unknown_kind_stays_closed() {
        assert_eq!(Envelope("v9.kms.AAAA".into()).open(), None);
    }
}
