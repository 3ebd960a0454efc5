//! When keys are fetched, and what happens if they cannot be.

use http::StatusCode;
use jsonwebtoken::Algorithm;
use serde_json::json;

use super::super::{AuthError, FetchFailed};
use super::issuer::{Bench, es256, es256_token, published, rs256_token, rsa};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A token of `r1` that does not expire within these tests.
fn lasting() -> String {
    rs256_token(json!({"exp": 4_000_000_000_i64}))
}

#[tokio::test]
async fn keys_are_fetched_once_for_many_at_once() {
    let bench = Bench::new();
    let token = lasting();
    let checks = futures_util::future::join_all((0..50).map(|_| bench.check(&token))).await;
    assert!(checks.iter().all(Result::is_ok));
    assert_eq!(bench.fetches(), 1);
}

#[tokio::test]
async fn keys_are_kept_for_an_hour() {
    let bench = Bench::new();
    bench.check(&lasting()).await.unwrap();
    bench.pass(HOUR - 1);
    bench.check(&lasting()).await.unwrap();
    assert_eq!(bench.fetches(), 1);
    bench.pass(1);
    bench.check(&lasting()).await.unwrap();
    assert_eq!(bench.fetches(), 2);
}

#[tokio::test]
async fn a_new_key_is_found_when_its_first_token_comes() {
    let bench = Bench::new();
    bench.check(&lasting()).await.unwrap();
    bench.publish(vec![published("e2", &es256(), Algorithm::ES256)]);
    bench.pass(MINUTE);
    assert!(bench.check(&es256_token("e2")).await.is_ok());
    assert_eq!(bench.fetches(), 2);
    // And the key that is no longer published opens nothing.
    assert_eq!(bench.check(&lasting()).await, Err(AuthError::UnknownKey));
}

#[tokio::test]
async fn invented_key_ids_cause_one_fetch_a_minute() {
    let bench = Bench::new();
    bench.check(&lasting()).await.unwrap();
    for second in 0..(3 * MINUTE) {
        let refused = bench.check(&es256_token(&format!("invented-{second}"))).await.unwrap_err();
        assert_eq!(refused, AuthError::UnknownKey);
        bench.pass(1);
    }
    assert_eq!(bench.fetches(), 3);
    assert!(bench.check(&lasting()).await.is_ok());
}

#[tokio::test]
async fn without_keys_nothing_is_said_of_a_token() {
    let bench = Bench::new();
    bench.fail(true);
    for _ in 0..10 {
        let refused = bench.check(&lasting()).await.unwrap_err();
        assert_eq!(refused, AuthError::KeysUnavailable(FetchFailed::Status(500)));
        assert_eq!((refused.code(), refused.status()), ("keys_unavailable", StatusCode::SERVICE_UNAVAILABLE));
    }
    assert_eq!(bench.fetches(), 1);
    bench.fail(false);
    bench.pass(5);
    assert!(bench.check(&lasting()).await.is_ok());
}

#[tokio::test]
async fn known_keys_work_on_for_a_day_if_the_issuer_is_down() {
    let bench = Bench::new();
    bench.check(&lasting()).await.unwrap();
    bench.fail(true);
    bench.pass(HOUR);
    for _ in 0..10 {
        bench.check(&lasting()).await.unwrap();
    }
    assert_eq!(bench.fetches(), 2);
    // A token of a key that may be new is not called false while nobody can know.
    let unknown = bench.check(&es256_token("e2")).await.unwrap_err();
    assert_eq!(unknown, AuthError::KeysUnavailable(FetchFailed::Status(500)));
    bench.pass(DAY - HOUR - 1);
    bench.check(&lasting()).await.unwrap();
    bench.pass(1 + MINUTE);
    assert_eq!(bench.check(&lasting()).await, Err(AuthError::KeysUnavailable(FetchFailed::Status(500))));
}

#[tokio::test]
async fn a_document_without_keys_does_not_replace_those_that_work() {
    let bench = Bench::new();
    bench.check(&lasting()).await.unwrap();
    bench.publish(vec![]);
    bench.pass(HOUR);
    assert!(bench.check(&lasting()).await.is_ok());
    bench.publish(vec![published("r1", &rsa(), Algorithm::RS256); 21]);
    bench.pass(MINUTE);
    assert!(bench.check(&lasting()).await.is_ok());
    assert_eq!(bench.fetches(), 3);
}
