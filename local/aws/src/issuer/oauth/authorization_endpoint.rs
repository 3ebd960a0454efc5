//! The authorization endpoint: the sign-in page, and the redirect back with a code.

use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, LOCATION};

use super::authorization_request::{AuthorizationRequest, OAuthError, Parameters};
use super::code::Grant;
use super::redirect_uri::RedirectUri;
use super::sign_in_page;
use crate::issuer::Issuer;
use crate::issuer::token::check_user;

/// `GET`: the page. It issues nothing, so any page may link to it.
pub(super) async fn show(
    State(issuer): State<Issuer>,
    parameters: Result<Query<Parameters>, QueryRejection>,
) -> Response {
    let Ok(Query(parameters)) = parameters else { return unreadable() };
    match AuthorizationRequest::validate(&parameters, issuer.port()) {
        Ok(request) => sign_in_page::choose(&request, None),
        Err(error) => error_response(&issuer, error),
    }
}

/// `POST` of the page's form: the request again, and the chosen user.
pub(super) async fn choose(
    State(issuer): State<Issuer>,
    parameters: Result<Form<Parameters>, FormRejection>,
) -> Response {
    let Ok(Form(parameters)) = parameters else { return unreadable() };
    let request = match AuthorizationRequest::validate(&parameters, issuer.port()) {
        Ok(request) => request,
        Err(error) => return error_response(&issuer, error),
    };
    let user = parameters.user.unwrap_or_default();
    // An invalid name is reported on the page and not to the application.
    if let Err(error) = check_user(&user) {
        return sign_in_page::choose(&request, Some(&error.to_string()));
    }
    let grant = Grant {
        user,
        at: issuer.clock.now(),
        redirect_uri: request.redirect_uri.text().to_owned(),
        nonce: request.nonce,
        challenge: request.challenge,
    };
    let code = issuer.flow.codes.add(grant);
    redirect_back(&issuer, &request.redirect_uri, request.state.as_deref(), ("code", &code))
}

fn unreadable() -> Response {
    sign_in_page::message(StatusCode::BAD_REQUEST, "Not signed in", "The request is invalid: a parameter is repeated.")
}

fn error_response(issuer: &Issuer, error: OAuthError) -> Response {
    match error {
        OAuthError::NotRedirectable(why) => sign_in_page::message(StatusCode::BAD_REQUEST, "Not signed in", why),
        OAuthError::Redirect { redirect_uri, state, error } => {
            redirect_back(issuer, &redirect_uri, state.as_deref(), ("error", error))
        }
    }
}

/// Redirects back to the application, with the issuer in `iss`
/// (against mix-up attacks: <https://www.rfc-editor.org/rfc/rfc9207>).
fn redirect_back(issuer: &Issuer, to: &RedirectUri, state: Option<&str>, outcome: (&str, &str)) -> Response {
    let mut parameters = vec![outcome];
    parameters.extend(state.map(|state| ("state", state)));
    parameters.push(("iss", &issuer.url));
    redirect(to.with(&parameters))
}

/// 303: the browser continues with GET after any method.
pub(super) fn redirect(location: String) -> Response {
    let headers = [(LOCATION, location), (CACHE_CONTROL, "no-store".to_owned())];
    (StatusCode::SEE_OTHER, headers).into_response()
}
