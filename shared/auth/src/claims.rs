//! The claims of a token whose signature is verified: issuer, audience, times, user.

use serde::Deserialize;
use types::time::Time;

use crate::{AuthError, Config, Session, User};

/// How far an issuer's clock may be ahead of ours, in milliseconds. It applies to `nbf` and `iat`, and not to `exp`.
const MAX_CLOCK_SKEW_MS: i64 = 30_000;

#[derive(Deserialize)]
struct Claims {
    iss: Option<String>,
    sub: Option<String>,
    aud: Option<Audience>,
    client_id: Option<String>,
    token_use: Option<String>,
    exp: Option<Seconds>,
    nbf: Option<Seconds>,
    iat: Option<Seconds>,
}

/// The values of `token_use` in access tokens: those of Cognito
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html>), and
/// of Hydra and similar issuers. An ID token is for the client only, although its audience may be the same.
const ACCESS_TOKEN_USES: [&str; 2] = ["access", "access_token"];

/// One audience or several (RFC 7519, section 4.1.3).
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Seconds since the Unix epoch. RFC 7519 allows a fraction.
#[derive(Clone, Copy, Deserialize)]
struct Seconds(f64);

/// Verifies the claims in `payload`, the JSON of a token whose signature is verified.
///
/// # Errors
/// [`AuthError`].
pub(crate) fn session(payload: &[u8], config: &Config, now: Time) -> Result<Session, AuthError> {
    let claims: Claims = serde_json::from_slice(payload).map_err(|_| AuthError::Malformed)?;
    if claims.iss.as_deref() != Some(config.issuer.as_str()) {
        return Err(AuthError::Issuer);
    }
    if !claims.is_for(&config.audience) {
        return Err(AuthError::Audience);
    }
    if claims.token_use.as_deref().is_some_and(|token_use| !ACCESS_TOKEN_USES.contains(&token_use)) {
        return Err(AuthError::TokenUse);
    }
    let expires_at = claims.check_times(now)?;
    let user = claims.sub.and_then(User::from_subject).ok_or(AuthError::Subject)?;
    Ok(Session { user, expires_at })
}

impl Claims {
    /// Whether the token is for `audience`. Cognito's access tokens have `client_id` and no `aud`. If a token has `aud`, its
    /// `client_id` does not count: the same client may have requested a token for another API.
    fn is_for(&self, audience: &str) -> bool {
        match &self.aud {
            Some(Audience::One(one)) => one == audience,
            Some(Audience::Several(several)) => several.iter().any(|one| one == audience),
            None => self.client_id.as_deref() == Some(audience),
        }
    }

    /// Checks that the token is valid now, and returns its time of expiry.
    fn check_times(&self, now: Time) -> Result<Time, AuthError> {
        let expires_at = self.exp.ok_or(AuthError::NoExpiry)?.time()?;
        if expires_at <= now {
            return Err(AuthError::Expired);
        }
        for start in [self.nbf, self.iat].into_iter().flatten() {
            if start.time()? > now.plus_millis(MAX_CLOCK_SKEW_MS) {
                return Err(AuthError::NotYetValid);
            }
        }
        Ok(expires_at)
    }
}

impl Seconds {
    fn time(self) -> Result<Time, AuthError> {
        // The cast saturates at the limits of i64, which are outside the calendar.
        Time::from_millis((self.0 * 1000.0) as i64).ok_or(AuthError::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn session_of(change: Value) -> Result<Session, AuthError> {
        let mut claims = json!({"iss": "https://issuer.example", "sub": "demo", "aud": "storebell", "exp": 2000});
        for (name, value) in change.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let config = Config {
            issuer: "https://issuer.example".into(),
            audience: "storebell".into(),
            jwks_url: "https://issuer.example/jwks".into(),
        };
        session(claims.to_string().as_bytes(), &config, Time::from_millis(1_000_000).unwrap())
    }

    #[test]
    fn valid_token_gives_user_and_expiry() {
        let session = session_of(json!({})).unwrap();
        assert_eq!(session.user.as_str(), "demo");
        assert_eq!(session.expires_at.seconds(), 2000);
    }

    #[test]
    fn issuer_is_compared_exactly() {
        for other in [json!("https://issuer.example/"), json!("https://ISSUER.example"), json!(null)] {
            assert_eq!(session_of(json!({ "iss": other })), Err(AuthError::Issuer), "{other}");
        }
    }

    #[test]
    fn one_matching_audience_is_sufficient() {
        assert!(session_of(json!({"aud": ["other", "storebell"]})).is_ok());
        for other in [json!("other"), json!([]), json!(["other"]), json!(null), json!("storebell2")] {
            assert_eq!(session_of(json!({ "aud": other })), Err(AuthError::Audience), "{other}");
        }
    }

    #[test]
    fn client_id_counts_only_without_an_audience() {
        assert!(session_of(json!({"aud": null, "client_id": "storebell"})).is_ok());
        assert_eq!(session_of(json!({"aud": "other", "client_id": "storebell"})), Err(AuthError::Audience));
        assert_eq!(session_of(json!({"aud": null, "client_id": "other"})), Err(AuthError::Audience));
    }

    #[test]
    fn token_use_must_be_that_of_an_access_token() {
        for access in [json!(null), json!("access"), json!("access_token")] {
            assert!(session_of(json!({ "token_use": access })).is_ok(), "{access}");
        }
        for other in [json!("id"), json!("refresh"), json!(""), json!("Access")] {
            assert_eq!(session_of(json!({ "token_use": other })), Err(AuthError::TokenUse), "{other}");
        }
        assert_eq!(session_of(json!({"token_use": ["access"]})), Err(AuthError::Malformed));
    }

    #[test]
    fn expiry_is_exact_and_start_allows_clock_skew() {
        assert_eq!(session_of(json!({"exp": 1000})), Err(AuthError::Expired));
        assert!(session_of(json!({"exp": 1000.5})).is_ok());
        assert_eq!(session_of(json!({"exp": null})), Err(AuthError::NoExpiry));
        for name in ["nbf", "iat"] {
            assert!(session_of(json!({name: 1030})).is_ok());
            assert_eq!(session_of(json!({name: 1031})), Err(AuthError::NotYetValid));
        }
    }

    #[test]
    fn time_outside_the_calendar_is_malformed() {
        for time in [json!(1e300), json!(-1e300), json!("2000"), json!(true)] {
            assert_eq!(session_of(json!({ "exp": time })), Err(AuthError::Malformed), "{time}");
        }
    }

    #[test]
    fn token_without_a_valid_subject_is_rejected() {
        for subject in [json!(null), json!(""), json!("a\nb"), json!("a".repeat(129))] {
            assert_eq!(session_of(json!({ "sub": subject })), Err(AuthError::Subject), "{subject}");
        }
    }
}
