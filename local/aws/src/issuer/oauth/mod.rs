//! Sign-in for browsers: OpenID Connect's authorization code flow with PKCE, for the only client `storebell`.
//!
//! | file | content |
//! |---|---|
//! | `authorization_endpoint.rs` | the page on which the user chooses a name, and the redirect back with a code |
//! | `authorization_request.rs` | the parameters of the application's request |
//! | `redirect_uri.rs` | the addresses to which a browser may be redirected |
//! | `sign_in_page.rs` | the page, without script |
//! | `code.rs` | authorization codes: valid for one minute and one use |
//! | `pkce.rs` | the proof that the client that redeems a code requested it |
//! | `token_endpoint.rs` | the token endpoint |
//! | `session.rs` | refresh tokens, each for one use |
//! | `logout.rs` | the end of a session |

mod authorization_endpoint;
mod authorization_request;
mod code;
mod logout;
mod pkce;
mod redirect_uri;
mod session;
mod sign_in_page;
#[cfg(test)]
mod tests;
mod token_endpoint;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Issuer;
use code::Codes;
use session::Sessions;

/// The only client. An application in a browser cannot keep a secret, so it has none.
pub(super) const CLIENT_ID: &str = "storebell";

/// The paths that the discovery document names.
pub(super) const AUTHORIZE: &str = "/local/oauth2/authorize";
pub(super) const TOKEN: &str = "/local/oauth2/token";
pub(super) const REVOKE: &str = "/local/oauth2/revoke";
pub(super) const END_SESSION: &str = "/local/oauth2/end-session";

/// The limit of a form.
const MAX_FORM_BYTES: usize = 16 * 1024;

/// The codes and sessions. Clones share them.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    codes: Arc<Codes>,
    sessions: Arc<Sessions>,
}

/// The pages to which other pages redirect a browser, also pages of a development server: they show a page or redirect back,
/// and issue nothing.
pub(super) fn page_routes(issuer: &Issuer) -> Router {
    Router::new()
        .route(AUTHORIZE, get(authorization_endpoint::show))
        .route(END_SESSION, get(logout::end_session))
        .with_state(issuer.clone())
}

/// The routes that issue codes and tokens.
pub(super) fn local_routes(issuer: &Issuer) -> Router {
    Router::new()
        .route(AUTHORIZE, post(authorization_endpoint::choose))
        .route(TOKEN, post(token_endpoint::exchange))
        .route(REVOKE, post(logout::revoke))
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES))
        .with_state(issuer.clone())
}

/// A text of `N` random bytes.
fn random_text<const N: usize>() -> String {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has a source of random bytes");
    URL_SAFE_NO_PAD.encode(bytes)
}
