//! Standard Webhooks: HMAC-SHA256 over id, timestamp and body, for every sender that follows the specification.
//!
//! Only the symmetric version `v1` is supported. Other versions (such as `v1a`, ed25519) are ignored, as the specification
//! requires. Source: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use types::secret::Secret;
use types::time::Time;

use crate::constant_time::equal;
use crate::{SignedRequest, Verification, VerifyError};

#[cfg(test)]
mod tests;

/// The length of an HMAC-SHA256 in bytes.
const MAC_BYTES: usize = 32;
/// The default tolerance, in seconds: that of the reference libraries.
const DEFAULT_TOLERANCE_SECONDS: u32 = 300;
/// The highest tolerance that an integration may set, in seconds.
const MAX_TOLERANCE_SECONDS: u32 = 3600;
/// The most signatures in one header. A sender sends one for each key of a rotation.
const MAX_SIGNATURES: usize = 20;
/// The longest id, in characters.
const MAX_ID_CHARS: usize = 256;
/// The prefix of a secret in base64.
const SECRET_PREFIX: &str = "whsec_";
/// The prefixes of the asymmetric version's private and public key. Neither is an HMAC key.
const ASYMMETRIC_PREFIXES: [&str; 2] = ["whsk_", "whpk_"];
/// The fewest bytes of a key that is written in base64: the specification requires 24 to 64.
const MIN_KEY_BYTES: usize = 24;
const INVALID_SECRET: &str = "the secret is empty, asymmetric, or `whsec_` without valid base64";

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";
/// The headers that a sender sets.
pub(super) const HEADERS: [&str; 3] = [ID, TIMESTAMP, SIGNATURE];
/// The names of the same headers on Svix's platform, whose scheme the specification standardized
/// (<https://docs.svix.com/receiving/verifying-payloads/how-manual>).
const SVIX_HEADERS: [&str; 3] = ["svix-id", "svix-timestamp", "svix-signature"];

/// Whether the header `name`, in lower case, contains a signature.
pub(super) fn is_signature_header(name: &str) -> bool {
    [HEADERS, SVIX_HEADERS].iter().any(|[_, _, signature]| name == *signature)
}

/// The names by which a request has its headers: those of the specification, or Svix's if only those are there. The names
/// are never mixed.
fn header_names(headers: &HeaderMap) -> [&'static str; 3] {
    let is_whole = HEADERS.iter().all(|name| headers.contains_key(*name));
    let is_of_svix = SVIX_HEADERS.iter().any(|name| headers.contains_key(*name));
    if is_of_svix && !is_whole { SVIX_HEADERS } else { HEADERS }
}

/// The settings of an integration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The highest accepted difference between the signed timestamp and the current time, in seconds.
    #[serde(default = "default_tolerance_seconds")]
    pub tolerance_seconds: u32,
}

fn default_tolerance_seconds() -> u32 {
    DEFAULT_TOLERANCE_SECONDS
}

impl Default for Settings {
    fn default() -> Self {
        Self { tolerance_seconds: DEFAULT_TOLERANCE_SECONDS }
    }
}

impl Settings {
    /// Validates the settings.
    ///
    /// # Errors
    /// What is invalid, as a clause for the person who set it.
    pub fn check(&self) -> Result<(), &'static str> {
        if (1..=MAX_TOLERANCE_SECONDS).contains(&self.tolerance_seconds) {
            Ok(())
        } else {
            Err("the tolerance is not 1 to 3600 seconds")
        }
    }
}

/// Validates a secret for this scheme.
///
/// # Errors
/// What is invalid, as a clause for the person who set it.
pub fn check_secret(secret: &Secret) -> Result<(), &'static str> {
    let text = std::str::from_utf8(secret.expose()).map_err(|_| INVALID_SECRET)?;
    if !text.starts_with(SECRET_PREFIX) && text.to_ascii_lowercase().contains("whsec") {
        return Err("the secret must begin with `whsec_`, without anything before it");
    }
    let key = key(secret).ok_or(INVALID_SECRET)?;
    // Plain text is the key itself; its length is not that of the specification.
    let is_base64 = key != text.as_bytes();
    if is_base64 && key.len() < MIN_KEY_BYTES {
        return Err("the secret is base64 of fewer than 24 bytes; perhaps it was not copied whole");
    }
    Ok(())
}

/// The secret with this key, in the format of the specification: `whsec_` and base64.
pub fn secret_from_key(key: &[u8; 32]) -> Secret {
    Secret::new(format!("{SECRET_PREFIX}{}", STANDARD.encode(key)))
}

/// Signs `body` as the sender does: the three headers to send. The body need not be UTF-8.
///
/// # Errors
/// What is invalid in the secret or the id.
pub fn sign(secret: &Secret, id: &str, at: Time, body: &[u8]) -> Result<HeaderMap, &'static str> {
    let key = key(secret).ok_or(INVALID_SECRET)?;
    let sent_id = HeaderValue::from_str(id).ok().filter(|_| is_id(id)).ok_or("the id is invalid")?;
    let timestamp = at.seconds().to_string();
    let signature = format!("v1,{}", STANDARD.encode(mac(&key, id, &timestamp, body)));
    let mut headers = HeaderMap::new();
    headers.insert(ID, sent_id);
    headers.insert(TIMESTAMP, timestamp.parse().map_err(|_| "the timestamp cannot be a header")?);
    headers.insert(SIGNATURE, signature.parse().map_err(|_| "the signature cannot be a header")?);
    Ok(headers)
}

