//! Proof Key for Code Exchange, RFC 7636; `S256` alone, since `plain` proves nothing to who has seen the request.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// What the application will have to know the origin of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Challenge(String);

impl Challenge {
    /// Reads `code_challenge`: SHA-256 in base64url.
    pub(super) fn read(text: &str) -> Option<Self> {
        let digest = URL_SAFE_NO_PAD.decode(text).ok()?;
        (digest.len() == 32).then(|| Self(text.to_owned()))
    }

    /// As it came.
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// Whether it was made from `verifier`, which is 43 to 128 unreserved characters.
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
    fn the_example_of_the_standard_holds_and_nothing_else_does() {
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
