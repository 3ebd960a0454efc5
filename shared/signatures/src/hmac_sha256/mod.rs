//! HMAC-SHA256 over the raw body, in a header: the scheme of Shopify and of most senders that sign webhooks.
//!
//! Source: <https://shopify.dev/docs/apps/build/webhooks/verify-deliveries>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use types::header_name;
use types::secret::Secret;

use crate::constant_time::equal;
use crate::{SignedRequest, Verification, VerifyError, prefix};

/// The length of an HMAC-SHA256 in bytes.
const MAC_BYTES: usize = 32;
/// The longest header name, in characters.
const MAX_HEADER_NAME_CHARS: usize = 64;

/// The header of the signature, and its format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The header's name, in lower case; owners may write it in any case.
    #[serde(deserialize_with = "header_name::in_any_case")]
    pub header: String,
    /// The encoding of the signature's 32 bytes.
    #[serde(default)]
    pub encoding: Encoding,
    /// The text before the encoded bytes, such as `sha256=`; it may end with a space.
    #[serde(default)]
    pub prefix: String,
}

/// The encoding of a signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Base64 with padding.
    #[default]
    Base64,
    /// Hexadecimal digits in upper or lower case.
    Hex,
}

impl Settings {
    /// Base64 in the header `header`, without a prefix: Shopify's format.
    pub fn base64_in(header: &str) -> Self {
        Self { header: header.to_owned(), encoding: Encoding::Base64, prefix: String::new() }
    }

    /// Validates the settings.
    ///
    /// # Errors
    /// What is invalid, as a clause for the person who set it.
    pub fn check(&self) -> Result<(), &'static str> {
        let is_lower_case = self.header == self.header.to_ascii_lowercase();
        if !is_lower_case
            || self.header.len() > MAX_HEADER_NAME_CHARS
            || HeaderName::from_bytes(self.header.as_bytes()).is_err()
        {
            return Err("the header is not a header name with at most 64 characters");
        }
        prefix::check(&self.prefix)
    }
}

/// The signature over `body`, in base64.
pub fn sign(secret: &Secret, body: &[u8]) -> String {
    STANDARD.encode(mac(secret.expose(), body))
}

/// Signs `body` as the sender does: the headers to send.
///
/// # Errors
/// What is invalid in the settings.
pub fn sign_headers(settings: &Settings, secret: &Secret, body: &[u8]) -> Result<HeaderMap, &'static str> {
    let name = HeaderName::from_bytes(settings.header.as_bytes()).map_err(|_| "the header is not a header name")?;
    let value = HeaderValue::from_str(&header_value(settings, secret, body))
        .map_err(|_| "the prefix cannot be part of a header")?;
    Ok(HeaderMap::from_iter([(name, value)]))
}

fn header_value(settings: &Settings, secret: &Secret, body: &[u8]) -> String {
    let mac = mac(secret.expose(), body);
    let text = match settings.encoding {
        Encoding::Base64 => STANDARD.encode(mac),
        Encoding::Hex => types::hex(&mac),
    };
    format!("{}{text}", settings.prefix)
}

/// Verifies that the request is signed with one of `secrets`.
///
/// # Errors
/// [`VerifyError`]. The work is the same for every list of secrets, including an empty one.
pub fn verify(
    settings: &Settings,
    secrets: &[Secret],
    request: &SignedRequest<'_>,
) -> Result<Verification, VerifyError> {
    let header = request.headers.get(&settings.header).and_then(|value| value.to_str().ok());
    check(settings, secrets, header, request.body)?;
    Ok(Verification { event_id: None, body_authenticated: true, nonce: None })
}

/// Verifies that `signature` was made over `body` with one of `secrets`.
fn check(settings: &Settings, secrets: &[Secret], signature: Option<&str>, body: &[u8]) -> Result<(), VerifyError> {
    // An empty secret is ignored: everyone knows it.
    let secrets: Vec<_> = secrets.iter().filter(|secret| !secret.expose().is_empty()).collect();
    // Every secret is tried, and the empty key if there is no secret: the time reveals nothing to a stranger.
    let expected: Vec<_> = if secrets.is_empty() {
        vec![mac(b"", body)]
    } else {
        secrets.iter().map(|secret| mac(secret.expose(), body)).collect()
    };
    let given = decode(settings, signature)?;
    let matched = expected.iter().fold(false, |matched, mac| matched | equal(mac, &given));
    match (secrets.is_empty(), matched) {
        (true, _) => Err(VerifyError::NoSecret),
        (false, true) => Ok(()),
        (false, false) => Err(VerifyError::SignatureWrong),
    }
}

fn decode(settings: &Settings, signature: Option<&str>) -> Result<[u8; MAC_BYTES], VerifyError> {
    let text = signature.map(str::trim).filter(|text| !text.is_empty()).ok_or(VerifyError::SignatureMissing)?;
    let encoded = prefix::strip(text.as_bytes(), &settings.prefix).and_then(|rest| std::str::from_utf8(rest).ok());
    let text = encoded.ok_or(VerifyError::SignatureMalformed)?;
    let bytes = match settings.encoding {
        Encoding::Base64 => STANDARD.decode(text).ok(),
        Encoding::Hex => from_hex(text),
    };
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(VerifyError::SignatureMalformed)
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}

