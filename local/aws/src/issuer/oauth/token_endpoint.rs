//! The token endpoint: tokens for a code, and tokens for a refresh token.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde::Deserialize;
use serde_json::json;

use super::CLIENT_ID;
use super::code::{CodeUse, Grant};
use super::session::SignedInUser;
use crate::issuer::{DEFAULT_TTL, Identity, Issuer, TokenError};

/// The request: <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3> and section 6. No `Debug`: it holds secrets.
#[derive(Deserialize)]
pub(super) struct TokenRequest {
    grant_type: Option<String>,
    client_id: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    refresh_token: Option<String>,
}

/// The standard's error code.
struct TokenErrorCode(&'static str);

/// What the tokens are issued for.
struct TokenGrant {
    user: SignedInUser,
    nonce: Option<String>,
    refresh_token: String,
}

pub(super) async fn exchange(
    State(issuer): State<Issuer>,
    request: Result<Form<TokenRequest>, FormRejection>,
) -> Response {
    let Ok(Form(request)) = request else { return error_response("invalid_request") };
    match grant(&issuer, request) {
        Ok(grant) => tokens(&issuer, &grant).unwrap_or_else(|error| {
            tracing::error!(%error, "a token could not be signed");
            error_response("invalid_grant")
        }),
        Err(TokenErrorCode(code)) => error_response(code),
    }
}

fn grant(issuer: &Issuer, request: TokenRequest) -> Result<TokenGrant, TokenErrorCode> {
    if request.client_id.as_deref() != Some(CLIENT_ID) {
        return Err(TokenErrorCode("invalid_client"));
    }
    match request.grant_type.as_deref() {
        Some("authorization_code") => by_code(issuer, &request),
        Some("refresh_token") => {
            let token = request.refresh_token.ok_or(TokenErrorCode("invalid_request"))?;
            let renewed = issuer.flow.sessions.renew(&token, issuer.clock.now());
            let (user, refresh_token) = renewed.ok_or(TokenErrorCode("invalid_grant"))?;
            Ok(TokenGrant { user, nonce: None, refresh_token })
        }
        Some(_) => Err(TokenErrorCode("unsupported_grant_type")),
        None => Err(TokenErrorCode("invalid_request")),
    }
}

fn by_code(issuer: &Issuer, request: &TokenRequest) -> Result<TokenGrant, TokenErrorCode> {
    let text = |value: &Option<String>| value.clone().ok_or(TokenErrorCode("invalid_request"));
    let (code, redirect_uri, verifier) =
        (text(&request.code)?, text(&request.redirect_uri)?, text(&request.code_verifier)?);
    let now = issuer.clock.now();
    let (grant, session) = match issuer.flow.codes.take(&code, now) {
        CodeUse::First(grant, session) => (grant, session),
        CodeUse::Repeated(session) => {
            // Two parties have the code: the tokens of the first are revoked
            // (https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2).
            issuer.flow.sessions.end(&session);
            return Err(TokenErrorCode("invalid_grant"));
        }
        CodeUse::Unknown => return Err(TokenErrorCode("invalid_grant")),
    };
    let Grant { user, at, redirect_uri: sent_to, nonce, challenge } = grant;
    if sent_to != redirect_uri || !challenge.is_of(&verifier) {
        return Err(TokenErrorCode("invalid_grant"));
    }
    let user = SignedInUser { user, signed_in_at: at };
    let refresh_token = issuer.flow.sessions.start(&session, user.clone(), now);
    Ok(TokenGrant { user, nonce, refresh_token })
}

fn tokens(issuer: &Issuer, grant: &TokenGrant) -> Result<Response, TokenError> {
    let TokenGrant { user, nonce, refresh_token } = grant;
    let identity =
        Identity { auth_time: user.signed_in_at.seconds(), nonce: nonce.as_deref(), preferred_username: &user.user };
    let body = json!({
        "access_token": issuer.mint(&user.user, DEFAULT_TTL)?,
        "token_type": "Bearer",
        "expires_in": DEFAULT_TTL.as_secs(),
        "id_token": issuer.mint_identity(&user.user, identity)?,
        "refresh_token": refresh_token,
        "scope": "openid",
    });
    Ok(response(StatusCode::OK, &body))
}

fn error_response(code: &str) -> Response {
    let status = if code == "invalid_client" { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    response(status, &json!({ "error": code }))
}

fn response(status: StatusCode, body: &serde_json::Value) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    (status, headers, body.to_string()).into_response()
}
