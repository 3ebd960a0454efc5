//! The ends of a session: its refresh token is revoked, and the browser is sent back to the application.

use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;

use super::redirect_uri::RedirectUri;
use super::{authorization_endpoint, sign_in_page};
use crate::issuer::Issuer;

/// A refresh token that is to be of no more use. No `Debug`: it holds a secret.
#[derive(Deserialize)]
pub(super) struct RevocationRequest {
    token: String,
}

/// `POST`: <https://www.rfc-editor.org/rfc/rfc7009>. A token that is unknown is as good as revoked.
pub(super) async fn revoke(
    State(issuer): State<Issuer>,
    revoked: Result<Form<RevocationRequest>, FormRejection>,
) -> Response {
    let Ok(Form(RevocationRequest { token })) = revoked else { return StatusCode::BAD_REQUEST.into_response() };
    issuer.flow.sessions.end(&token);
    StatusCode::OK.into_response()
}

/// Where to go after the end: <https://openid.net/specs/openid-connect-rpinitiated-1_0.html>. An `id_token_hint` is not
/// needed, and not read: no token belongs into a URL, and there is no session of the browser's here to be found by it.
#[derive(Debug, Deserialize)]
pub(super) struct LogoutRequest {
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

/// `GET`: back to the application, or a page that says that it is over.
pub(super) async fn end_session(
    State(issuer): State<Issuer>,
    request: Result<Query<LogoutRequest>, QueryRejection>,
) -> Response {
    let bad = || {
        sign_in_page::message(
            StatusCode::BAD_REQUEST,
            "Signed out",
            "The address to go back to is no page of this stack.",
        )
    };
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
