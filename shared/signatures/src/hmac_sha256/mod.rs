//! HMAC-SHA256 over the raw body, in a header: Shopify's scheme, and that of most senders who sign at all.
//!
//! Source: <https://shopify.dev/docs/apps/build/webhooks/verify-deliveries>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use types::secret::Secret;

use super::constant_time::equal;
use super::{Signed, Verification, VerifyError};

/// The length of an HMAC-SHA256 in bytes.
const MAC_BYTES: usize = 32;
/// The longest header name and prefix, in characters.
const LONGEST: usize = 64;

/// Where the signature stands, and how it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The header's name, in lower case.
    pub header: String,
    /// How the 32 bytes are written.
    #[serde(default)]
    pub encoding: Encoding,
    /// What stands before them, such as `sha256=`.
    #[serde(default)]
    pub prefix: String,
}

/// How the bytes of a signature are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Base64 with padding.
    #[default]
    Base64,
    /// Hexadecimal digits, of either case.
    Hex,
}

impl Settings {
    /// Base64 in this header, as Shopify writes it.
    pub fn base64_in(header: &str) -> Self {
        Self { header: header.to_owned(), encoding: Encoding::Base64, prefix: String::new() }
    }

    /// Whether such a header can be.
    ///
    /// # Errors
    /// What is wrong, for the person who set it.
    pub fn check(&self) -> Result<(), &'static str> {
        let lower = self.header == self.header.to_ascii_lowercase();
        if !lower || self.header.len() > LONGEST || HeaderName::from_bytes(self.header.as_bytes()).is_err() {
            return Err("the header is no header name in lower case");
        }
        if self.prefix.len() > LONGEST || !self.prefix.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("the prefix is not of printable ASCII");
        }
        Ok(())
    }
}

/// Signs `body`, as the sender does, in base64.
pub fn sign(secret: &Secret, body: &[u8]) -> String {
    STANDARD.encode(mac(secret.expose(), body))
}

/// Signs `body` as `settings` say: the header.
///
/// # Errors
/// What is wrong with the settings.
pub fn sign_as(settings: &Settings, secret: &Secret, body: &[u8]) -> Result<HeaderMap, &'static str> {
    let name = HeaderName::from_bytes(settings.header.as_bytes()).map_err(|_| "the header is no header name")?;
    let value = HeaderValue::from_str(&written(settings, secret, body)).map_err(|_| "the prefix is none")?;
    Ok(HeaderMap::from_iter([(name, value)]))
}

fn written(settings: &Settings, secret: &Secret, body: &[u8]) -> String {
    let mac = mac(secret.expose(), body);
    let text = match settings.encoding {
        Encoding::Base64 => STANDARD.encode(mac),
        Encoding::Hex => types::hex(&mac),
    };
    format!("{}{text}", settings.prefix)
}

/// Whether the request is signed with one of `secrets`.
///
/// # Errors
/// A [`VerifyError`]; the same work is done for every list of secrets, also for an empty one.
pub fn verify(settings: &Settings, secrets: &[Secret], signed: &Signed<'_>) -> Result<Verification, VerifyError> {
    let header = signed.headers.get(&settings.header).and_then(|value| value.to_str().ok());
    check(settings, secrets, header, signed.body)?;
    Ok(Verification { event_id: None, body_authenticated: true, once: None })
}

/// Whether `signature` was made over `body` with one of `secrets`.
fn check(settings: &Settings, secrets: &[Secret], signature: Option<&str>, body: &[u8]) -> Result<(), VerifyError> {
    // An empty secret is none: everybody knows it.
    let secrets: Vec<_> = secrets.iter().filter(|secret| !secret.expose().is_empty()).collect();
    // All secrets are tried, and one that is nobody's when there are none: a stranger learns nothing from the time.
    let expected: Vec<_> = if secrets.is_empty() {
        vec![mac(b"", body)]
    } else {
        secrets.iter().map(|secret| mac(secret.expose(), body)).collect()
    };
    let given = decode(settings, signature)?;
    let matched = expected.iter().fold(false, |found, mac| found | equal(mac, &given));
    match (secrets.is_empty(), matched) {
        (true, _) => Err(VerifyError::NoSecret),
        (false, true) => Ok(()),
        (false, false) => Err(VerifyError::SignatureWrong),
    }
}

