//! Why a token is refused. `Display` is for the client, [`AuthError::reason`] is for the log.

use super::FetchFailed;

/// A token that opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// The request carries no token.
    #[error("A bearer token is needed.")]
    NoToken,
    /// Longer than 8 KB; nothing of it was parsed.
    #[error("The token is too long.")]
    TooLong,
    /// Not three parts of base64url, or not the JSON that they should hold.
    #[error("The token is not valid.")]
    Malformed,
    /// The header has `crit`: it asks for an extension, and none is understood.
    #[error("The token is not valid.")]
    CriticalHeader,
    /// Neither RS256 nor ES256, or not what the named key is for.
    #[error("The token is not valid.")]
    Algorithm,
    /// No `kid`, or one that the issuer does not publish.
    #[error("The token is not valid.")]
    UnknownKey,
    /// The signature is not of these bytes by this key.
    #[error("The token is not valid.")]
    Signature,
    /// Another issuer, or none.
    #[error("The token is not valid.")]
    Issuer,
    /// Meant for another audience, or for none.
    #[error("The token is not valid.")]
    Audience,
    /// An ID token, or another one that is by its own word no access token.
    #[error("The token is not valid.")]
    Use,
    /// No `sub` that can be a user's name.
    #[error("The token is not valid.")]
    Subject,
    /// No `exp`: a token without an end is never taken.
    #[error("The token is not valid.")]
    NoExpiry,
    /// `exp` has passed.
    #[error("The token has expired.")]
    Expired,
    /// `nbf` or `iat` is still to come.
    #[error("The token is not valid yet.")]
    NotYetValid,
    /// The issuer's keys could not be fetched, so nothing can be said of the token: 503.
    #[error("Tokens cannot be checked at the moment.")]
    KeysUnavailable(#[source] FetchFailed),
}

impl AuthError {
    /// A stable word for the log and for alarms.
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
            Self::Use => "use",
            Self::Subject => "subject",
            Self::NoExpiry => "no_expiry",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::KeysUnavailable(_) => "keys_unavailable",
        }
    }

    /// The HTTP status of the answer: 503 if the keys are unavailable, otherwise 401.
    pub fn status(&self) -> http::StatusCode {
        match self {
            Self::KeysUnavailable(_) => http::StatusCode::SERVICE_UNAVAILABLE,
            _ => http::StatusCode::UNAUTHORIZED,
        }
    }
}
