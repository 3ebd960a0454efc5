//! Sign-in as an application does it, and attacks on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::body::Body;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{CONTENT_SECURITY_POLICY, LOCATION, X_FRAME_OPTIONS};
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use reqwest::Url;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt as _;
use types::time::{Clock, Time};

use super::code::Grant;
use super::pkce::Challenge;
use super::session::SignedInUser;
use super::{AUTHORIZE, END_SESSION, REVOKE, TOKEN};
use crate::issuer::Issuer;

const URL: &str = "http://127.0.0.1:3000";
const BACK: &str = "http://127.0.0.1:3000/signed-in";
// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

type Pairs = Vec<(&'static str, String)>;

struct TestIssuer {
    issuer: Issuer,
    seconds: Arc<AtomicI64>,
    _folder: TempDir,
}

impl TestIssuer {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let seconds = Arc::new(AtomicI64::new(1_790_000_000));
        let read = Arc::clone(&seconds);
        let clock = Clock::from_fn(move || Time::from_millis(read.load(Ordering::SeqCst) * 1000).unwrap());
        Self { issuer: Issuer::open(folder.path(), URL, clock).unwrap(), seconds, _folder: folder }
    }

    fn advance(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    async fn send(&self, request: Request<Body>) -> Response {
        let routes = self.issuer.open_routes().merge(self.issuer.page_routes()).merge(self.issuer.local_routes());
        routes.oneshot(request).await.unwrap()
    }

    async fn get(&self, path: &str, pairs: &Pairs) -> Response {
        self.send(Request::get(format!("{path}?{}", encoded(pairs))).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, pairs: &Pairs) -> Response {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(encoded(pairs))).unwrap()).await
    }

    /// A code for `user`.
    async fn code(&self, user: &str) -> String {
        let back = location(&self.post(AUTHORIZE, &with(authorization_request(), "user", user)).await);
        parameter(&back, "code").unwrap()
    }

    async fn exchange(&self, pairs: &Pairs) -> (StatusCode, Value) {
        let response = self.post(TOKEN, pairs).await;
        assert_eq!(response.headers()["cache-control"], "no-store");
        (response.status(), serde_json::from_str(&text(response).await).unwrap())
    }

    async fn signed_in(&self, user: &str) -> Value {
        let (status, tokens) = self.exchange(&token_request(&self.code(user).await)).await;
        assert_eq!(status, StatusCode::OK, "{tokens}");
        tokens
    }
}

