//! Tokens: OIDC's registered claims, signed with ES256.

use std::time::Duration;

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Header};
use serde::Serialize;

use super::AUDIENCE;
use super::key::SigningKey;

/// The longest name of a user, in characters.
const USER_CHARS: usize = 128;
/// The longest life of a token.
const LONGEST_TTL: Duration = Duration::from_secs(24 * 60 * 60);

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The name is empty, too long, or has control characters.
    #[error("user must be 1 to {USER_CHARS} characters, none of them a control character")]
    User,
    /// The life is too short or too long.
    #[error("ttl must be a whole number of seconds from 1 to {}", LONGEST_TTL.as_secs())]
    Ttl,
    /// The signature failed, which no input can cause.
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
}

/// A token of `issuer` for `user`.
pub(super) fn mint(key: &SigningKey, issuer: &str, user: &str, ttl: Duration) -> Result<String, TokenError> {
    let length = user.chars().count();
    if !(1..=USER_CHARS).contains(&length) || user.contains(char::is_control) {
        return Err(TokenError::User);
    }
    let seconds = i64::try_from(ttl.as_secs()).map_err(|_| TokenError::Ttl)?;
    if seconds < 1 || ttl > LONGEST_TTL {
        return Err(TokenError::Ttl);
    }
    let now = Timestamp::now().as_second();
    let claims = Claims { iss: issuer, sub: user, aud: AUDIENCE, iat: now, nbf: now, exp: now + seconds };
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(key.id().to_owned());
    Ok(jsonwebtoken::encode(&header, &claims, key.private())?)
}
