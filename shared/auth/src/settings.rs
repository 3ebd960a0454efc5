//! Whose tokens are taken, and for whom they must be meant.

use super::http_keys::key_url;

/// The issuer that is trusted. None of it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `iss` of every token, to the character.
    pub issuer: String,
    /// What `aud` has to contain, or a Cognito access token's `client_id` has to be.
    pub audience: String,
    /// Where the issuer publishes its keys: https, or http on a loopback host.
    pub jwks_url: String,
}

/// Settings that cannot work; found at start, not at the first request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthConfigError {
    /// A variable that has to be there is missing or empty.
    #[error("{0} is not set")]
    Missing(&'static str),
    /// Keys are fetched by https only, but for loopback hosts.
    #[error("TOKEN_JWKS_URL (or what follows from TOKEN_ISSUER) is not an https URL: {0}")]
    JwksUrl(String),
}

impl Settings {
    /// Reads `TOKEN_ISSUER`, `TOKEN_AUDIENCE` and `TOKEN_JWKS_URL`
    /// (by default `<issuer>/.well-known/jwks.json`, which is where Cognito has it).
    ///
    /// # Errors
    /// Names the variable that is missing or wrong.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, AuthConfigError> {
        let filled = |name: &'static str| lookup(name).filter(|value| !value.is_empty());
        let issuer = filled("TOKEN_ISSUER").ok_or(AuthConfigError::Missing("TOKEN_ISSUER"))?;
        let audience = filled("TOKEN_AUDIENCE").ok_or(AuthConfigError::Missing("TOKEN_AUDIENCE"))?;
        let jwks_url = filled("TOKEN_JWKS_URL")
            .unwrap_or_else(|| format!("{}/.well-known/jwks.json", issuer.trim_end_matches('/')));
        match key_url(&jwks_url) {
            Ok(_) => Ok(Self { issuer, audience, jwks_url }),
            Err(_) => Err(AuthConfigError::JwksUrl(jwks_url)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Settings, AuthConfigError> {
        Settings::from_lookup(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_keys_are_by_default_where_cognito_has_them() {
        let pool = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Abc";
        let settings = read(&[("TOKEN_ISSUER", pool), ("TOKEN_AUDIENCE", "storebell")]).unwrap();
        assert_eq!(settings.jwks_url, format!("{pool}/.well-known/jwks.json"));
        assert_eq!(settings.issuer, pool);
    }

    #[test]
    fn what_is_missing_or_in_the_clear_is_named_at_start() {
        assert_eq!(read(&[]), Err(AuthConfigError::Missing("TOKEN_ISSUER")));
        assert_eq!(
            read(&[("TOKEN_ISSUER", "https://i.example"), ("TOKEN_AUDIENCE", "")]),
            Err(AuthConfigError::Missing("TOKEN_AUDIENCE"))
        );
        assert!(matches!(
            read(&[("TOKEN_ISSUER", "http://i.example"), ("TOKEN_AUDIENCE", "a")]),
            Err(AuthConfigError::JwksUrl(_))
        ));
    }
}
