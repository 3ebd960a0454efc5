//! The form of a token: its three parts and its header. Nothing of it is verified yet.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use crate::AuthError;
use crate::jwk::Key;

/// The longest token, in bytes. API Gateway accepts 10 KB of headers.
const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// The two accepted algorithms. Both are asymmetric; a token cannot choose another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

/// A token, divided into its parts. Its `Debug` output contains nothing of it.
pub(crate) struct Token<'a> {
    algorithm: Algorithm,
    key_id: String,
    /// Header and payload in their encoded form, which the signature covers.
    signed: &'a str,
    payload: &'a str,
    signature: &'a str,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    #[serde(default, rename = "crit", deserialize_with = "is_present")]
    has_crit: bool,
}

fn is_present<'de, D: Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(value).map(|_| true)
}

impl<'a> Token<'a> {
    /// Divides the token and parses its header. A token that is too long is not parsed.
    pub(crate) fn parse(text: &'a str) -> Result<Self, AuthError> {
        if text.len() > MAX_TOKEN_BYTES {
            return Err(AuthError::TooLong);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(AuthError::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(AuthError::Malformed)?;
        let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| AuthError::Malformed)?;
        if header.has_crit {
            return Err(AuthError::CriticalHeader);
        }
        let algorithm = Algorithm::from_name(&header.alg).ok_or(AuthError::Algorithm)?;
        let key_id = header.kid.ok_or(AuthError::UnknownKey)?;
        Ok(Self { algorithm, key_id, signed, payload, signature })
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(crate) fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The JSON of the payload, if the token is signed with `key`.
    pub(crate) fn verified_payload(&self, key: &Key) -> Result<Vec<u8>, AuthError> {
        if !key.verifies(self.signed.as_bytes(), self.signature) {
            return Err(AuthError::Signature);
        }
        decode(self.payload)
    }
}

impl fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(redacted)")
    }
}

impl Algorithm {
    /// The algorithm with this name in a header or a key (RFC 7518, section 3.1).
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }
}

fn decode(part: &str) -> Result<Vec<u8>, AuthError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| AuthError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn algorithm_of(header: &str) -> Result<Algorithm, AuthError> {
        let text = format!("{}.e30.AA", URL_SAFE_NO_PAD.encode(header));
        Token::parse(&text).map(|token| token.algorithm())
    }

    #[test]
    fn only_two_algorithms_are_accepted() {
        assert_eq!(algorithm_of(r#"{"alg":"RS256","kid":"k"}"#), Ok(Algorithm::Rs256));
        assert_eq!(algorithm_of(r#"{"alg":"ES256","kid":"k"}"#), Ok(Algorithm::Es256));
        for name in ["none", "None", "HS256", "RS512", "PS256", "ES384", "EdDSA", "rs256", ""] {
            let header = format!(r#"{{"alg":"{name}","kid":"k"}}"#);
            assert_eq!(algorithm_of(&header), Err(AuthError::Algorithm), "{name}");
        }
    }

    #[test]
    fn token_with_a_critical_header_is_rejected_for_every_value() {
        for crit in [r#"["b64"]"#, "[]", "null", "1"] {
            let header = format!(r#"{{"alg":"RS256","kid":"k","crit":{crit}}}"#);
            assert_eq!(algorithm_of(&header), Err(AuthError::CriticalHeader), "{crit}");
        }
    }

    #[test]
    fn header_with_a_missing_or_repeated_member_is_malformed() {
        assert_eq!(algorithm_of(r#"{"alg":"none","alg":"RS256","kid":"k"}"#), Err(AuthError::Malformed));
        assert_eq!(algorithm_of(r#"{"kid":"k"}"#), Err(AuthError::Malformed));
        assert_eq!(algorithm_of("[]"), Err(AuthError::Malformed));
    }

    #[test]
    fn token_without_three_parts_is_malformed() {
        for text in ["", ".", "..", "a.b", "a.b.c.d", "eyJhbGciOiJSUzI1NiJ9", "ü.ü.ü"] {
            assert!(matches!(Token::parse(text), Err(AuthError::Malformed)), "{text}");
        }
    }

    #[test]
    fn debug_output_contains_no_token() {
        let text = format!("{}.c2VjcmV0.c2ln", URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","kid":"k"}"#));
        assert_eq!(format!("{:?}", Token::parse(&text).unwrap()), "Token(redacted)");
    }
}
