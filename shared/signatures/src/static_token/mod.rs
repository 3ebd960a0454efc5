//! A token in a header that the integration names. The sender shows that it knows the token, and signs nothing.
//!
//! This is Myntra's documented model (the seller issues a token, Myntra sends it), and basic or bearer authentication.
//! Anyone who has seen one request can send any other, so the delivery is marked `body_authenticated: false`.

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use types::header_name;
use types::secret::Secret;

use crate::constant_time::equal;
use crate::{SignedRequest, Verification, VerifyError, prefix};

#[cfg(test)]
mod tests;

/// The longest header name, in characters.
const MAX_HEADER_NAME_CHARS: usize = 64;
/// Headers that proxies add, change or remove. The first nine are hop-by-hop.
/// Source: <https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1>
const PROXY_HEADERS: [&str; 11] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "host",
    "via",
];

/// The header of the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The header's name, in lower case; owners may write it in any case.
    #[serde(deserialize_with = "header_name::in_any_case")]
    pub header: String,
    /// The text before the token, such as `Bearer ` with its space. It is compared in any case.
    #[serde(default)]
    pub prefix: String,
}

impl Settings {
    /// Validates the settings.
    ///
    /// # Errors
    /// What is invalid, as a clause for the person who set it.
    pub fn check(&self) -> Result<(), &'static str> {
        let name = self.header.as_str();
        let is_lower_case = !name.bytes().any(|byte| byte.is_ascii_uppercase());
        if !is_lower_case || name.len() > MAX_HEADER_NAME_CHARS || HeaderName::from_bytes(name.as_bytes()).is_err() {
            return Err("the header is not a header name with at most 64 characters");
        }
        if name.starts_with("content-") || PROXY_HEADERS.contains(&name) {
            return Err("the header describes the body or the connection");
        }
        prefix::check(&self.prefix)
    }
}

/// The headers that the sender sends.
///
/// # Errors
/// What is invalid in the settings or the secret.
pub fn sign(settings: &Settings, secret: &Secret) -> Result<HeaderMap, &'static str> {
    settings.check()?;
    let name = HeaderName::from_bytes(settings.header.as_bytes()).map_err(|_| "the header is not a header name")?;
    let token = [settings.prefix.as_bytes(), secret.expose()].concat();
    let mut value = HeaderValue::from_bytes(&token).map_err(|_| "the token cannot be part of a header")?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(name, value)]))
}

/// Verifies that the request contains one of `secrets`.
///
/// # Errors
/// [`VerifyError`]. The work is the same for every list of secrets, including an empty one.
pub fn verify(
    settings: &Settings,
    secrets: &[Secret],
    request: &SignedRequest<'_>,
) -> Result<Verification, VerifyError> {
    let value = request.headers.get(&settings.header).map(HeaderValue::as_bytes).unwrap_or_default();
    // A proxy may remove the trailing space of a prefix without a token.
    let is_prefix_alone = value.trim_ascii_end().eq_ignore_ascii_case(settings.prefix.trim_end().as_bytes());
    if value.is_empty() || is_prefix_alone {
        return Err(VerifyError::TokenMissing);
    }
    let token = prefix::strip(value, &settings.prefix).ok_or(VerifyError::TokenWrong)?;

    // An empty secret is ignored: everyone knows it.
    let tokens: Vec<_> = secrets.iter().map(Secret::expose).filter(|token| !token.is_empty()).collect();
    let tried = if tokens.is_empty() { &[b"".as_slice()] } else { tokens.as_slice() };
    let matched = tried.iter().fold(false, |matched, expected| matched | same(expected, token));
    match (tokens.is_empty(), matched) {
        (true, _) => Err(VerifyError::NoSecret),
        (false, false) => Err(VerifyError::TokenWrong),
        (false, true) => Ok(Verification { event_id: None, body_authenticated: false, nonce: None }),
    }
}

/// Compares digests, since the time of comparing the tokens themselves would reveal the length of the secret.
fn same(expected: &[u8], token: &[u8]) -> bool {
    equal(&Sha256::digest(expected), &Sha256::digest(token))
}
