//! What an application asks for when it sends a browser to sign in:
//! <https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest>.

use serde::Deserialize;

use super::CLIENT_ID;
use super::pkce::Challenge;
use super::redirect_uri::RedirectUri;

/// The longest state and nonce, in bytes.
const MAX_STATE_BYTES: usize = 1024;

/// The parameters as they came. Unknown ones are passed over, as the standard wants; a known one that comes twice is
/// none at all.
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
    /// Whom somebody has chosen: only in the page's form.
    pub(super) user: Option<String>,
}

/// A request that can be granted.
#[derive(Clone, Debug)]
pub(super) struct AuthorizationRequest {
    pub(super) redirect_uri: RedirectUri,
    pub(super) state: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) challenge: Challenge,
}

/// Why it cannot be.
#[derive(Debug)]
pub(super) enum OAuthError {
    /// Nobody can be told but who sits before the browser: there is no address that could be trusted.
    NotRedirectable(&'static str),
    /// The application is told.
    Redirect { redirect_uri: Box<RedirectUri>, state: Option<String>, error: &'static str },
}

impl AuthorizationRequest {
    /// Judges the parameters; the stack itself is at `port`.
    pub(super) fn validate(parameters: &Parameters, port: Option<u16>) -> Result<Self, OAuthError> {
        if parameters.client_id.as_deref() != Some(CLIENT_ID) {
            return Err(OAuthError::NotRedirectable(
                "There is no such client; this issuer knows only client_id=storebell.",
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
    /// The standard's word for what is wrong.
    fn error_code(&self) -> Option<&'static str> {
        let is = |value: &Option<String>, wanted: &str| value.as_deref() == Some(wanted);
        let words = |value: &Option<String>, wanted: &str| {
            value.as_deref().unwrap_or_default().split(' ').any(|word| word == wanted)
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
        if !words(&self.scope, "openid") {
            return Some("invalid_scope");
        }
        if !is(&self.code_challenge_method, "S256") {
            return Some("invalid_request");
        }
        // Nobody is ever signed in here: who wants no page gets nobody.
        words(&self.prompt, "none").then_some("login_required")
    }
}

fn too_long(text: &Option<String>) -> bool {
    text.as_ref().is_some_and(|text| text.len() > MAX_STATE_BYTES)
}
