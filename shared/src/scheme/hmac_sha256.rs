//! HMAC-SHA256 over the raw body, base64 in a header (Shopify's scheme, and the original guide's).
//!
//! Source: <https://shopify.dev/docs/apps/build/webhooks/verify-deliveries>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Refusal;
use super::constant_time::equal;
use crate::secret::Secret;

/// The length of an HMAC-SHA256 in bytes.
const MAC_BYTES: usize = 32;

/// Signs `body`, as the sender does; the header's text.
pub fn sign(secret: &Secret, body: &[u8]) -> String {
    STANDARD.encode(mac(secret.expose(), body))
}

/// Whether `signature` was made over `body` with one of `secrets`.
pub(super) fn check(secrets: &[Secret], signature: Option<&str>, body: &[u8]) -> Result<(), Refusal> {
    // All secrets are tried, and one that is nobody's when there are none: a stranger learns nothing from the time.
    let expected: Vec<_> = if secrets.is_empty() {
        vec![mac(b"", body)]
    } else {
        secrets.iter().map(|secret| mac(secret.expose(), body)).collect()
    };
    let given = decode(signature)?;
    let matched = expected.iter().fold(false, |found, mac| found | equal(mac, &given));
    match (secrets.is_empty(), matched) {
        (true, _) => Err(Refusal::NoSecret),
        (false, true) => Ok(()),
        (false, false) => Err(Refusal::SignatureWrong),
    }
}

fn decode(signature: Option<&str>) -> Result<[u8; MAC_BYTES], Refusal> {
    let text = signature.map(str::trim).filter(|text| !text.is_empty()).ok_or(Refusal::SignatureMissing)?;
    let bytes = STANDARD.decode(text).map_err(|_| Refusal::SignatureMalformed)?;
    bytes.try_into().map_err(|_| Refusal::SignatureMalformed)
}

fn mac(key: &[u8], body: &[u8]) -> [u8; MAC_BYTES] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(body);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scheme::verify_hmac_sha256;

    fn secrets(texts: &[&str]) -> Vec<Secret> {
        texts.iter().map(|text| Secret::new(*text)).collect()
    }

    #[test]
    fn the_known_vector_is_right() {
        let body = br#"{"inventory_item_id":271878346596884015,"location_id":24826418,"available":41,"updated_at":"2026-11-02T10:15:00+05:30","admin_graphql_api_id":"gid://shopify/InventoryLevel/24826418?inventory_item_id=271878346596884015"}"#;
        let signature = "GOfaWEdlc7tE6E0CRiNG5KwtkHP/Ldgkj2t7Jiro6qE=";
        assert_eq!(body.len(), 219);
        assert_eq!(sign(&Secret::new("test_client_secret"), body), signature);
        assert_eq!(check(&secrets(&["test_client_secret"]), Some(signature), body), Ok(()));
    }

    #[test]
    fn each_wrong_signature_has_its_word() {
        let right = sign(&Secret::new("right"), b"body");
        let short = STANDARD.encode([7; 31]);
        let long = STANDARD.encode([7; 33]);
        let cases: [(&str, &[&str], Option<&str>, Refusal); 9] = [
            ("missing", &["right"], None, Refusal::SignatureMissing),
            ("empty", &["right"], Some(""), Refusal::SignatureMissing),
            ("blank", &["right"], Some("  "), Refusal::SignatureMissing),
            ("not base64", &["right"], Some("%%%%"), Refusal::SignatureMalformed),
            ("too short", &["right"], Some(&short), Refusal::SignatureMalformed),
            ("too long", &["right"], Some(&long), Refusal::SignatureMalformed),
            ("wrong secret", &["other"], Some(&right), Refusal::SignatureWrong),
            ("empty secret", &[""], Some(&right), Refusal::SignatureWrong),
            ("no secret", &[], Some(&right), Refusal::NoSecret),
        ];
        for (name, secret, signature, refusal) in cases {
            assert_eq!(check(&secrets(secret), signature, b"body"), Err(refusal), "{name}");
        }
    }

    #[test]
    fn without_a_secret_not_even_the_empty_key_opens() {
        let signature = STANDARD.encode(mac(b"", b"body"));
        assert_eq!(check(&[], Some(&signature), b"body"), Err(Refusal::NoSecret));
    }

    #[test]
    fn old_and_new_secret_are_both_live_while_both_are_listed() {
        let both = secrets(&["old", "new"]);
        for secret in &both {
            assert_eq!(check(&both, Some(&sign(secret, b"body")), b"body"), Ok(()));
        }
    }

    proptest! {
        #[test]
        fn any_flipped_bit_of_the_body_is_refused(body in prop::collection::vec(any::<u8>(), 1..500), at in any::<prop::sample::Index>(), bit in 0..8u32) {
            let secret = Secret::new("secret");
            let signature = sign(&secret, &body);
            let mut flipped = body.clone();
            let at = at.index(body.len());
            flipped[at] ^= 1 << bit;
            prop_assert!(verify_hmac_sha256(std::slice::from_ref(&secret), Some(&signature), body).is_ok());
            prop_assert!(verify_hmac_sha256(&[secret], Some(&signature), flipped).is_err());
        }

        #[test]
        fn any_flipped_bit_of_the_signature_is_refused(body in prop::collection::vec(any::<u8>(), 0..200), at in 0..MAC_BYTES, bit in 0..8u32) {
            let secret = Secret::new("secret");
            let mut signature = mac(secret.expose(), &body);
            signature[at] ^= 1 << bit;
            let refused = verify_hmac_sha256(&[secret], Some(&STANDARD.encode(signature)), body);
            prop_assert_eq!(refused, Err(Refusal::SignatureWrong));
        }
    }
}
