//! The OIDC issuer for development: signs a token for any user name, for every local caller.
//!
//! Functions verify its tokens like those of a real issuer, by discovery document and published key, and pages sign in as
//! they do at a real one.

mod oauth;
mod routes;
mod signing_key;
mod token;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use reqwest::Url;
use types::time::Clock;

use oauth::Flow;
use signing_key::SigningKey;
use token::Identity;

pub use signing_key::KeyError;
pub use token::TokenError;

/// The audience of every token.
pub const AUDIENCE: &str = "storebell";

/// The default time until a token expires.
pub const DEFAULT_TTL: Duration = Duration::from_secs(60 * 60);

/// An issuer with one key. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Issuer {
    url: Arc<str>,
    key: Arc<SigningKey>,
    clock: Clock,
    flow: Flow,
}

impl Issuer {
    /// The issuer `url` (`http://127.0.0.1:<port>`, without a slash at the end), whose key is stored in
    /// `data_dir/issuer-key.pem`, so that tokens stay valid after a restart; a missing key is created.
    ///
    /// # Errors
    /// [`KeyError`] if the file cannot be read or created, or holds no P-256 key.
    pub fn open(data_dir: &Path, url: &str, clock: Clock) -> Result<Self, KeyError> {
        Ok(Self { url: url.into(), key: Arc::new(SigningKey::open(data_dir)?), clock, flow: Flow::default() })
    }

    /// A token for `user` that is valid for `ttl` from now.
    ///
    /// # Errors
    /// [`TokenError`] if the name is not 1 to 128 characters long, or `ttl` is not between a second and a day.
    pub fn mint(&self, user: &str, ttl: Duration) -> Result<String, TokenError> {
        token::mint(&self.key, &self.url, user, ttl, self.clock.now(), None)
    }

    /// An ID token for `user`, which tells an application the signed-in user and the time.
    fn mint_identity(&self, user: &str, identity: Identity<'_>) -> Result<String, TokenError> {
        token::mint(&self.key, &self.url, user, DEFAULT_TTL, self.clock.now(), Some(identity))
    }

    /// The stack's port.
    fn port(&self) -> Option<u16> {
        Url::parse(&self.url).ok()?.port_or_known_default()
    }

    /// The public routes: the discovery document and the public key.
    pub fn open_routes(&self) -> Router {
        routes::open(self)
    }

    /// The pages to which other pages may redirect a browser: only for loopback.
    pub fn page_routes(&self) -> Router {
        oauth::page_routes(self)
    }

    /// The routes that issue tokens, `/local/token` and the token endpoint: only for loopback, and not for pages of other
    /// origins.
    pub fn local_routes(&self) -> Router {
        routes::local(self).merge(oauth::local_routes(self))
    }
}
