//! Standard Webhooks: HMAC-SHA256 over id, time and body, for every sender that follows the specification.
//!
//! Only the symmetric version `v1` is read; other versions (such as `v1a`, ed25519) are ignored, as the specification
//! has it. Source: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use types::secret::Secret;
use types::time::Time;

use super::constant_time::equal;
use super::{Signed, Verification, VerifyError};

#[cfg(test)]
mod tests;

/// The length of an HMAC-SHA256 in bytes.
const MAC_BYTES: usize = 32;
/// The seconds that the reference libraries allow between the signed time and now.
const DEFAULT_TOLERANCE_SECONDS: u32 = 300;
/// The most seconds that an integration may allow.
const MOST_TOLERANCE_SECONDS: u32 = 3600;
/// The most signatures in one header: one for each key of a rotation, so that twenty is generous.
const MOST_SIGNATURES: usize = 20;
/// The longest id, in characters.
const LONGEST_ID: usize = 256;
/// What a secret's base64 is introduced by.
const SECRET_PREFIX: &str = "whsec_";
/// What the two keys of the asymmetric version are introduced by; neither is an HMAC key.
const ASYMMETRIC_PREFIXES: [&str; 2] = ["whsk_", "whpk_"];
const NO_KEY: &str = "the secret is empty, asymmetric, or `whsec_` with what is no base64";

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
pub(super) const SIGNATURE: &str = "webhook-signature";
/// All that a sender sets.
pub(super) const HEADERS: [&str; 3] = [ID, TIMESTAMP, SIGNATURE];

/// What an integration may set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// How many seconds the signed time may lie in the past or in the future.
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
    /// Whether such a tolerance can be.
    ///
    /// # Errors
    /// What is wrong, for the person who set it.
    pub fn check(&self) -> Result<(), &'static str> {
        if (1..=MOST_TOLERANCE_SECONDS).contains(&self.tolerance_seconds) {
            Ok(())
        } else {
            Err("the tolerance is not of 1 to 3600 seconds")
        }
    }
}

/// Whether `secret` can be a key of this scheme.
///
/// # Errors
/// What is wrong, for the person who set it.
pub fn check_secret(secret: &Secret) -> Result<(), &'static str> {
    key(secret).map(drop).ok_or(NO_KEY)
}

/// A secret with this key, as the specification writes it: `whsec_` and base64.
pub fn secret_of(key: &[u8; 32]) -> Secret {
    Secret::new(format!("whsec_{}", STANDARD.encode(key)))
}

/// Signs `body` as the sender does: the three headers to send. Bodies need not be UTF-8.
///
/// # Errors
/// What is wrong with the secret or the id.
pub fn sign(secret: &Secret, id: &str, at: Time, body: &[u8]) -> Result<HeaderMap, &'static str> {
    let key = key(secret).ok_or(NO_KEY)?;
    let sent_id = HeaderValue::from_str(id).ok().filter(|_| is_id(id)).ok_or("the id is none")?;
    let timestamp = at.seconds().to_string();
    let signature = format!("v1,{}", STANDARD.encode(mac(&key, id, &timestamp, body)));
    let mut headers = HeaderMap::new();
    headers.insert(ID, sent_id);
    headers.insert(TIMESTAMP, timestamp.parse().map_err(|_| "the time is no header")?);
    headers.insert(SIGNATURE, signature.parse().map_err(|_| "the signature is no header")?);
    Ok(headers)
}

/// Whether the request is signed with one of `secrets`, now.
///
/// # Errors
/// A [`VerifyError`]; the same work is done for every list of secrets, also for an empty one.
pub fn verify(settings: &Settings, secrets: &[Secret], signed: &Signed<'_>) -> Result<Verification, VerifyError> {
    let id = text(signed, ID).filter(|id| is_id(id)).ok_or(VerifyError::IdMissing)?;
    let timestamp = text(signed, TIMESTAMP).ok_or(VerifyError::TimestampMissing)?;
    let seconds = whole_seconds(timestamp).ok_or(VerifyError::TimestampMalformed)?;
    let given = signatures(text(signed, SIGNATURE).ok_or(VerifyError::SignatureMissing)?)?;

    let keys: Vec<Vec<u8>> = secrets.iter().filter_map(key).collect();
    let matched = matches(&keys, &given, |key| mac(key, id, timestamp, signed.body));

    let distance = signed.now.seconds().abs_diff(seconds);
    match (keys.is_empty(), distance > u64::from(settings.tolerance_seconds), matched) {
        (true, _, _) => Err(VerifyError::NoSecret),
        (false, true, _) => Err(VerifyError::TimestampOutside),
        (false, false, false) => Err(VerifyError::SignatureWrong),
        (false, false, true) => {
            Ok(Verification { event_id: Some(id.to_owned()), body_authenticated: true, once: None })
        }
    }
}

/// Whether any signature was made with any key; with no key, the work is done with one that is nobody's.
fn matches(keys: &[Vec<u8>], given: &[[u8; MAC_BYTES]], mac: impl Fn(&[u8]) -> [u8; MAC_BYTES]) -> bool {
    let nobodys = [Vec::new()];
    let tried = if keys.is_empty() { &nobodys } else { keys };
    tried.iter().fold(false, |found, key| {
        let expected = mac(key);
        given.iter().fold(found, |found, given| found | equal(&expected, given))
    })
}

fn text<'a>(signed: &Signed<'a>, header: &str) -> Option<&'a str> {
    signed.headers.get(header)?.to_str().ok().filter(|text| !text.is_empty())
}

/// Printable, and without the full stop that ends it in the signed text: the specification warns that with it, one
/// signature would fit two readings, and a text inside a genuine body could pose as the body.
fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'.')
}

/// Seconds since the Unix epoch, written in the one way that a number is written.
fn whole_seconds(text: &str) -> Option<i64> {
    text.parse().ok().filter(|seconds: &i64| *seconds >= 0 && seconds.to_string() == text)
}

/// The signatures of version 1. One that is malformed is passed over, as the reference library does, unless all are.
fn signatures(header: &str) -> Result<Vec<[u8; MAC_BYTES]>, VerifyError> {
    let parts: Vec<&str> = header.split(' ').take(MOST_SIGNATURES + 1).collect();
    if parts.len() > MOST_SIGNATURES {
        return Err(VerifyError::SignatureMalformed);
    }
    let readable: Vec<_> = parts.iter().filter_map(|part| version_one(part)).collect();
    if readable.is_empty() { Err(VerifyError::SignatureMalformed) } else { Ok(readable) }
}

fn version_one(part: &str) -> Option<[u8; MAC_BYTES]> {
    STANDARD.decode(part.strip_prefix("v1,")?).ok()?.try_into().ok()
}

/// The key that a secret stands for. Base64 is decoded, with its prefix or without, as the reference library does.
/// A text that is neither is itself the key (the reference's `from_bytes`), so that a made-up secret works as it does
/// in the other schemes. An empty key is none: everybody has it.
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
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}
