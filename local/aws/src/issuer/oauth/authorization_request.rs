//! The request of an application that redirects a browser to sign in:
//! <https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest>.

use serde::Deserialize;

use super::CLIENT_ID;
use super::pkce::Challenge;
use super::redirect_uri::RedirectUri;

/// The limit of `state` and `nonce`.
const MAX_STATE_BYTES: usize = 1024;

/// The parameters. Unknown ones are ignored, as the standard requires; a repeated known one is an error.
#[derive(Debug, Deserialize)]
pub(super) struct Parameters {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    response_type: Option<String>,
    response_mode: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    nonce: Option<String>,
    prompt: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    request: Option<String>,
    request_uri: Option<String>,
    /// The chosen user: only in the page's form.
    pub(super) user: Option<String>,
}

/// A valid request.
#[derive(Clone, Debug)]
pub(super) struct AuthorizationRequest {
    pub(super) redirect_uri: RedirectUri,
    pub(super) state: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) challenge: Challenge,
}

/// Why a request is invalid.
#[derive(Debug)]
pub(super) enum OAuthError {
    /// The error is shown on a page: there is no trusted address to redirect to.
    NotRedirectable(&'static str),
    /// The error is sent to the application.
    Redirect { redirect_uri: Box<RedirectUri>, state: Option<String>, error: &'static str },
}

impl AuthorizationRequest {
    /// Validates the parameters; `port` is the stack's port.
    pub(super) fn validate(parameters: &Parameters, port: Option<u16>) -> Result<Self, OAuthError> {
        if parameters.client_id.as_deref() != Some(CLIENT_ID) {
            return Err(OAuthError::NotRedirectable(
                "Unknown client; the only client of this issuer is client_id=storebell.",
            ));
        }
        let redirect_uri = parameters.redirect_uri.as_deref().and_then(|text| RedirectUri::read(text, port));
        let Some(redirect_uri) = redirect_uri else {
            return Err(OAuthError::NotRedirectable("The redirect_uri is not a page of this stack."));
        };
        if too_long(&parameters.state) || too_long(&parameters.nonce) {
            return Err(OAuthError::NotRedirectable("The state or the nonce is too long."));
        }
        let challenge = parameters.code_challenge.as_deref().and_then(Challenge::read).ok_or("invalid_request");
        match parameters.error_code().map_or(challenge, Err) {
            Ok(challenge) => {
                let Parameters { state, nonce, .. } = parameters;
                Ok(Self { redirect_uri, state: state.clone(), nonce: nonce.clone(), challenge })
            }
            Err(error) => {
                let (redirect_uri, state) = (Box::new(redirect_uri), parameters.state.clone());
                Err(OAuthError::Redirect { redirect_uri, state, error })
            }
        }
    }
}

impl Parameters {
    /// The standard's error code, if a parameter is invalid.
    fn error_code(&self) -> Option<&'static str> {
        let is = |value: &Option<String>, wanted: &str| value.as_deref() == Some(wanted);
        let contains = |value: &Option<String>, wanted: &str| {
            value.as_deref().unwrap_or_default().split(' ').any(|item| item == wanted)
        };
        if self.request.is_some() {
            return Some("request_not_supported");
        }
        if self.request_uri.is_some() {
            return Some("request_uri_not_supported");
        }
        if !is(&self.response_type, "code") {
            return Some("unsupported_response_type");
        }
        if self.response_mode.is_some() && !is(&self.response_mode, "query") {
            return Some("invalid_request");
        }
        if !contains(&self.scope, "openid") {
            return Some("invalid_scope");
        }
        if !is(&self.code_challenge_method, "S256") {
            return Some("invalid_request");
        }
        // The issuer keeps no session, so a request without a page cannot succeed.
        contains(&self.prompt, "none").then_some("login_required")
    }
}

fn too_long(text: &Option<String>) -> bool {
    text.as_ref().is_some_and(|text| text.len() > MAX_STATE_BYTES)
}
