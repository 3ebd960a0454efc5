//! A token in a header that the integration names: the sender shows that it knows it, and signs nothing.
//!
//! Myntra's documented model (the seller issues a token, Myntra sends it along), and basic or bearer authentication.
//! Who has seen one request can send any other; the delivery says so (`body_authenticated: false`).

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use types::secret::Secret;

use super::constant_time::equal;
use super::{Signed, Verification, VerifyError};

#[cfg(test)]
mod tests;

/// The longest header name and prefix, in characters.
const LONGEST: usize = 64;
/// Headers that proxies make, change or remove on the way; the first nine are hop-by-hop.
/// Source: <https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1>
const NOT_THE_SENDERS: [&str; 11] = [
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

/// Where the token stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The header's name, in lower case.
    pub header: String,
    /// What stands before the token, such as `Bearer ` with its space.
    #[serde(default)]
    pub prefix: String,
}

impl Settings {
    /// Whether such a header can be.
    ///
    /// # Errors
    /// What is wrong, for the person who set it.
    pub fn check(&self) -> Result<(), &'static str> {
        let name = self.header.as_str();
        let lower = !name.bytes().any(|byte| byte.is_ascii_uppercase());
        if !lower || name.len() > LONGEST || HeaderName::from_bytes(name.as_bytes()).is_err() {
            return Err("the header is no header name in lower case");
        }
        if name.starts_with("content-") || NOT_THE_SENDERS.contains(&name) {
            return Err("the header is one that speaks of the body or the connection");
        }
        let printable = self.prefix.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if self.prefix.len() > LONGEST || !printable || self.prefix.starts_with(' ') {
            return Err("the prefix is not of printable ASCII");
        }
        Ok(())
    }
}

/// The header that the sender sends.
///
/// # Errors
/// What is wrong with the settings or the secret.
pub fn sign(settings: &Settings, secret: &Secret) -> Result<HeaderMap, &'static str> {
    settings.check()?;
    let name = HeaderName::from_bytes(settings.header.as_bytes()).map_err(|_| "the header is no header name")?;
    let token = [settings.prefix.as_bytes(), secret.expose()].concat();
    let mut value = HeaderValue::from_bytes(&token).map_err(|_| "the token cannot stand in a header")?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(name, value)]))
}

/// Whether the request carries one of `secrets`.
///
/// # Errors
/// A [`VerifyError`]; the same work is done for every list of secrets, also for an empty one.
pub fn verify(settings: &Settings, secrets: &[Secret], signed: &Signed<'_>) -> Result<Verification, VerifyError> {
    let value = signed.headers.get(&settings.header).map(HeaderValue::as_bytes).unwrap_or_default();
    // A proxy cuts the space that a prefix without a token ends with.
    if value.is_empty() || value == settings.prefix.trim_end().as_bytes() || value == settings.prefix.as_bytes() {
        return Err(VerifyError::TokenMissing);
    }
    let token = value.strip_prefix(settings.prefix.as_bytes()).ok_or(VerifyError::TokenWrong)?;

    // An empty secret is none: everybody has it.
    let tokens: Vec<_> = secrets.iter().map(Secret::expose).filter(|token| !token.is_empty()).collect();
    let tried = if tokens.is_empty() { &[b"".as_slice()] } else { tokens.as_slice() };
    let matched = tried.iter().fold(false, |found, expected| found | same(expected, token));
    match (tokens.is_empty(), matched) {
        (true, _) => Err(VerifyError::NoSecret),
        (false, false) => Err(VerifyError::TokenWrong),
        (false, true) => Ok(Verification { event_id: None, body_authenticated: false, once: None }),
    }
}

/// Digests are compared, since a comparison of the tokens themselves would tell the secret's length by its time.
fn same(expected: &[u8], token: &[u8]) -> bool {
    equal(&Sha256::digest(expected), &Sha256::digest(token))
}
