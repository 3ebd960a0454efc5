//! A token issuer with one ES256 key, valid tokens, and a source of keys that can fail.

use std::sync::Arc;

use auth::{Config, FetchKeys, FetchKeysError, TokenVerifier};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use p256::SecretKey;
use p256::pkcs8::EncodePrivateKey as _;
use serde_json::json;
use types::time::Clock;

const ISSUER: &str = "https://issuer.example";

fn key() -> EncodingKey {
    let secret = SecretKey::from_slice(&[7; 32]).unwrap();
    EncodingKey::from_ec_der(secret.to_pkcs8_der().unwrap().as_bytes())
}

/// A valid token of `user` that expires in `seconds`.
///
/// # Panics
/// If it cannot be signed.
pub fn token(user: &str, seconds: i64) -> String {
    let now = Clock::system().now().seconds();
    let claims = json!({"iss": ISSUER, "aud": "storebell", "sub": user, "exp": now + seconds});
    let header = Header { kid: Some("k".into()), ..Header::new(Algorithm::ES256) };
    jsonwebtoken::encode(&header, &claims, &key()).unwrap()
}

struct Keys {
    available: bool,
}

impl FetchKeys for Keys {
    fn fetch<'a>(&'a self, _jwks_url: &'a str) -> futures_util::future::BoxFuture<'a, Result<Vec<u8>, FetchKeysError>> {
        let mut jwk = serde_json::to_value(Jwk::from_encoding_key(&key(), Algorithm::ES256).unwrap()).unwrap();
        jwk["kid"] = json!("k");
        let response = match self.available {
            true => Ok(json!({ "keys": [jwk] }).to_string().into_bytes()),
            false => Err(FetchKeysError::Status(500)),
        };
        Box::pin(std::future::ready(response))
    }
}

/// Verifies tokens of this issuer. If `available` is false, the request for its keys fails with 500.
pub fn token_verifier(available: bool) -> TokenVerifier {
    let settings = Config {
        issuer: ISSUER.into(),
        audience: "storebell".into(),
        jwks_url: format!("{ISSUER}/.well-known/jwks.json"),
    };
    TokenVerifier::new(settings, Arc::new(Keys { available }), Clock::system())
}
