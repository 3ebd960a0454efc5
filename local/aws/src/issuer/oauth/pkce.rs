//! Proof Key for Code Exchange, RFC 7636; only `S256`, since `plain` does not protect against a party that has seen the request.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// The hash of a verifier that the application has to present later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Challenge(String);

impl Challenge {
    /// Reads `code_challenge`: SHA-256 in base64url.
    pub(super) fn read(text: &str) -> Option<Self> {
        let digest = URL_SAFE_NO_PAD.decode(text).ok()?;
        (digest.len() == 32).then(|| Self(text.to_owned()))
    }

    /// As it was received.
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// Whether it is the hash of `verifier`, which has 43 to 128 unreserved characters.
    pub(super) fn is_of(&self, verifier: &str) -> bool {
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        (43..=128).contains(&verifier.len())
            && verifier.bytes().all(unreserved)
            && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn only_the_verifier_of_the_standards_example_matches() {
        let challenge = Challenge::read(CHALLENGE).unwrap();
        assert!(challenge.is_of(VERIFIER));
        for other in [CHALLENGE, "", &VERIFIER[1..], &format!("{VERIFIER} "), &"x".repeat(129)] {
            assert!(!challenge.is_of(other), "{other}");
        }
        for bad in ["", "short", VERIFIER.trim_end_matches('k'), &format!("{CHALLENGE}="), &CHALLENGE.replace('9', "+")]
        {
            assert_eq!(Challenge::read(bad), None, "{bad}");
        }
    }
}
