//! Verification of a token, from its text to the user's session.

use std::fmt;
use std::sync::Arc;

use http::HeaderMap;
use types::time::{Clock, Time};

use crate::jwks_cache::JwksCache;
use crate::token::Token;
use crate::{AuthError, Config, FetchKeys, User, bearer, claims};

/// Verifies tokens of one issuer for one audience. Clones share the cached keys.
#[derive(Clone)]
pub struct TokenVerifier(Arc<Inner>);

struct Inner {
    config: Config,
    keys: JwksCache,
    clock: Clock,
}

/// The content of a verified token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The user: the token's `sub`.
    pub user: User,
    /// The token's `exp`. From then on the user needs a newer token.
    pub expires_at: Time,
}

impl TokenVerifier {
    /// Verifies against `config`, with the issuer's keys that `keys` fetches.
    pub fn new(config: Config, keys: Arc<dyn FetchKeys>, clock: Clock) -> Self {
        let keys = JwksCache::new(keys, config.jwks_url.clone());
        Self(Arc::new(Inner { config, keys, clock }))
    }

    /// Verifies the token in the headers of a request.
    ///
    /// # Errors
    /// As [`TokenVerifier::verify`], and [`AuthError::NoToken`].
    pub async fn verify_headers(&self, headers: &HeaderMap) -> Result<Session, AuthError> {
        self.verify(bearer(headers).ok_or(AuthError::NoToken)?).await
    }

    /// Verifies a token: form, algorithm, key, signature, and last its claims.
    ///
    /// # Errors
    /// [`AuthError`]. [`AuthError::KeysUnavailable`] is transient and says nothing about the token: respond with 503.
    pub async fn verify(&self, token: &str) -> Result<Session, AuthError> {
        let Inner { config, keys, clock } = &*self.0;
        let token = Token::parse(token)?;
        let key = keys.find(token.key_id(), token.algorithm(), clock.now()).await?;
        let payload = token.verified_payload(&key)?;
        claims::session(&payload, config, clock.now())
    }
}

impl fmt::Debug for TokenVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TokenVerifier").field(&self.0.config).finish()
    }
}