/// Verifies that the request is signed with one of `secrets`, at the current time.
///
/// # Errors
/// [`VerifyError`]. The work is the same for every list of secrets, including an empty one.
pub fn verify(
    settings: &Settings,
    secrets: &[Secret],
    request: &SignedRequest<'_>,
) -> Result<Verification, VerifyError> {
    let [id, timestamp, signature] = header_names(request.headers);
    let id = text(request, id).filter(|id| is_id(id)).ok_or(VerifyError::IdMissing)?;
    let timestamp = text(request, timestamp).ok_or(VerifyError::TimestampMissing)?;
    let seconds = whole_seconds(timestamp).ok_or(VerifyError::TimestampMalformed)?;
    let signatures = parse_signatures(text(request, signature).ok_or(VerifyError::SignatureMissing)?)?;

    let keys: Vec<Vec<u8>> = secrets.iter().filter_map(key).collect();
    let matched = any_matches(&keys, &signatures, |key| mac(key, id, timestamp, request.body));

    let distance_seconds = request.now.seconds().abs_diff(seconds);
    match (keys.is_empty(), distance_seconds > u64::from(settings.tolerance_seconds), matched) {
        (true, _, _) => Err(VerifyError::NoSecret),
        (false, true, _) => Err(VerifyError::TimestampOutside),
        (false, false, false) => Err(VerifyError::SignatureWrong),
        (false, false, true) => {
            Ok(Verification { event_id: Some(id.to_owned()), body_authenticated: true, nonce: None })
        }
    }
}

/// Whether any of `signatures` was made with any of `keys`. Without a key, the empty key is tried, so that the work is the
/// same.
fn any_matches(keys: &[Vec<u8>], signatures: &[[u8; MAC_BYTES]], mac: impl Fn(&[u8]) -> [u8; MAC_BYTES]) -> bool {
    let empty_key = [Vec::new()];
    let tried = if keys.is_empty() { &empty_key } else { keys };
    tried.iter().fold(false, |matched, key| {
        let expected = mac(key);
        signatures.iter().fold(matched, |matched, signature| matched | equal(&expected, signature))
    })
}

fn text<'a>(request: &SignedRequest<'a>, header: &str) -> Option<&'a str> {
    request.headers.get(header)?.to_str().ok().filter(|text| !text.is_empty())
}

/// Whether the id is printable and contains no full stop. A full stop separates the parts of the signed text. The
/// specification warns that with one in the id, the signed text could be divided in two ways, and a part of an authentic
/// body could be sent as the body.
fn is_id(text: &str) -> bool {
    (1..=MAX_ID_CHARS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'.')
}

/// Seconds since the Unix epoch, in canonical decimal form.
fn whole_seconds(text: &str) -> Option<i64> {
    text.parse().ok().filter(|seconds: &i64| *seconds >= 0 && seconds.to_string() == text)
}

/// The signatures of version 1. Malformed signatures are ignored, as in the reference library, unless all are malformed.
fn parse_signatures(header: &str) -> Result<Vec<[u8; MAC_BYTES]>, VerifyError> {
    let parts: Vec<&str> = header.split(' ').take(MAX_SIGNATURES + 1).collect();
    if parts.len() > MAX_SIGNATURES {
        return Err(VerifyError::SignatureMalformed);
    }
    let valid: Vec<_> = parts.iter().filter_map(|part| parse_signature(part)).collect();
    if valid.is_empty() { Err(VerifyError::SignatureMalformed) } else { Ok(valid) }
}

fn parse_signature(part: &str) -> Option<[u8; MAC_BYTES]> {
    STANDARD.decode(part.strip_prefix("v1,")?).ok()?.try_into().ok()
}

/// The key of a secret. Base64 is decoded, with or without the prefix, as in the reference library. Other text is itself the
/// key (the reference's `from_bytes`), so that a secret of any form works as it does in the other schemes. An empty key is
/// ignored: everyone knows it.
fn key(secret: &Secret) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(secret.expose()).ok()?;
    if ASYMMETRIC_PREFIXES.iter().any(|prefix| text.starts_with(prefix)) {
        return None;
    }
    let key = match text.strip_prefix(SECRET_PREFIX) {
        Some(encoded) => STANDARD.decode(encoded).ok()?,
        None => STANDARD.decode(text).unwrap_or_else(|_| text.as_bytes().to_vec()),
    };
    Some(key).filter(|key| !key.is_empty())
}

fn mac(key: &[u8], id: &str, timestamp: &str, body: &[u8]) -> [u8; MAC_BYTES] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC accepts keys of any length");
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}
