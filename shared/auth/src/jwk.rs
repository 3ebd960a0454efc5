//! An issuer's published keys: RFC 7517, as far as RS256 and ES256 need it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use serde_json::Value;

use super::FetchFailed;
use super::token::Algorithm;

/// Most keys that a document may have. Issuers publish two to ten, the present ones and the next.
const MOST_KEYS: usize = 20;

/// Bytes of an RSA modulus: 2048 bits as RFC 7518, section 3.3, wants at least, to 4096, where checking gets slow.
const RSA_MODULUS: std::ops::RangeInclusive<usize> = 256..=512;

/// Bytes of a coordinate on P-256.
const P256_COORDINATE: usize = 32;

/// One public key, for one algorithm.
#[derive(Clone)]
pub(super) struct Key {
    id: String,
    algorithm: Algorithm,
    key: DecodingKey,
}

/// The keys of an issuer that are of use here.
pub(super) struct KeySet(Vec<Key>);

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: String,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl KeySet {
    /// Reads a key document. Keys of other kinds are passed over; a document without a key of use is an error,
    /// so that a broken answer never replaces keys that work.
    pub(super) fn read(document: &[u8]) -> Result<Self, FetchFailed> {
        let document: Document =
            serde_json::from_slice(document).map_err(|_| FetchFailed::Document("not a JSON Web Key Set"))?;
        if document.keys.len() > MOST_KEYS {
            return Err(FetchFailed::Document("more than 20 keys"));
        }
        let keys: Vec<Key> = document.keys.into_iter().filter_map(Key::read).collect();
        if keys.is_empty() {
            return Err(FetchFailed::Document("no key for RS256 or ES256"));
        }
        Ok(Self(keys))
    }

    /// The keys of this id; more than one if the issuer has one per algorithm.
    pub(super) fn named<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Key> {
        self.0.iter().filter(move |key| key.id == id)
    }
}

impl Key {
    fn read(value: Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(value).ok()?;
        if jwk.usage.as_deref().is_some_and(|usage| usage != "sig") {
            return None;
        }
        let (algorithm, key) = match jwk.kty.as_str() {
            "RSA" => (Algorithm::Rs256, rsa(&jwk)?),
            "EC" => (Algorithm::Es256, p256(&jwk)?),
            _ => return None,
        };
        // A key that names an algorithm is for that one only.
        if jwk.alg.is_some_and(|name| Algorithm::named(&name) != Some(algorithm)) {
            return None;
        }
        Some(Self { id: jwk.kid, algorithm, key })
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether `signature` (base64url) is this key's over `message`. The algorithm is the key's, never the token's.
    pub(super) fn verifies(&self, message: &[u8], signature: &str) -> bool {
        let algorithm = match self.algorithm {
            Algorithm::Rs256 => jsonwebtoken::Algorithm::RS256,
            Algorithm::Es256 => jsonwebtoken::Algorithm::ES256,
        };
        jsonwebtoken::crypto::verify(signature, message, &self.key, algorithm).unwrap_or(false)
    }
}

fn rsa(jwk: &Jwk) -> Option<DecodingKey> {
    let modulus = bytes(jwk.n.as_deref()?)?;
    let exponent = bytes(jwk.e.as_deref()?)?;
    RSA_MODULUS.contains(&modulus.len()).then(|| DecodingKey::from_rsa_raw_components(&modulus, &exponent))
}

fn p256(jwk: &Jwk) -> Option<DecodingKey> {
    let (x, y) = (jwk.x.as_deref()?, jwk.y.as_deref()?);
    let fits = |coordinate| bytes(coordinate).is_some_and(|bytes| bytes.len() == P256_COORDINATE);
    if jwk.crv.as_deref() != Some("P-256") || !fits(x) || !fits(y) {
        return None;
    }
    DecodingKey::from_ec_components(x, y).ok()
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rsa_of(bits: usize) -> Value {
        let modulus = URL_SAFE_NO_PAD.encode(vec![0xA5; bits / 8]);
        json!({"kty": "RSA", "kid": "k", "n": modulus, "e": "AQAB"})
    }

    fn with(mut key: Value, name: &str, value: &str) -> Value {
        key[name] = json!(value);
        key
    }

    fn read(keys: Vec<Value>) -> Result<usize, FetchFailed> {
        KeySet::read(json!({ "keys": keys }).to_string().as_bytes()).map(|set| set.0.len())
    }

    #[test]
    fn a_key_is_for_the_one_algorithm_that_fits_its_kind() {
        assert_eq!(read(vec![rsa_of(2048), with(rsa_of(4096), "alg", "RS256")]), Ok(2));
        for other in ["ES256", "HS256", "RS512", "none"] {
            assert!(read(vec![with(rsa_of(2048), "alg", other)]).is_err(), "{other}");
        }
    }

    #[test]
    fn keys_of_no_use_are_passed_over() {
        let symmetric = json!({"kty": "oct", "kid": "k", "k": "c2VjcmV0"});
        let p384 = json!({"kty": "EC", "kid": "k", "crv": "P-384", "x": "AA", "y": "AA"});
        let short = rsa_of(1024);
        let huge = rsa_of(8192);
        let encryption = with(rsa_of(2048), "use", "enc");
        let useless = vec![symmetric, p384, short, huge, encryption, json!(1), json!({"kty": "RSA"})];
        assert_eq!(read(useless.clone()), Err(FetchFailed::Document("no key for RS256 or ES256")));
        assert_eq!(read([useless, vec![rsa_of(2048)]].concat()), Ok(1));
    }

    #[test]
    fn a_document_has_at_most_twenty_keys() {
        assert_eq!(read(vec![rsa_of(2048); 20]), Ok(20));
        assert_eq!(read(vec![rsa_of(2048); 21]), Err(FetchFailed::Document("more than 20 keys")));
        assert!(KeySet::read(b"<html>").is_err());
    }
}
