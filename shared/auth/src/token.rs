//! A token's form: three parts, a header, and what they are signed with. Nothing in it is believed yet.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use super::AuthError;
use super::jwk::Key;

/// Length of the longest token that is looked at, in bytes; API Gateway lets 10 KB of headers through.
const LONGEST: usize = 8 * 1024;

/// The two algorithms that are taken. Nothing symmetric, and nothing that a token may choose beyond these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

/// A token cut into its parts. Its `Debug` shows nothing of it.
pub(super) struct Token<'a> {
    algorithm: Algorithm,
    key_id: String,
    /// Header and payload as they came, which is what the signature covers.
    signed: &'a str,
    payload: &'a str,
    signature: &'a str,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    #[serde(default, rename = "crit", deserialize_with = "is_there")]
    has_crit: bool,
}

fn is_there<'de, D: Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(value).map(|_| true)
}

impl<'a> Token<'a> {
    /// Cuts the token and reads its header; its length is looked at before anything else.
    pub(super) fn parse(text: &'a str) -> Result<Self, AuthError> {
        if text.len() > LONGEST {
            return Err(AuthError::TooLong);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(AuthError::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(AuthError::Malformed)?;
        let header: Header = serde_json::from_slice(&decoded(header)?).map_err(|_| AuthError::Malformed)?;
        if header.has_crit {
            return Err(AuthError::CriticalHeader);
        }
        let algorithm = Algorithm::named(&header.alg).ok_or(AuthError::Algorithm)?;
        let key_id = header.kid.ok_or(AuthError::UnknownKey)?;
        Ok(Self { algorithm, key_id, signed, payload, signature })
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(super) fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The payload's JSON, once `key` has shown that the issuer signed it.
    pub(super) fn verified_payload(&self, key: &Key) -> Result<Vec<u8>, AuthError> {
        if !key.verifies(self.signed.as_bytes(), self.signature) {
            return Err(AuthError::Signature);
        }
        decoded(self.payload)
    }
}

impl fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(redacted)")
    }
}

impl Algorithm {
    /// By its name in a header or a key: RFC 7518, section 3.1.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }
}

fn decoded(part: &str) -> Result<Vec<u8>, AuthError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| AuthError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(header: &str) -> Result<Algorithm, AuthError> {
        let text = format!("{}.e30.AA", URL_SAFE_NO_PAD.encode(header));
        Token::parse(&text).map(|token| token.algorithm())
    }

    #[test]
    fn only_two_algorithms_are_known() {
        assert_eq!(parsed(r#"{"alg":"RS256","kid":"k"}"#), Ok(Algorithm::Rs256));
        assert_eq!(parsed(r#"{"alg":"ES256","kid":"k"}"#), Ok(Algorithm::Es256));
        for name in ["none", "None", "HS256", "RS512", "PS256", "ES384", "EdDSA", "rs256", ""] {
            let header = format!(r#"{{"alg":"{name}","kid":"k"}}"#);
            assert_eq!(parsed(&header), Err(AuthError::Algorithm), "{name}");
        }
    }

    #[test]
    fn a_critical_header_is_refused_whatever_it_says() {
        for crit in [r#"["b64"]"#, "[]", "null", "1"] {
            let header = format!(r#"{{"alg":"RS256","kid":"k","crit":{crit}}}"#);
            assert_eq!(parsed(&header), Err(AuthError::CriticalHeader), "{crit}");
        }
    }

    #[test]
    fn a_header_says_each_thing_once() {
        assert_eq!(parsed(r#"{"alg":"none","alg":"RS256","kid":"k"}"#), Err(AuthError::Malformed));
        assert_eq!(parsed(r#"{"kid":"k"}"#), Err(AuthError::Malformed));
        assert_eq!(parsed("[]"), Err(AuthError::Malformed));
    }

    #[test]
    fn a_token_has_three_parts() {
        for text in ["", ".", "..", "a.b", "a.b.c.d", "eyJhbGciOiJSUzI1NiJ9", "ü.ü.ü"] {
            assert!(matches!(Token::parse(text), Err(AuthError::Malformed)), "{text}");
        }
    }

    #[test]
    fn debug_shows_no_token() {
        let text = format!("{}.c2VjcmV0.c2ln", URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","kid":"k"}"#));
        assert_eq!(format!("{:?}", Token::parse(&text).unwrap()), "Token(redacted)");
    }
}
