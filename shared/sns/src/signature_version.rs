//! The two signature versions of SNS.

use rsa::PublicKey;
use sha1::Sha1;
use sha2::Sha256;
use signatures::VerifyError;

/// RSA with PKCS#1 v1.5 padding, over one of two hashes. The topic's attribute `SignatureVersion` selects the hash.
///
/// Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureVersion {
    /// `1`, the default of a topic.
    Sha1,
    /// `2`.
    Sha256,
}

impl SignatureVersion {
    /// Parses the `SignatureVersion` of a message.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        match text {
            "1" => Some(Self::Sha1),
            "2" => Some(Self::Sha256),
            _ => None,
        }
    }

    /// The `SignatureVersion` of a message.
    pub fn text(self) -> &'static str {
        match self {
            Self::Sha1 => "1",
            Self::Sha256 => "2",
        }
    }

    /// Verifies that `text` was signed with the private key of `key`.
    pub(crate) fn verify(self, key: &PublicKey, text: &str, signature: &[u8]) -> Result<(), VerifyError> {
        match self {
            Self::Sha1 => key.pkcs1v15_verify::<Sha1>(text.as_bytes(), signature),
            Self::Sha256 => key.pkcs1v15_verify::<Sha256>(text.as_bytes(), signature),
        }
        .map_err(|_| VerifyError::SignatureWrong)
    }
}
