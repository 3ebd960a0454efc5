//! Who is asking: checks OIDC tokens against their issuer's keys. One check for every function that people reach.

mod bearer;
mod claims;
mod error;
mod fetch;
mod http_keys;
mod jwk;
mod jwks_cache;
mod settings;
mod token;
mod user;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use http::HeaderMap;

pub use bearer::{SUBPROTOCOL, bearer};
pub use error::AuthError;
pub use fetch::{FetchFailed, FetchKeys};
pub use http_keys::HttpKeys;
pub use settings::{AuthConfigError, Settings};
pub use user::User;

use types::time::{Clock, Time};

use jwks_cache::JwksCache;
use token::Token;

/// Checks tokens of one issuer for one audience. Clones share the issuer's keys.
#[derive(Clone)]
pub struct TokenVerifier(Arc<Parts>);

struct Parts {
    settings: Settings,
    keys: JwksCache,
    clock: Clock,
}

/// What a good token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The token's `sub`.
    pub user: User,
    /// The token's `exp`: from then on the user has to show a newer one.
    pub expires_at: Time,
}

impl TokenVerifier {
    /// Checks against `settings`, with the issuer's keys as `keys` fetches them.
    pub fn new(settings: Settings, keys: Arc<dyn FetchKeys>, clock: Clock) -> Self {
        let keys = JwksCache::new(keys, settings.jwks_url.clone());
        Self(Arc::new(Parts { settings, keys, clock }))
    }

    /// Checks the token that a request carries, if it carries one.
    ///
    /// # Errors
    /// As [`TokenVerifier::check`], and [`AuthError::NoToken`].
    pub async fn check_headers(&self, headers: &HeaderMap) -> Result<Session, AuthError> {
        self.check(bearer(headers).ok_or(AuthError::NoToken)?).await
    }

    /// Checks one token: form, algorithm, key, signature, and only then what it claims.
    ///
    /// # Errors
    /// Says why the token is refused. [`AuthError::KeysUnavailable`] is no verdict on the token: answer it with 503.
    pub async fn check(&self, token: &str) -> Result<Session, AuthError> {
        let Parts { settings, keys, clock } = &*self.0;
        let token = Token::parse(token)?;
        let key = keys.find(token.key_id(), token.algorithm(), clock.now()).await?;
        let payload = token.verified_payload(&key)?;
        claims::session(&payload, settings, clock.now())
    }
}

impl fmt::Debug for TokenVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SignIn").field(&self.0.settings).finish()
    }
}
