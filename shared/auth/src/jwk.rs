//! The published keys of an issuer: the parts of RFC 7517 that RS256 and ES256 need.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use serde_json::Value;

use crate::FetchKeysError;
use crate::token::Algorithm;

/// The most keys of a document. Issuers publish two to ten: the current ones and the next ones.
const MAX_KEYS: usize = 20;

/// The accepted lengths of an RSA modulus, in bytes: at least 2048 bits (RFC 7518, section 3.3), and at most 4096, since
/// verification with longer keys is slow.
const RSA_MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=512;

/// The length of a coordinate on P-256, in bytes.
const P256_COORDINATE_BYTES: usize = 32;

/// One public key, for one algorithm.
#[derive(Clone)]
pub(crate) struct Key {
    id: String,
    algorithm: Algorithm,
    key: DecodingKey,
}

/// The usable keys of an issuer.
pub(crate) struct KeySet(Vec<Key>);

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
    /// Parses a key document. Keys for other algorithms are ignored. A document without a usable key is an error, so that a
    /// broken document never replaces working keys.
    pub(crate) fn parse(document: &[u8]) -> Result<Self, FetchKeysError> {
        let document: Document =
            serde_json::from_slice(document).map_err(|_| FetchKeysError::Document("not a JSON Web Key Set"))?;
        if document.keys.len() > MAX_KEYS {
            return Err(FetchKeysError::Document("more than 20 keys"));
        }
        let keys: Vec<Key> = document.keys.into_iter().filter_map(Key::from_json).collect();
        if keys.is_empty() {
            return Err(FetchKeysError::Document("no key for RS256 or ES256"));
        }
        Ok(Self(keys))
    }

    /// The keys with this id. There are several if the issuer has one per algorithm.
    pub(crate) fn with_id<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Key> {
        self.0.iter().filter(move |key| key.id == id)
    }
}

impl Key {
    fn from_json(value: Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(value).ok()?;
        if jwk.usage.as_deref().is_some_and(|usage| usage != "sig") {
            return None;
        }
        let (algorithm, key) = match jwk.kty.as_str() {
            "RSA" => (Algorithm::Rs256, rsa(&jwk)?),
            "EC" => (Algorithm::Es256, p256(&jwk)?),
            _ => return None,
        };
        // If a key names an algorithm, it is for that algorithm only.
        if jwk.alg.is_some_and(|name| Algorithm::from_name(&name) != Some(algorithm)) {
            return None;
        }
        Some(Self { id: jwk.kid, algorithm, key })
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether `signature` (base64url) is that of this key over `message`. The algorithm is that of the key, never that of the
    /// token.
    pub(crate) fn verifies(&self, message: &[u8], signature: &str) -> bool {
        let algorithm = match self.algorithm {
            Algorithm::Rs256 => jsonwebtoken::Algorithm::RS256,
            Algorithm::Es256 => jsonwebtoken::Algorithm::ES256,
        };
        jsonwebtoken::crypto::verify(signature, message, &self.key, algorithm).unwrap_or(false)
    }
}

fn rsa(jwk: &Jwk) -> Option<DecodingKey> {
    let modulus = decode(jwk.n.as_deref()?)?;
    let exponent = decode(jwk.e.as_deref()?)?;
    RSA_MODULUS_BYTES.contains(&modulus.len()).then(|| DecodingKey::from_rsa_raw_components(&modulus, &exponent))
}

fn p256(jwk: &Jwk) -> Option<DecodingKey> {
    let (x, y) = (jwk.x.as_deref()?, jwk.y.as_deref()?);
    let has_valid_length = |coordinate| decode(coordinate).is_some_and(|bytes| bytes.len() == P256_COORDINATE_BYTES);
    if jwk.crv.as_deref() != Some("P-256") || !has_valid_length(x) || !has_valid_length(y) {
        return None;
    }
    DecodingKey::from_ec_components(x, y).ok()
}

fn decode(text: &str) -> Option<Vec<u8>> {
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

    fn usable_keys(keys: Vec<Value>) -> Result<usize, FetchKeysError> {
        KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).map(|set| set.0.len())
    }

    #[test]
    fn key_is_accepted_only_for_the_algorithm_of_its_type() {
        assert_eq!(usable_keys(vec![rsa_of(2048), with(rsa_of(4096), "alg", "RS256")]), Ok(2));
        for other in ["ES256", "HS256", "RS512", "none"] {
            assert!(usable_keys(vec![with(rsa_of(2048), "alg", other)]).is_err(), "{other}");
        }
    }

    #[test]
    fn unusable_keys_are_ignored() {
        let symmetric = json!({"kty": "oct", "kid": "k", "k": "c2VjcmV0"});
        let p384 = json!({"kty": "EC", "kid": "k", "crv": "P-384", "x": "AA", "y": "AA"});
        let short = rsa_of(1024);
        let huge = rsa_of(8192);
        let encryption = with(rsa_of(2048), "use", "enc");
        let unusable = vec![symmetric, p384, short, huge, encryption, json!(1), json!({"kty": "RSA"})];
        assert_eq!(usable_keys(unusable.clone()), Err(FetchKeysError::Document("no key for RS256 or ES256")));
        assert_eq!(usable_keys([unusable, vec![rsa_of(2048)]].concat()), Ok(1));
    }

    #[test]
    fn document_with_more_than_20_keys_is_rejected() {
        assert_eq!(usable_keys(vec![rsa_of(2048); 20]), Ok(20));
        assert_eq!(usable_keys(vec![rsa_of(2048); 21]), Err(FetchKeysError::Document("more than 20 keys")));
        assert!(KeySet::parse(b"<html>").is_err());
    }
}
