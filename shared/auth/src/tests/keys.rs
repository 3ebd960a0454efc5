//! When keys are fetched, and the effects of a failed fetch.

use http::StatusCode;
use jsonwebtoken::Algorithm;
use serde_json::json;

use super::issuer::{Bench, es256, es256_token, published, rs256_token, rsa};
use crate::{AuthError, FetchKeysError};

const MINUTE_SECONDS: i64 = 60;
const HOUR_SECONDS: i64 = 60 * MINUTE_SECONDS;
const DAY_SECONDS: i64 = 24 * HOUR_SECONDS;

/// A token of the key `r1` that does not expire during these tests.
fn long_lived_token() -> String {
    rs256_token(json!({"exp": 4_000_000_000_i64}))
}

#[tokio::test]
async fn keys_are_fetched_once_for_concurrent_tokens() {
    let bench = Bench::new();
    let token = long_lived_token();
    let checks = futures_util::future::join_all((0..50).map(|_| bench.verify(&token))).await;
    assert!(checks.iter().all(Result::is_ok));
    assert_eq!(bench.fetches(), 1);
}

#[tokio::test]
async fn keys_are_cached_for_an_hour() {
    let bench = Bench::new();
    bench.verify(&long_lived_token()).await.unwrap();
    bench.advance(HOUR_SECONDS - 1);
    bench.verify(&long_lived_token()).await.unwrap();
    assert_eq!(bench.fetches(), 1);
    bench.advance(1);
    bench.verify(&long_lived_token()).await.unwrap();
    assert_eq!(bench.fetches(), 2);
}

#[tokio::test]
async fn new_key_is_fetched_with_its_first_token() {
    let bench = Bench::new();
    bench.verify(&long_lived_token()).await.unwrap();
    bench.publish(vec![published("e2", &es256(), Algorithm::ES256)]);
    bench.advance(MINUTE_SECONDS);
    assert!(bench.verify(&es256_token("e2")).await.is_ok());
    assert_eq!(bench.fetches(), 2);
    // Tokens of a key that is no longer published are rejected.
    assert_eq!(bench.verify(&long_lived_token()).await, Err(AuthError::UnknownKey));
}

#[tokio::test]
async fn invented_key_ids_cause_one_fetch_per_minute() {
    let bench = Bench::new();
    bench.verify(&long_lived_token()).await.unwrap();
    for second in 0..(3 * MINUTE_SECONDS) {
        let error = bench.verify(&es256_token(&format!("invented-{second}"))).await.unwrap_err();
        assert_eq!(error, AuthError::UnknownKey);
        bench.advance(1);
    }
    assert_eq!(bench.fetches(), 3);
    assert!(bench.verify(&long_lived_token()).await.is_ok());
}

#[tokio::test]
async fn missing_keys_are_a_transient_error() {
    let bench = Bench::new();
    bench.fail(true);
    for _ in 0..10 {
        let error = bench.verify(&long_lived_token()).await.unwrap_err();
        assert_eq!(error, AuthError::KeysUnavailable(FetchKeysError::Status(500)));
        assert_eq!((error.code(), error.status()), ("keys_unavailable", StatusCode::SERVICE_UNAVAILABLE));
    }
    assert_eq!(bench.fetches(), 1);
    bench.fail(false);
    bench.advance(5);
    assert!(bench.verify(&long_lived_token()).await.is_ok());
}

#[tokio::test]
async fn cached_keys_are_used_for_a_day_if_the_issuer_is_down() {
    let bench = Bench::new();
    bench.verify(&long_lived_token()).await.unwrap();
    bench.fail(true);
    bench.advance(HOUR_SECONDS);
    for _ in 0..10 {
        bench.verify(&long_lived_token()).await.unwrap();
    }
    assert_eq!(bench.fetches(), 2);
    // A token of an unknown key is not called invalid while new keys cannot be fetched.
    let unknown = bench.verify(&es256_token("e2")).await.unwrap_err();
    assert_eq!(unknown, AuthError::KeysUnavailable(FetchKeysError::Status(500)));
    bench.advance(DAY_SECONDS - HOUR_SECONDS - 1);
    bench.verify(&long_lived_token()).await.unwrap();
    bench.advance(1 + MINUTE_SECONDS);
    assert_eq!(bench.verify(&long_lived_token()).await, Err(AuthError::KeysUnavailable(FetchKeysError::Status(500))));
}

#[tokio::test]
async fn document_without_usable_keys_does_not_replace_cached_keys() {
    let bench = Bench::new();
    bench.verify(&long_lived_token()).await.unwrap();
    bench.publish(vec![]);
    bench.advance(HOUR_SECONDS);
    assert!(bench.verify(&long_lived_token()).await.is_ok());
    bench.publish(vec![published("r1", &rsa(), Algorithm::RS256); 21]);
    bench.advance(MINUTE_SECONDS);
    assert!(bench.verify(&long_lived_token()).await.is_ok());
    assert_eq!(bench.fetches(), 3);
}