fn decode(settings: &Settings, signature: Option<&str>) -> Result<[u8; MAC_BYTES], VerifyError> {
    let text = signature.map(str::trim).filter(|text| !text.is_empty()).ok_or(VerifyError::SignatureMissing)?;
    let text = text.strip_prefix(&settings.prefix).ok_or(VerifyError::SignatureMalformed)?;
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
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
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
    fn each_wrong_signature_has_its_word() {
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
        for (name, secret, signature, refusal) in cases {
            assert_eq!(check(&secrets(secret), signature, b"body"), Err(refusal), "{name}");
        }
    }

    #[test]
    fn without_a_secret_not_even_the_empty_key_opens() {
        let signature = STANDARD.encode(mac(b"", b"body"));
        assert_eq!(check(&[], Some(&signature), b"body"), Err(VerifyError::NoSecret));
        assert_eq!(check(&secrets(&[""]), Some(&signature), b"body"), Err(VerifyError::NoSecret));
    }

    #[test]
    fn old_and_new_secret_are_both_live_while_both_are_listed() {
        let both = secrets(&["old", "new"]);
        for secret in &both {
            assert_eq!(check(&both, Some(&sign(secret, b"body")), b"body"), Ok(()));
        }
    }

    #[test]
    fn hex_with_a_prefix_is_read_as_the_integration_says() {
        let settings = Settings { header: "x-signature".into(), encoding: Encoding::Hex, prefix: "sha256=".into() };
        let secret = secrets(&["right"]);
        let signature = written(&settings, &secret[0], b"body");
        assert_eq!(super::check(&settings, &secret, Some(&signature), b"body"), Ok(()));
        assert_eq!(
            super::check(&settings, &secret, Some(&signature.to_uppercase().replace("SHA", "sha")), b"body"),
            Ok(())
        );
        let bare = signature.strip_prefix("sha256=").unwrap();
        for bad in [bare, "sha256=", "sha256=zz", &signature[..signature.len() - 1]] {
            assert_eq!(
                super::check(&settings, &secret, Some(bad), b"body"),
                Err(VerifyError::SignatureMalformed),
                "{bad}"
            );
        }
    }

    #[test]
    fn settings_that_cannot_be_are_refused() {
        assert!(Settings::base64_in("x-shopify-hmac-sha256").check().is_ok());
        for header in ["", "X-Signature", "x signature", "x:signature", &"x".repeat(65)] {
            assert!(Settings::base64_in(header).check().is_err(), "{header}");
        }
        let prefix = Settings { prefix: "a b".into(), ..Settings::base64_in("x") };
        assert!(prefix.check().is_err());
    }

    proptest! {
        #[test]
        fn any_flipped_bit_of_the_body_is_refused(body in prop::collection::vec(any::<u8>(), 1..500), at in any::<prop::sample::Index>(), bit in 0..8u32) {
            let secret = Secret::new("secret");
            let signature = sign(&secret, &body);
            let mut flipped = body.clone();
            let at = at.index(body.len());
            flipped[at] ^= 1 << bit;
            prop_assert!(check(std::slice::from_ref(&secret), Some(&signature), &body).is_ok());
            prop_assert!(check(&[secret], Some(&signature), &flipped).is_err());
        }

        #[test]
        fn any_flipped_bit_of_the_signature_is_refused(body in prop::collection::vec(any::<u8>(), 0..200), at in 0..MAC_BYTES, bit in 0..8u32) {
            let secret = Secret::new("secret");
            let mut signature = mac(secret.expose(), &body);
            signature[at] ^= 1 << bit;
            let refused = check(&[secret], Some(&STANDARD.encode(signature)), &body);
            prop_assert_eq!(refused, Err(VerifyError::SignatureWrong));
        }
    }
}
