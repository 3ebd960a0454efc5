//! A token issuer for tests: signs tokens, publishes and rotates keys, and can fail.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use types::time::{Clock, Time};

use crate::{AuthError, Config, FetchKeys, FetchKeysError, Session, TokenVerifier};

pub(super) const ISSUER: &str = "https://issuer.example";
/// The current time in these tests, in seconds since the Unix epoch.
pub(super) const NOW: i64 = 1_790_000_000;

pub(super) fn rsa() -> EncodingKey {
    EncodingKey::from_rsa_der(&der(include_str!("rsa.pem")))
}

pub(super) fn other_rsa() -> EncodingKey {
    EncodingKey::from_rsa_der(&der(include_str!("other-rsa.pem")))
}

pub(super) fn es256() -> EncodingKey {
    EncodingKey::from_ec_der(&der(include_str!("es256.pem")))
}

fn der(pem: &str) -> Vec<u8> {
    let inner = pem.lines().skip_while(|line| !line.starts_with("-----BEGIN")).skip(1);
    let text: String = inner.take_while(|line| !line.starts_with("-----END")).collect();
    STANDARD.decode(text).unwrap()
}

/// The public key of `key` in the form that an issuer publishes.
pub(super) fn published(kid: &str, key: &EncodingKey, algorithm: Algorithm) -> Value {
    let mut jwk = serde_json::to_value(Jwk::from_encoding_key(key, algorithm).unwrap()).unwrap();
    jwk["kid"] = json!(kid);
    jwk["use"] = json!("sig");
    jwk
}

/// Claims that are valid at `NOW`, with `changes`. Null removes a claim.
pub(super) fn claims(changes: Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "sub": "demo", "aud": "storebell", "iat": NOW - 10, "exp": NOW + 3600,
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
}

/// A signed token with exactly this header and these claims.
pub(super) fn signed(header: &Value, claims: &Value, key: &EncodingKey, algorithm: Algorithm) -> String {
    let message = unsigned(header, claims);
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

pub(super) fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()))
}

/// A valid RS256 token, except for the changes.
pub(super) fn rs256_token(changes: Value) -> String {
    signed(&json!({"alg": "RS256", "kid": "r1"}), &claims(changes), &rsa(), Algorithm::RS256)
}

/// A valid ES256 token with the key id `kid`.
pub(super) fn es256_token(kid: &str) -> String {
    signed(&json!({"alg": "ES256", "kid": kid}), &claims(json!({})), &es256(), Algorithm::ES256)
}

/// A source of keys for tests.
#[derive(Default)]
pub(super) struct Source {
    keys: Mutex<Vec<Value>>,
    failing: Mutex<bool>,
    fetches: AtomicUsize,
}

impl FetchKeys for Source {
    fn fetch<'a>(&'a self, _jwks_url: &'a str) -> BoxFuture<'a, Result<Vec<u8>, FetchKeysError>> {
        async {
            self.fetches.fetch_add(1, Ordering::SeqCst);
            // Concurrent callers run here, as they would during a real fetch.
            tokio::task::yield_now().await;
            match *self.failing.lock().unwrap() {
                true => Err(FetchKeysError::Status(500)),
                false => Ok(json!({ "keys": *self.keys.lock().unwrap() }).to_string().into_bytes()),
            }
        }
        .boxed()
    }
}

/// A verifier, its source of keys, and its clock.
pub(super) struct Bench {
    pub(super) verifier: TokenVerifier,
    source: Arc<Source>,
    seconds: Arc<AtomicI64>,
}

impl Bench {
    /// A bench at `NOW` whose issuer publishes the keys `r1` (RSA) and `e1` (P-256).
    pub(super) fn new() -> Self {
        let source = Arc::new(Source::default());
        let seconds = Arc::new(AtomicI64::new(NOW));
        let read = Arc::clone(&seconds);
        let clock = Clock::from_fn(move || Time::from_millis(read.load(Ordering::SeqCst) * 1000).unwrap());
        let config = Config {
            issuer: ISSUER.into(),
            audience: "storebell".into(),
            jwks_url: format!("{ISSUER}/.well-known/jwks.json"),
        };
        let bench = Self { verifier: TokenVerifier::new(config, Arc::clone(&source) as _, clock), source, seconds };
        bench.publish(vec![published("r1", &rsa(), Algorithm::RS256), published("e1", &es256(), Algorithm::ES256)]);
        bench
    }

    pub(super) async fn verify(&self, token: &str) -> Result<Session, AuthError> {
        self.verifier.verify(token).await
    }

    pub(super) fn publish(&self, keys: Vec<Value>) {
        *self.source.keys.lock().unwrap() = keys;
    }

    pub(super) fn fail(&self, failing: bool) {
        *self.source.failing.lock().unwrap() = failing;
    }

    pub(super) fn advance(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(super) fn fetches(&self) -> usize {
        self.source.fetches.load(Ordering::SeqCst)
    }
}
