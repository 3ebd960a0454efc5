//! The issuer over HTTP.

use std::time::Duration;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use serde::Deserialize;
use serde_json::{Value, json};

use super::oauth::{AUTHORIZE, END_SESSION, REVOKE, TOKEN};
use super::{DEFAULT_TTL, Issuer, TokenError};

/// Paths by OpenID Connect Discovery 1.0, section 4: <https://openid.net/specs/openid-connect-discovery-1_0.html>
pub(super) fn open(issuer: &Issuer) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(configuration))
        .route("/.well-known/jwks.json", get(keys))
        .with_state(issuer.clone())
}

pub(super) fn local(issuer: &Issuer) -> Router {
    Router::new().route("/local/token", get(token)).with_state(issuer.clone())
}

async fn configuration(State(issuer): State<Issuer>) -> Response {
    let here = |path: &str| format!("{}{path}", issuer.url);
    json_response(&json!({
        "issuer": &*issuer.url,
        "jwks_uri": here("/.well-known/jwks.json"),
        "authorization_endpoint": here(AUTHORIZE),
        "token_endpoint": here(TOKEN),
        "revocation_endpoint": here(REVOKE),
        "end_session_endpoint": here(END_SESSION),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "revocation_endpoint_auth_methods_supported": ["none"],
        "scopes_supported": ["openid"],
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "preferred_username"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "subject_types_supported": ["public"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

async fn keys(State(issuer): State<Issuer>) -> Response {
    json_response(&json!({"keys": [issuer.key.public()]}))
}

#[derive(Deserialize)]
struct TokenQuery {
    user: Option<String>,
    ttl: Option<String>,
}

/// `GET /local/token?user=demo&ttl=3600`: the token as text, or an error message.
async fn token(
    State(issuer): State<Issuer>,
    query: Result<Query<TokenQuery>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let Ok(Query(query)) = query else {
        return plain(
            StatusCode::BAD_REQUEST,
            "the query must be user=<name> and optionally ttl=<seconds>, each once\n".to_owned(),
        );
    };
    match mint(&issuer, &query) {
        Ok(token) => plain(StatusCode::OK, token),
        Err(TokenError::Signature(error)) => {
            tracing::error!(%error, "a token could not be signed");
            let message = "the token could not be signed\n".to_owned();
            plain(StatusCode::INTERNAL_SERVER_ERROR, message)
        }
        Err(error) => plain(StatusCode::BAD_REQUEST, format!("{error}\n")),
    }
}

fn mint(issuer: &Issuer, query: &TokenQuery) -> Result<String, TokenError> {
    let ttl = match &query.ttl {
        None => DEFAULT_TTL,
        Some(seconds) => Duration::from_secs(seconds.parse().map_err(|_| TokenError::Ttl)?),
    };
    issuer.mint(query.user.as_deref().unwrap_or_default(), ttl)
}

fn json_response(value: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

fn plain(status: StatusCode, text: String) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        // A page must not be able to run this as a script.
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use http::Request;
    use http_body_util::BodyExt;
    use jsonwebtoken::jwk::JwkSet;
    use jsonwebtoken::{Algorithm, DecodingKey, Validation};
    use tower::ServiceExt;

    use super::*;

    const URL: &str = "http://127.0.0.1:3000";

    struct TestResponse {
        status: StatusCode,
        content_type: String,
        text: String,
    }

    async fn get(issuer: &Issuer, path: &str) -> TestResponse {
        let routes = issuer.open_routes().merge(issuer.local_routes());
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = routes.oneshot(request).await.expect("a response");
        let status = response.status();
        let content_type = response.headers()[CONTENT_TYPE].to_str().expect("text").to_owned();
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        TestResponse { status, content_type, text }
    }

    fn issuer() -> (tempfile::TempDir, Issuer) {
        let dir = tempfile::tempdir().expect("a folder");
        let issuer = Issuer::open(dir.path(), URL, types::time::Clock::system()).expect("an issuer");
        (dir, issuer)
    }

    #[tokio::test]
    async fn token_is_verified_by_the_key_of_the_discovery_document() {
        let (_dir, issuer) = issuer();
        let discovery = get(&issuer, "/.well-known/openid-configuration").await;
        let discovery: Value = serde_json::from_str(&discovery.text).expect("JSON");
        assert_eq!(discovery["issuer"], URL);
        let keys_path =
            discovery["jwks_uri"].as_str().and_then(|uri| uri.strip_prefix(URL)).expect("a path of the issuer");
        let keys: JwkSet = serde_json::from_str(&get(&issuer, keys_path).await.text).expect("JSON");

        let response = get(&issuer, "/local/token?user=Zo%C3%AB+K&ttl=60").await;
        assert_eq!(response.status, StatusCode::OK);
        assert!(response.content_type.starts_with("text/plain"));
        let kid = jsonwebtoken::decode_header(&response.text).expect("a header").kid.expect("a key id");
        let key = DecodingKey::from_jwk(keys.find(&kid).expect("the key")).expect("a key");
        let mut rules = Validation::new(Algorithm::ES256);
        rules.set_audience(&["storebell"]);
        rules.set_issuer(&[URL]);
        rules.validate_nbf = true;
        let claims = jsonwebtoken::decode::<Value>(&response.text, &key, &rules).expect("valid").claims;
        assert_eq!(claims["sub"], "Zoë K");
        let life = claims["exp"].as_i64().zip(claims["iat"].as_i64()).map(|(exp, iat)| exp - iat);
        assert_eq!(life, Some(60));
    }

    #[tokio::test]
    async fn only_the_public_half_of_the_key_is_published() {
        let (_dir, issuer) = issuer();
        let keys: Value = serde_json::from_str(&get(&issuer, "/.well-known/jwks.json").await.text).expect("JSON");
        let mut members: Vec<_> = keys["keys"][0].as_object().expect("a key").keys().cloned().collect();
        members.sort();
        assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
    }

    #[tokio::test]
    async fn invalid_query_is_an_error_that_names_the_parameter() {
        let (_dir, issuer) = issuer();
        let long = format!("user={}", "x".repeat(129));
        for (query, parameter) in [
            ("", "user"),
            ("user=", "user"),
            ("user=a%00b", "user"),
            (long.as_str(), "user"),
            ("user=demo&ttl=0", "ttl"),
            ("user=demo&ttl=-1", "ttl"),
            ("user=demo&ttl=86401", "ttl"),
            ("user=demo&ttl=1.5", "ttl"),
            ("user=demo&ttl=99999999999999999999", "ttl"),
            ("user=a&user=b", "query"),
        ] {
            let response = get(&issuer, &format!("/local/token?{query}")).await;
            assert_eq!(response.status, StatusCode::BAD_REQUEST, "{query}");
            assert!(response.text.contains(parameter), "{query}: {}", response.text);
        }
        for query in ["user=demo", "user=demo&ttl=1", "user=demo&ttl=86400"] {
            let response = get(&issuer, &format!("/local/token?{query}")).await;
            assert_eq!(response.status, StatusCode::OK, "{query}");
        }
    }
}
