//! The token endpoint: tokens for a code, and tokens for a refresh token.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde::Deserialize;
use serde_json::json;

use super::CLIENT;
use super::code::{Grant, Taken};
use super::session::Who;
use crate::issuer::{DEFAULT_TTL, Identity, Issuer, TokenError};

/// What is asked for: <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3> and section 6. No `Debug`: it holds secrets.
#[derive(Deserialize)]
pub(super) struct Asked {
    grant_type: Option<String>,
    client_id: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    refresh_token: Option<String>,
}

/// The standard's word for why there are no tokens.
struct Refused(&'static str);

/// What tokens are made of.
struct Granted {
    who: Who,
    nonce: Option<String>,
    refresh_token: String,
}

pub(super) async fn exchange(State(issuer): State<Issuer>, asked: Result<Form<Asked>, FormRejection>) -> Response {
    let Ok(Form(asked)) = asked else { return refusal("invalid_request") };
    match grant(&issuer, asked) {
        Ok(granted) => tokens(&issuer, &granted).unwrap_or_else(|error| {
            tracing::error!(%error, "a token could not be signed");
            refusal("invalid_grant")
        }),
        Err(Refused(word)) => refusal(word),
    }
}

fn grant(issuer: &Issuer, asked: Asked) -> Result<Granted, Refused> {
    if asked.client_id.as_deref() != Some(CLIENT) {
        return Err(Refused("invalid_client"));
    }
    match asked.grant_type.as_deref() {
        Some("authorization_code") => by_code(issuer, &asked),
        Some("refresh_token") => {
            let token = asked.refresh_token.ok_or(Refused("invalid_request"))?;
            let renewed = issuer.flow.sessions.renew(&token, issuer.clock.now());
            let (who, refresh_token) = renewed.ok_or(Refused("invalid_grant"))?;
            Ok(Granted { who, nonce: None, refresh_token })
        }
        Some(_) => Err(Refused("unsupported_grant_type")),
        None => Err(Refused("invalid_request")),
    }
}

fn by_code(issuer: &Issuer, asked: &Asked) -> Result<Granted, Refused> {
    let text = |value: &Option<String>| value.clone().ok_or(Refused("invalid_request"));
    let (code, redirect_uri, verifier) = (text(&asked.code)?, text(&asked.redirect_uri)?, text(&asked.code_verifier)?);
    let now = issuer.clock.now();
    let (grant, session) = match issuer.flow.codes.take(&code, now) {
        Taken::Fresh(grant, session) => (grant, session),
        Taken::Used(session) => {
            // Two have the code: what the first one got is worth nothing any more
            // (https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2).
            issuer.flow.sessions.end(&session);
            return Err(Refused("invalid_grant"));
        }
        Taken::Unknown => return Err(Refused("invalid_grant")),
    };
    let Grant { user, at, redirect_uri: sent_to, nonce, challenge } = grant;
    if sent_to != redirect_uri || !challenge.is_of(&verifier) {
        return Err(Refused("invalid_grant"));
    }
    let who = Who { user, signed_in_at: at };
    let refresh_token = issuer.flow.sessions.begin(&session, who.clone(), now);
    Ok(Granted { who, nonce, refresh_token })
}

fn tokens(issuer: &Issuer, granted: &Granted) -> Result<Response, TokenError> {
    let Granted { who, nonce, refresh_token } = granted;
    let identity =
        Identity { auth_time: who.signed_in_at.seconds(), nonce: nonce.as_deref(), preferred_username: &who.user };
    let body = json!({
        "access_token": issuer.mint(&who.user, DEFAULT_TTL)?,
        "token_type": "Bearer",
        "expires_in": DEFAULT_TTL.as_secs(),
        "id_token": issuer.mint_identity(&who.user, identity)?,
        "refresh_token": refresh_token,
        "scope": "openid",
    });
    Ok(answer(StatusCode::OK, &body))
}

fn refusal(word: &str) -> Response {
    let status = if word == "invalid_client" { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    answer(status, &json!({ "error": word }))
}

fn answer(status: StatusCode, body: &serde_json::Value) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    (status, headers, body.to_string()).into_response()
}
