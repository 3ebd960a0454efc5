//! Why a token was rejected.

use crate::FetchKeysError;

/// Why a token was rejected. `Display` is the message for the client; [`AuthError::code`] is for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// The request has no token.
    #[error("The request has no bearer token.")]
    NoToken,
    /// The token is longer than 8 KB. It was not parsed.
    #[error("The token is too long.")]
    TooLong,
    /// The token does not have three parts of base64url with the expected JSON.
    #[error("The token is not valid.")]
    Malformed,
    /// The header has `crit`: it requires an extension, and none is supported.
    #[error("The token is not valid.")]
    CriticalHeader,
    /// The algorithm is neither RS256 nor ES256, or not that of the key.
    #[error("The token is not valid.")]
    Algorithm,
    /// There is no `kid`, or the issuer publishes no such key.
    #[error("The token is not valid.")]
    UnknownKey,
    /// The signature is wrong.
    #[error("The token is not valid.")]
    Signature,
    /// The issuer is missing or not the configured one.
    #[error("The token is not valid.")]
    Issuer,
    /// The audience is missing or not the configured one.
    #[error("The token is not valid.")]
    Audience,
    /// The token is not an access token, by its own claim: an ID token, for example.
    #[error("The token is not valid.")]
    TokenUse,
    /// `sub` is missing or cannot be the name of a user.
    #[error("The token is not valid.")]
    Subject,
    /// There is no `exp`. Tokens that do not expire are rejected.
    #[error("The token is not valid.")]
    NoExpiry,
    /// `exp` is in the past.
    #[error("The token has expired.")]
    Expired,
    /// `nbf` or `iat` is in the future.
    #[error("The token is not valid yet.")]
    NotYetValid,
    /// The issuer's keys could not be fetched. Transient, and says nothing about the token: respond with 503.
    #[error("Tokens cannot be verified at the moment. Try again.")]
    KeysUnavailable(#[source] FetchKeysError),
}

impl AuthError {
    /// The stable code for the log and for alarms.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoToken => "no_token",
            Self::TooLong => "too_long",
            Self::Malformed => "malformed",
            Self::CriticalHeader => "critical_header",
            Self::Algorithm => "algorithm",
            Self::UnknownKey => "unknown_key",
            Self::Signature => "signature",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::TokenUse => "use",
            Self::Subject => "subject",
            Self::NoExpiry => "no_expiry",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::KeysUnavailable(_) => "keys_unavailable",
        }
    }

    /// The HTTP status of the response: 503 if the keys are unavailable, otherwise 401.
    pub fn status(&self) -> http::StatusCode {
        match self {
            Self::KeysUnavailable(_) => http::StatusCode::SERVICE_UNAVAILABLE,
            _ => http::StatusCode::UNAUTHORIZED,
        }
    }
}
