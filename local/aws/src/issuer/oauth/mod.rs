//! Signing in as a browser does: OpenID Connect's authorization code flow with PKCE, for the one client `storebell`.
//!
//! | file | what it does |
//! |---|---|
//! | `authorize.rs` | the page on which somebody chooses a user, and the way back with a code |
//! | `request.rs` | what an application asks for there |
//! | `redirect.rs` | where a browser may be sent |
//! | `page.rs` | the page, without script |
//! | `code.rs` | codes: for one minute and one use |
//! | `pkce.rs` | that who shows a code is who asked for it |
//! | `exchange.rs` | the token endpoint |
//! | `session.rs` | refresh tokens, each for one use |
//! | `end.rs` | the ends of a session |

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

/// The one client; a browser's application can keep no secret, so it has none.
pub(super) const CLIENT_ID: &str = "storebell";

/// The paths that the discovery document names.
pub(super) const AUTHORIZE: &str = "/local/oauth2/authorize";
pub(super) const TOKEN: &str = "/local/oauth2/token";
pub(super) const REVOKE: &str = "/local/oauth2/revoke";
pub(super) const END_SESSION: &str = "/local/oauth2/end-session";

/// The largest form, in bytes.
const MAX_FORM_BYTES: usize = 16 * 1024;

/// What is under way. Clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    codes: Arc<Codes>,
    sessions: Arc<Sessions>,
}

/// To where a browser is sent from elsewhere, a development server's page included: they show a page or send it back,
/// and give nothing away.
pub(super) fn page_routes(issuer: &Issuer) -> Router {
    Router::new()
        .route(AUTHORIZE, get(authorization_endpoint::show))
        .route(END_SESSION, get(logout::end_session))
        .with_state(issuer.clone())
}

/// What gives codes and tokens away.
pub(super) fn local_routes(issuer: &Issuer) -> Router {
    Router::new()
        .route(AUTHORIZE, post(authorization_endpoint::choose))
        .route(TOKEN, post(token_endpoint::exchange))
        .route(REVOKE, post(logout::revoke))
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES))
        .with_state(issuer.clone())
}

/// A text that nobody guesses, of `N` random bytes.
fn random_text<const N: usize>() -> String {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has a source of random bytes");
    URL_SAFE_NO_PAD.encode(bytes)
}
