//! Which tokens are accepted and which are rejected.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, StatusCode};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use super::issuer::{
    Bench, ISSUER, NOW, claims, es256_token, other_rsa, published, rs256_token, rsa, signed, unsigned,
};
use crate::AuthError;

async fn rejection(token: &str) -> AuthError {
    Bench::new().verify(token).await.expect_err("the token must be rejected")
}

#[tokio::test]
async fn rs256_and_es256_tokens_are_accepted() {
    let bench = Bench::new();
    for token in [rs256_token(json!({})), es256_token("e1")] {
        let session = bench.verify(&token).await.unwrap();
        assert_eq!(session.user.as_str(), "demo");
        assert_eq!(session.expires_at.seconds(), NOW + 3600);
    }
    assert_eq!(bench.fetches(), 1);
}

#[tokio::test]
async fn access_token_of_cognito_is_accepted() {
    let token = rs256_token(json!({
        "aud": null, "client_id": "storebell", "token_use": "access", "scope": "openid", "username": "demo",
        "sub": "7c1f0d5e-0b8f-4d0c-9f43-6c1d5a3a2b10", "jti": "a", "origin_jti": "b", "auth_time": NOW - 10,
    }));
    let session = Bench::new().verify(&token).await.unwrap();
    assert_eq!(session.user.as_str(), "7c1f0d5e-0b8f-4d0c-9f43-6c1d5a3a2b10");
}

#[tokio::test]
async fn id_token_of_cognito_is_rejected() {
    let token = rs256_token(json!({
        "token_use": "id", "cognito:username": "demo", "email": "demo@example.com", "auth_time": NOW - 10, "jti": "a",
    }));
    assert_eq!(rejection(&token).await, AuthError::TokenUse);
}

#[tokio::test]
async fn token_without_a_signature_is_rejected() {
    for alg in ["none", "None", "NONE", ""] {
        let token = format!("{}.", unsigned(&json!({"alg": alg, "kid": "r1"}), &claims(json!({}))));
        assert_eq!(rejection(&token).await, AuthError::Algorithm, "{alg}");
    }
    let bare = format!("{}.", unsigned(&json!({"alg": "RS256", "kid": "r1"}), &claims(json!({}))));
    assert_eq!(rejection(&bare).await, AuthError::Signature);
}

#[tokio::test]
async fn public_key_is_not_accepted_as_hmac_secret() {
    let public = published("r1", &rsa(), Algorithm::RS256);
    let modulus = URL_SAFE_NO_PAD.decode(public["n"].as_str().unwrap()).unwrap();
    for secret in [public.to_string().into_bytes(), modulus] {
        let key = EncodingKey::from_secret(&secret);
        let header = json!({"alg": "HS256", "kid": "r1"});
        assert_eq!(rejection(&signed(&header, &claims(json!({})), &key, Algorithm::HS256)).await, AuthError::Algorithm);
        // The same signature under the name of an accepted algorithm.
        let header = json!({"alg": "RS256", "kid": "r1"});
        assert_eq!(rejection(&signed(&header, &claims(json!({})), &key, Algorithm::HS256)).await, AuthError::Signature);
    }
}

#[tokio::test]
async fn key_is_used_only_for_its_own_algorithm() {
    let message = claims(json!({}));
    let crossed = signed(&json!({"alg": "RS256", "kid": "e1"}), &message, &rsa(), Algorithm::RS256);
    assert_eq!(rejection(&crossed).await, AuthError::Algorithm);
    for algorithm in [Algorithm::RS512, Algorithm::PS256] {
        let named = signed(&json!({"alg": algorithm, "kid": "r1"}), &message, &rsa(), algorithm);
        assert_eq!(rejection(&named).await, AuthError::Algorithm);
        let disguised = signed(&json!({"alg": "RS256", "kid": "r1"}), &message, &rsa(), algorithm);
        assert_eq!(rejection(&disguised).await, AuthError::Signature);
    }
}

#[tokio::test]
async fn key_of_another_issuer_with_the_same_id_is_rejected() {
    let token = signed(&json!({"alg": "RS256", "kid": "r1"}), &claims(json!({})), &other_rsa(), Algorithm::RS256);
    assert_eq!(rejection(&token).await, AuthError::Signature);
}

#[tokio::test]
async fn key_in_the_token_header_is_ignored() {
    let own = published("r1", &other_rsa(), Algorithm::RS256);
    let header = json!({"alg": "RS256", "kid": "r1", "jwk": own, "jku": "https://elsewhere.example/jwks"});
    let token = signed(&header, &claims(json!({})), &other_rsa(), Algorithm::RS256);
    assert_eq!(rejection(&token).await, AuthError::Signature);
}

#[tokio::test]
async fn invalid_claim_is_rejected_with_its_error() {
    let cases: [(Value, AuthError); 8] = [
        (json!({"iss": "https://other.example"}), AuthError::Issuer),
        (json!({"iss": format!("{ISSUER}/")}), AuthError::Issuer),
        (json!({"aud": "other"}), AuthError::Audience),
        (json!({"aud": null}), AuthError::Audience),
        (json!({"exp": NOW}), AuthError::Expired),
        (json!({"exp": null}), AuthError::NoExpiry),
        (json!({"nbf": NOW + 31}), AuthError::NotYetValid),
        (json!({"sub": null}), AuthError::Subject),
    ];
    let bench = Bench::new();
    for (change, error) in cases {
        assert_eq!(bench.verify(&rs256_token(change.clone())).await, Err(error), "{change}");
    }
}

#[tokio::test]
async fn truncated_token_is_rejected_at_every_length() {
    let bench = Bench::new();
    let token = es256_token("e1");
    for length in (0..token.len()).step_by(7) {
        assert!(bench.verify(&token[..length]).await.is_err(), "cut to {length}");
    }
    assert!(bench.verify(&token[..token.len() - 1]).await.is_err());
    assert!(bench.verify(&format!("{token}A")).await.is_err());
    assert!(bench.verify(&token).await.is_ok());
}

#[tokio::test]
async fn too_long_token_is_rejected_without_parsing() {
    let bench = Bench::new();
    let long = rs256_token(json!({"padding": "x".repeat(100_000)}));
    assert_eq!(bench.verify(&long).await, Err(AuthError::TooLong));
    assert_eq!(bench.verify(&".".repeat(100_000)).await, Err(AuthError::TooLong));
    assert_eq!(bench.fetches(), 0);
    let short = rs256_token(json!({"padding": "x".repeat(5_000)}));
    assert!(short.len() <= 8 * 1024 && bench.verify(&short).await.is_ok());
}

#[tokio::test]
async fn token_with_any_flipped_bit_is_rejected() {
    let bench = Bench::new();
    let token = es256_token("e1");
    for position in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[position] ^= 1 << (position % 7);
        let flipped = String::from_utf8(bytes).unwrap();
        assert!(bench.verify(&flipped).await.is_err(), "a bit of byte {position} of {}", token.len());
    }
}

#[tokio::test]
async fn request_without_a_token_is_rejected_with_no_token() {
    let bench = Bench::new();
    let error = bench.verifier.verify_headers(&HeaderMap::new()).await.unwrap_err();
    assert_eq!((error.code(), error.status()), ("no_token", StatusCode::UNAUTHORIZED));
    let mut headers = HeaderMap::new();
    headers.insert("authorization", format!("Bearer {}", es256_token("e1")).parse().unwrap());
    assert!(bench.verifier.verify_headers(&headers).await.is_ok());
}