/// A valid authorization request.
fn authorization_request() -> Pairs {
    [
        ("client_id", "storebell"),
        ("redirect_uri", BACK),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("state", "a state & more"),
        ("nonce", "n-1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

/// A valid token request.
fn token_request(code: &str) -> Pairs {
    [
        ("grant_type", "authorization_code"),
        ("client_id", "storebell"),
        ("code", code),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

fn renewal(token: &Value) -> Pairs {
    let token = token["refresh_token"].as_str().unwrap().to_owned();
    vec![("grant_type", "refresh_token".into()), ("client_id", "storebell".into()), ("refresh_token", token)]
}

/// With another value; an empty value removes the parameter.
fn with(mut pairs: Pairs, name: &'static str, value: &str) -> Pairs {
    pairs.retain(|(known, _)| *known != name);
    if !value.is_empty() {
        pairs.push((name, value.to_owned()));
    }
    pairs
}

fn encoded(pairs: &Pairs) -> String {
    Url::parse_with_params("http://x/", pairs).unwrap().query().unwrap_or_default().to_owned()
}

fn location(response: &Response) -> Url {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()[LOCATION].to_str().unwrap().parse().unwrap()
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

fn claims(token: &Value) -> Value {
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn application_gets_tokens_for_the_chosen_user() {
    let test = TestIssuer::new();
    let page = test.get(AUTHORIZE, &authorization_request()).await;
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(page.headers()[X_FRAME_OPTIONS], "DENY");
    let policy = page.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    for directive in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
        assert!(policy.contains(directive), "{policy}");
    }
    assert!(!policy.contains("script-src") && !policy.contains("unsafe"), "{policy}");
    let html = text(page).await;
    assert!(html.contains(r#"value="demo""#) && !html.contains("<script"));

    let back = location(&test.post(AUTHORIZE, &with(authorization_request(), "user", "Zoë K")).await);
    assert!(back.as_str().starts_with("http://127.0.0.1:3000/signed-in?"), "{back}");
    assert_eq!(parameter(&back, "state").as_deref(), Some("a state & more"));
    assert_eq!(parameter(&back, "iss").as_deref(), Some(URL));
    let (status, tokens) = test.exchange(&token_request(&parameter(&back, "code").unwrap())).await;
    assert_eq!((status, &tokens["token_type"]), (StatusCode::OK, &"Bearer".into()), "{tokens}");
    let identity = claims(&tokens["id_token"]);
    assert_eq!((&identity["sub"], &identity["nonce"]), (&"Zoë K".into(), &"n-1".into()));
    assert_eq!((&identity["aud"], &identity["iss"]), (&"storebell".into(), &URL.into()));
    let access = claims(&tokens["access_token"]);
    assert_eq!((&access["sub"], &access["nonce"]), (&"Zoë K".into(), &Value::Null));
    assert_eq!(access["exp"].as_i64().unwrap() - access["iat"].as_i64().unwrap(), 3600);
}

#[tokio::test]
async fn browser_is_not_redirected_to_another_origin() {
    let test = TestIssuer::new();
    for (name, value) in [
        ("redirect_uri", ""),
        ("redirect_uri", "https://evil.example/"),
        ("redirect_uri", "http://127.0.0.1:3000@evil.example/"),
        ("redirect_uri", "javascript:alert(1)"),
        ("client_id", ""),
        ("client_id", "other"),
    ] {
        for response in [
            test.get(AUTHORIZE, &with(authorization_request(), name, value)).await,
            test.post(AUTHORIZE, &with(with(authorization_request(), name, value), "user", "demo")).await,
        ] {
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{name} {value}");
            assert!(!response.headers().contains_key(LOCATION), "{name} {value}");
        }
    }
    let twice = [authorization_request(), vec![("redirect_uri", "https://evil.example/".into())]].concat();
    assert_eq!(test.get(AUTHORIZE, &twice).await.status(), StatusCode::BAD_REQUEST);
    let request = vec![("post_logout_redirect_uri", "https://evil.example/".to_owned())];
    assert_eq!(test.get(END_SESSION, &request).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn invalid_request_is_reported_to_the_application() {
    let test = TestIssuer::new();
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "", "unsupported_response_type"),
        ("response_mode", "fragment", "invalid_request"),
        ("scope", "profile", "invalid_scope"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("prompt", "none", "login_required"),
        ("request", "x.y.z", "request_not_supported"),
    ] {
        for response in [
            test.get(AUTHORIZE, &with(authorization_request(), name, value)).await,
            test.post(AUTHORIZE, &with(with(authorization_request(), name, value), "user", "demo")).await,
        ] {
            let back = location(&response);
            assert!(back.as_str().starts_with(BACK), "{back}");
            assert_eq!(parameter(&back, "error").as_deref(), Some(error), "{name} {value}");
            assert_eq!(parameter(&back, "state").as_deref(), Some("a state & more"), "{name} {value}");
            assert_eq!(parameter(&back, "code"), None, "{name} {value}");
        }
    }
}

#[tokio::test]
async fn values_on_the_page_are_escaped() {
    let test = TestIssuer::new();
    let evil = "\"><script>alert('x')</script>";
    for name in ["state", "nonce"] {
        let html = text(test.get(AUTHORIZE, &with(authorization_request(), name, evil)).await).await;
        assert!(html.contains("&quot;&gt;&lt;script&gt;") && !html.contains("<script"), "{name}");
    }
    for user in ["", &"x".repeat(129), "a\nb"] {
        let response = test.post(AUTHORIZE, &with(authorization_request(), "user", user)).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert!(text(response).await.contains("role=\"alert\""));
    }
    // Any other name is valid; it is in tokens, and on no page of this issuer.
    assert_eq!(claims(&test.signed_in(evil).await["access_token"])["sub"], evil);
}

#[tokio::test]
async fn code_is_valid_for_one_use_one_minute_its_address_and_its_verifier() {
    let test = TestIssuer::new();
    for (name, value, error) in [
        ("redirect_uri", "http://127.0.0.1:3000/other", "invalid_grant"),
        ("code_verifier", "x".repeat(43).as_str(), "invalid_grant"),
        ("code_verifier", CHALLENGE, "invalid_grant"),
        ("code_verifier", "", "invalid_request"),
        ("client_id", "other", "invalid_client"),
        ("client_id", "", "invalid_client"),
        ("grant_type", "password", "unsupported_grant_type"),
        ("grant_type", "", "invalid_request"),
        ("code", "x", "invalid_grant"),
    ] {
        let pairs = with(token_request(&test.code("demo").await), name, value);
        assert_eq!(test.exchange(&pairs).await.1, serde_json::json!({ "error": error }), "{name} {value}");
    }
    // One wrong verifier uses the code up.
    let code = test.code("demo").await;
    test.exchange(&with(token_request(&code), "code_verifier", &"x".repeat(43))).await;
    assert_eq!(test.exchange(&token_request(&code)).await.0, StatusCode::BAD_REQUEST);

    let (late, in_time) = (test.code("demo").await, test.code("demo").await);
    test.advance(59);
    assert_eq!(test.exchange(&token_request(&in_time)).await.0, StatusCode::OK);
    test.advance(1);
    assert_eq!(test.exchange(&token_request(&late)).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn repeated_code_ends_its_session() {
    let test = TestIssuer::new();
    let code = test.code("demo").await;
    let (_, tokens) = test.exchange(&token_request(&code)).await;
    assert_eq!(test.exchange(&token_request(&code)).await.1["error"], "invalid_grant");
    assert_eq!(test.exchange(&renewal(&tokens)).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn session_is_renewed_by_refresh_tokens_of_one_use() {
    let test = TestIssuer::new();
    let first = test.signed_in("asha").await;
    test.advance(3000);
    let (status, second) = test.exchange(&renewal(&first)).await;
    assert_eq!(status, StatusCode::OK, "{second}");
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    let (before, after) = (claims(&first["id_token"]), claims(&second["id_token"]));
    assert_eq!((&after["sub"], &after["auth_time"]), (&"asha".into(), &before["auth_time"]));
    assert!(after["exp"].as_i64() > before["exp"].as_i64());

    // Another tab that renews at the same time gets the same tokens.
    test.advance(9);
    assert_eq!(test.exchange(&renewal(&first)).await.1["refresh_token"], second["refresh_token"]);
    // Later it can only be another party, and the session ends for both.
    test.advance(1);
    assert_eq!(test.exchange(&renewal(&first)).await.1["error"], "invalid_grant");
    assert_eq!(test.exchange(&renewal(&second)).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn session_ends_by_revocation_and_after_thirty_days() {
    let test = TestIssuer::new();
    let (revoked, kept) = (test.signed_in("demo").await, test.signed_in("demo").await);
    let token = vec![("token", revoked["refresh_token"].as_str().unwrap().to_owned())];
    for _ in 0..2 {
        assert_eq!(test.post(REVOKE, &token).await.status(), StatusCode::OK);
    }
    assert_eq!(test.exchange(&renewal(&revoked)).await.1["error"], "invalid_grant");
    test.advance(30 * 24 * 3600 - 1);
    let (status, kept) = test.exchange(&renewal(&kept)).await;
    assert_eq!(status, StatusCode::OK);
    test.advance(1);
    assert_eq!(test.exchange(&renewal(&kept)).await.1["error"], "invalid_grant");

    let back = vec![("post_logout_redirect_uri", format!("{URL}/")), ("state", "s".into())];
    assert_eq!(location(&test.get(END_SESSION, &back).await).as_str(), format!("{URL}/?state=s"));
    assert_eq!(test.get(END_SESSION, &Vec::new()).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn oldest_codes_and_sessions_are_dropped_over_the_limit() {
    let test = TestIssuer::new();
    let first = test.code("demo").await;
    let session = test.signed_in("demo").await;
    test.advance(1);
    let now = test.issuer.clock.now();
    for number in 0..1_000 {
        let (user, challenge) = ("demo".to_owned(), Challenge::read(CHALLENGE).unwrap());
        test.issuer.flow.codes.add(Grant { user, at: now, redirect_uri: BACK.into(), nonce: None, challenge });
        let user = SignedInUser { user: "demo".into(), signed_in_at: now };
        test.issuer.flow.sessions.start(&number.to_string(), user, now);
    }
    assert_eq!(test.exchange(&token_request(&first)).await.1["error"], "invalid_grant");
    assert_eq!(test.exchange(&renewal(&session)).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn large_form_or_repeated_parameter_is_rejected() {
    let test = TestIssuer::new();
    let large = with(authorization_request(), "user", &"x".repeat(20_000));
    assert_eq!(test.post(AUTHORIZE, &large).await.status(), StatusCode::BAD_REQUEST);
    let twice = [token_request("x"), token_request("y")].concat();
    assert_eq!(test.exchange(&twice).await.1["error"], "invalid_request");
}