fn mac(key: &[u8], body: &[u8]) -> [u8; MAC_BYTES] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC accepts keys of any length");
    mac.update(body);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod vectors;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(secrets: &[Secret], signature: Option<&str>, body: &[u8]) -> Result<(), VerifyError> {
        super::check(&Settings::base64_in("x-signature"), secrets, signature, body)
    }

    fn secrets(texts: &[&str]) -> Vec<Secret> {
        texts.iter().map(|text| Secret::new(*text)).collect()
    }

    #[test]
    fn wrong_signature_is_rejected_with_its_code() {
        let right = sign(&Secret::new("right"), b"body");
        let short = STANDARD.encode([7; 31]);
        let long = STANDARD.encode([7; 33]);
        let cases: [(&str, &[&str], Option<&str>, VerifyError); 9] = [
            ("missing", &["right"], None, VerifyError::SignatureMissing),
            ("empty", &["right"], Some(""), VerifyError::SignatureMissing),
            ("blank", &["right"], Some("  "), VerifyError::SignatureMissing),
            ("not base64", &["right"], Some("%%%%"), VerifyError::SignatureMalformed),
            ("too short", &["right"], Some(&short), VerifyError::SignatureMalformed),
            ("too long", &["right"], Some(&long), VerifyError::SignatureMalformed),
            ("wrong secret", &["other"], Some(&right), VerifyError::SignatureWrong),
            ("empty secret", &[""], Some(&right), VerifyError::NoSecret),
            ("no secret", &[], Some(&right), VerifyError::NoSecret),
        ];
        for (name, secret, signature, error) in cases {
            assert_eq!(check(&secrets(secret), signature, b"body"), Err(error), "{name}");
        }
    }

    #[test]
    fn signature_by_the_empty_key_is_rejected_without_a_secret() {
        let signature = STANDARD.encode(mac(b"", b"body"));
        assert_eq!(check(&[], Some(&signature), b"body"), Err(VerifyError::NoSecret));
        assert_eq!(check(&secrets(&[""]), Some(&signature), b"body"), Err(VerifyError::NoSecret));
    }

    #[test]
    fn both_secrets_of_a_rotation_are_accepted() {
        let both = secrets(&["old", "new"]);
        for secret in &both {
            assert_eq!(check(&both, Some(&sign(secret, b"body")), b"body"), Ok(()));
        }
    }

    #[test]
    fn hex_signature_needs_the_configured_prefix() {
        let settings = Settings { header: "x-signature".into(), encoding: Encoding::Hex, prefix: "sha256=".into() };
        let secret = secrets(&["right"]);
        let signature = header_value(&settings, &secret[0], b"body");
        assert_eq!(super::check(&settings, &secret, Some(&signature), b"body"), Ok(()));
        assert_eq!(
            super::check(&settings, &secret, Some(&signature.to_uppercase().replace("SHA", "sha")), b"body"),
            Ok(())
        );
        let bare = signature.strip_prefix("sha256=").unwrap();
        for malformed in [bare, "sha256=", "sha256=zz", &signature[..signature.len() - 1]] {
            assert_eq!(
                super::check(&settings, &secret, Some(malformed), b"body"),
                Err(VerifyError::SignatureMalformed),
                "{malformed}"
            );
        }
    }

    #[test]
    fn invalid_settings_are_rejected() {
        assert!(Settings::base64_in("x-shopify-hmac-sha256").check().is_ok());
        for header in ["", "X-Signature", "x signature", "x:signature", &"x".repeat(65)] {
            assert!(Settings::base64_in(header).check().is_err(), "{header}");
        }
        let prefixed = |prefix: &str| Settings { prefix: prefix.into(), ..Settings::base64_in("x") }.check();
        assert_eq!((prefixed("sha256="), prefixed("sha256= ")), (Ok(()), Ok(())));
        assert!(prefixed(" sha256=").is_err() && prefixed("sha256=\n").is_err());
    }

    #[test]
    fn prefix_may_end_with_a_space_and_is_compared_in_any_case() {
        let settings = Settings { prefix: "sha256= ".into(), ..Settings::base64_in("x-signature") };
        let secret = secrets(&["right"]);
        let signature = header_value(&settings, &secret[0], b"body");
        assert!(signature.starts_with("sha256= "), "{signature}");
        for accepted in [signature.clone(), signature.replace("sha", "SHA"), format!(" {signature} ")] {
            assert_eq!(super::check(&settings, &secret, Some(&accepted), b"body"), Ok(()), "{accepted}");
        }
        for malformed in ["sha256=", "sha256= ", &signature.replace(' ', "")] {
            let checked = super::check(&settings, &secret, Some(malformed), b"body");
            assert_eq!(checked, Err(VerifyError::SignatureMalformed), "{malformed}");
        }
    }

    #[test]
    fn header_name_is_read_in_any_case() {
        let read: Settings = serde_json::from_str(r#"{"header":"X-WC-Webhook-Signature"}"#).unwrap();
        assert_eq!(read, Settings::base64_in("x-wc-webhook-signature"));
    }

    proptest! {
        #[test]
        fn body_with_any_flipped_bit_is_rejected(body in prop::collection::vec(any::<u8>(), 1..500), at in any::<prop::sample::Index>(), bit in 0..8u32) {
            let secret = Secret::new("secret");
            let signature = sign(&secret, &body);
            let mut flipped = body.clone();
            let at = at.index(body.len());
            flipped[at] ^= 1 << bit;
            prop_assert!(check(std::slice::from_ref(&secret), Some(&signature), &body).is_ok());
            prop_assert!(check(&[secret], Some(&signature), &flipped).is_err());
        }

        #[test]
        fn signature_with_any_flipped_bit_is_rejected(body in prop::collection::vec(any::<u8>(), 0..200), at in 0..MAC_BYTES, bit in 0..8u32) {
            let secret = Secret::new("secret");
            let mut signature = mac(secret.expose(), &body);
            signature[at] ^= 1 << bit;
            let rejected = check(&[secret], Some(&STANDARD.encode(signature)), &body);
            prop_assert_eq!(rejected, Err(VerifyError::SignatureWrong));
        }
    }
}
