//! The ends of a session: its refresh token is revoked, and the browser is sent back to the application.

use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;

use super::redirect::RedirectUri;
use super::{authorize, page};
use crate::issuer::Issuer;

/// A refresh token that is to be of no more use. No `Debug`: it holds a secret.
#[derive(Deserialize)]
pub(super) struct Revoked {
    token: String,
}

/// `POST`: <https://www.rfc-editor.org/rfc/rfc7009>. A token that is unknown is as good as revoked.
pub(super) async fn revoke(State(issuer): State<Issuer>, revoked: Result<Form<Revoked>, FormRejection>) -> Response {
    let Ok(Form(Revoked { token })) = revoked else { return StatusCode::BAD_REQUEST.into_response() };
    issuer.flow.sessions.end(&token);
    StatusCode::OK.into_response()
}

/// Where to go after the end: <https://openid.net/specs/openid-connect-rpinitiated-1_0.html>. An `id_token_hint` is not
/// needed, and not read: no token belongs into a URL, and there is no session of the browser's here to be found by it.
#[derive(Debug, Deserialize)]
pub(super) struct Leaving {
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

/// `GET`: back to the application, or a page that says that it is over.
pub(super) async fn end_session(
    State(issuer): State<Issuer>,
    leaving: Result<Query<Leaving>, QueryRejection>,
) -> Response {
    let bad =
        || page::message(StatusCode::BAD_REQUEST, "Signed out", "The address to go back to is no page of this stack.");
    let Ok(Query(Leaving { post_logout_redirect_uri, state })) = leaving else { return bad() };
    let Some(text) = post_logout_redirect_uri else {
        return page::message(StatusCode::OK, "Signed out", "You are signed out.");
    };
    match RedirectUri::read(&text, issuer.port()) {
        Some(uri) => {
            let state: Vec<_> = state.as_deref().map(|state| ("state", state)).into_iter().collect();
            authorize::redirect(uri.with(&state))
        }
        None => bad(),
    }
}
