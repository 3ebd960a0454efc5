//! The end of a session: its refresh token is revoked, and the browser is redirected back to the application.

use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;

use super::redirect_uri::RedirectUri;
use super::{authorization_endpoint, sign_in_page};
use crate::issuer::Issuer;

/// A refresh token to revoke. No `Debug`: it holds a secret.
#[derive(Deserialize)]
pub(super) struct RevocationRequest {
    token: String,
}

/// `POST`: <https://www.rfc-editor.org/rfc/rfc7009>. An unknown token counts as revoked.
pub(super) async fn revoke(
    State(issuer): State<Issuer>,
    revoked: Result<Form<RevocationRequest>, FormRejection>,
) -> Response {
    let Ok(Form(RevocationRequest { token })) = revoked else { return StatusCode::BAD_REQUEST.into_response() };
    issuer.flow.sessions.end(&token);
    StatusCode::OK.into_response()
}

/// The address after the logout: <https://openid.net/specs/openid-connect-rpinitiated-1_0.html>. An `id_token_hint` is ignored:
/// a token should not be in a URL, and the issuer keeps no session for the browser.
#[derive(Debug, Deserialize)]
pub(super) struct LogoutRequest {
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

/// `GET`: redirects back to the application, or shows a page.
pub(super) async fn end_session(
    State(issuer): State<Issuer>,
    request: Result<Query<LogoutRequest>, QueryRejection>,
) -> Response {
    let bad =
        || sign_in_page::message(StatusCode::BAD_REQUEST, "Signed out", "The address is not a page of this stack.");
    let Ok(Query(LogoutRequest { post_logout_redirect_uri, state })) = request else { return bad() };
    let Some(text) = post_logout_redirect_uri else {
        return sign_in_page::message(StatusCode::OK, "Signed out", "You are signed out.");
    };
    match RedirectUri::read(&text, issuer.port()) {
        Some(uri) => {
            let state: Vec<_> = state.as_deref().map(|state| ("state", state)).into_iter().collect();
            authorization_endpoint::redirect(uri.with(&state))
        }
        None => bad(),
    }
}
