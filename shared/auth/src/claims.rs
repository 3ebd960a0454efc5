//! What a token claims, read only after its signature was checked: issuer, audience, times, user.

use serde::Deserialize;
use types::time::Time;

use super::{AuthError, Session, Settings, User};

/// How far an issuer's clock may be ahead of ours, in milliseconds. For `nbf` and `iat`; `exp` gets nothing.
const LEEWAY_MS: i64 = 30_000;

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

/// What an issuer that names the use of its tokens calls that of an access token: Cognito
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html>), and
/// Hydra and its like. Its ID tokens are for the client alone, whose id is their audience here.
const ACCESS: [&str; 2] = ["access", "access_token"];

/// One audience or several: RFC 7519, section 4.1.3.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Seconds since the Unix epoch, which RFC 7519 lets have a fraction.
#[derive(Clone, Copy, Deserialize)]
struct Seconds(f64);

/// The session that a signed payload stands for.
pub(super) fn session(payload: &[u8], settings: &Settings, now: Time) -> Result<Session, AuthError> {
    let claims: Claims = serde_json::from_slice(payload).map_err(|_| AuthError::Malformed)?;
    if claims.iss.as_deref() != Some(settings.issuer.as_str()) {
        return Err(AuthError::Issuer);
    }
    if !claims.is_for(&settings.audience) {
        return Err(AuthError::Audience);
    }
    if claims.token_use.as_deref().is_some_and(|named| !ACCESS.contains(&named)) {
        return Err(AuthError::Use);
    }
    let expires_at = claims.valid_until(now)?;
    let user = claims.sub.and_then(User::from_subject).ok_or(AuthError::Subject)?;
    Ok(Session { user, expires_at })
}

impl Claims {
    /// Cognito's access tokens have `client_id` and no `aud`. A token that names an audience is judged by that alone:
    /// it may be for another API although the same client fetched it.
    fn is_for(&self, audience: &str) -> bool {
        match &self.aud {
            Some(Audience::One(one)) => one == audience,
            Some(Audience::Several(several)) => several.iter().any(|one| one == audience),
            None => self.client_id.as_deref() == Some(audience),
        }
    }

    fn valid_until(&self, now: Time) -> Result<Time, AuthError> {
        let end = self.exp.ok_or(AuthError::NoExpiry)?.time()?;
        if end <= now {
            return Err(AuthError::Expired);
        }
        for start in [self.nbf, self.iat].into_iter().flatten() {
            if start.time()? > now.plus_millis(LEEWAY_MS) {
                return Err(AuthError::NotYetValid);
            }
        }
        Ok(end)
    }
}

impl Seconds {
    fn time(self) -> Result<Time, AuthError> {
        // The cast stops at the ends of i64, and those are outside of the calendar.
        Time::from_millis((self.0 * 1000.0) as i64).ok_or(AuthError::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn judged(change: Value) -> Result<Session, AuthError> {
        let mut claims = json!({"iss": "https://issuer.example", "sub": "demo", "aud": "storebell", "exp": 2000});
        for (name, value) in change.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let settings = Settings {
            issuer: "https://issuer.example".into(),
            audience: "storebell".into(),
            jwks_url: "https://issuer.example/jwks".into(),
        };
        session(claims.to_string().as_bytes(), &settings, Time::from_millis(1_000_000).unwrap())
    }

    #[test]
    fn a_good_token_names_its_user_and_its_end() {
        let session = judged(json!({})).unwrap();
        assert_eq!(session.user.as_str(), "demo");
        assert_eq!(session.expires_at.seconds(), 2000);
    }

    #[test]
    fn the_issuer_is_compared_to_the_character() {
        for other in [json!("https://issuer.example/"), json!("https://ISSUER.example"), json!(null)] {
            assert_eq!(judged(json!({ "iss": other })), Err(AuthError::Issuer), "{other}");
        }
    }

    #[test]
    fn the_audience_is_one_of_those_named() {
        assert!(judged(json!({"aud": ["other", "storebell"]})).is_ok());
        for other in [json!("other"), json!([]), json!(["other"]), json!(null), json!("storebell2")] {
            assert_eq!(judged(json!({ "aud": other })), Err(AuthError::Audience), "{other}");
        }
    }

    #[test]
    fn the_client_id_counts_only_where_no_audience_is_named() {
        assert!(judged(json!({"aud": null, "client_id": "storebell"})).is_ok());
        assert_eq!(judged(json!({"aud": "other", "client_id": "storebell"})), Err(AuthError::Audience));
        assert_eq!(judged(json!({"aud": null, "client_id": "other"})), Err(AuthError::Audience));
    }

    #[test]
    fn a_token_that_names_its_use_is_an_access_token() {
        for access in [json!(null), json!("access"), json!("access_token")] {
            assert!(judged(json!({ "token_use": access })).is_ok(), "{access}");
        }
        for other in [json!("id"), json!("refresh"), json!(""), json!("Access")] {
            assert_eq!(judged(json!({ "token_use": other })), Err(AuthError::Use), "{other}");
        }
        assert_eq!(judged(json!({"token_use": ["access"]})), Err(AuthError::Malformed));
    }

    #[test]
    fn a_token_ends_to_the_second_and_begins_with_leeway() {
        assert_eq!(judged(json!({"exp": 1000})), Err(AuthError::Expired));
        assert!(judged(json!({"exp": 1000.5})).is_ok());
        assert_eq!(judged(json!({"exp": null})), Err(AuthError::NoExpiry));
        for name in ["nbf", "iat"] {
            assert!(judged(json!({name: 1030})).is_ok());
            assert_eq!(judged(json!({name: 1031})), Err(AuthError::NotYetValid));
        }
    }

    #[test]
    fn times_outside_of_the_calendar_are_malformed() {
        for time in [json!(1e300), json!(-1e300), json!("2000"), json!(true)] {
            assert_eq!(judged(json!({ "exp": time })), Err(AuthError::Malformed), "{time}");
        }
    }

    #[test]
    fn a_subject_is_needed() {
        for subject in [json!(null), json!(""), json!("a\nb"), json!("a".repeat(129))] {
            assert_eq!(judged(json!({ "sub": subject })), Err(AuthError::Subject), "{subject}");
        }
    }
}
