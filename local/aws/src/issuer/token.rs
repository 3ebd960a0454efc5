//! Tokens: the registered claims of OIDC, signed with ES256.

use std::time::Duration;

use jsonwebtoken::{Algorithm, Header};
use serde::Serialize;
use types::time::Time;

use super::AUDIENCE;
use super::signing_key::SigningKey;

/// The limit of a user's name.
const MAX_USER_CHARS: usize = 128;
/// The limit of the time until a token expires.
const MAX_TTL: Duration = Duration::from_secs(24 * 60 * 60);

/// Why no token was issued.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The name is empty, too long, or has control characters.
    #[error("user must be 1 to {MAX_USER_CHARS} characters, none of them a control character")]
    User,
    /// The time until expiry is too short or too long.
    #[error("ttl must be a whole number of seconds from 1 to {}", MAX_TTL.as_secs())]
    Ttl,
    /// The signature failed; no input can cause this.
    #[error("the token could not be signed")]
    Signature(#[from] jsonwebtoken::errors::Error),
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    nbf: i64,
    exp: i64,
    /// Cognito's name: the API accepts no ID token.
    token_use: &'static str,
    #[serde(flatten)]
    identity: Option<Identity<'a>>,
}

/// The additional claims of an ID token: <https://openid.net/specs/openid-connect-core-1_0.html#IDToken>.
#[derive(Serialize)]
pub(super) struct Identity<'a> {
    /// When the user signed in, in seconds since the Unix epoch.
    pub(super) auth_time: i64,
    /// The application's nonce, by which it recognizes its request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nonce: Option<&'a str>,
    /// The display name.
    pub(super) preferred_username: &'a str,
}

/// Whether a token can be for `user`.
pub(super) fn check_user(user: &str) -> Result<(), TokenError> {
    let length = user.chars().count();
    let is_valid = (1..=MAX_USER_CHARS).contains(&length) && !user.contains(char::is_control);
    if is_valid { Ok(()) } else { Err(TokenError::User) }
}

/// A token of `issuer` for `user`; one with an `identity` is an ID token.
pub(super) fn mint(
    key: &SigningKey,
    issuer: &str,
    user: &str,
    ttl: Duration,
    now: Time,
    identity: Option<Identity<'_>>,
) -> Result<String, TokenError> {
    check_user(user)?;
    let seconds = i64::try_from(ttl.as_secs()).map_err(|_| TokenError::Ttl)?;
    if seconds < 1 || ttl > MAX_TTL {
        return Err(TokenError::Ttl);
    }
    let now = now.seconds();
    let token_use = if identity.is_some() { "id" } else { "access" };
    let exp = now + seconds;
    let claims = Claims { iss: issuer, sub: user, aud: AUDIENCE, iat: now, nbf: now, exp, token_use, identity };
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(key.id().to_owned());
    Ok(jsonwebtoken::encode(&header, &claims, key.private())?)
}
