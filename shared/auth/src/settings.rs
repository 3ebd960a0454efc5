//! The configuration: which issuer's tokens are accepted, and for which audience.

use crate::http_keys::key_url;

/// The trusted issuer and the audience. Nothing of it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The `iss` of every token, compared exactly.
    pub issuer: String,
    /// The value that `aud` must contain, or that the `client_id` of a Cognito access token must equal.
    pub audience: String,
    /// The URL of the issuer's keys: https, or http on a loopback host.
    pub jwks_url: String,
}

/// The configuration is incomplete or invalid. It is reported at start and not with the first request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthConfigError {
    /// A required variable is missing or empty.
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    /// The URL of the keys is neither https nor on a loopback host.
    #[error("TOKEN_JWKS_URL, or its default that is derived from TOKEN_ISSUER, is not an https URL: {0}")]
    JwksUrl(String),
}

impl Settings {
    /// Reads `TOKEN_ISSUER`, `TOKEN_AUDIENCE` and `TOKEN_JWKS_URL` by `lookup`. The default of the last is
    /// `<issuer>/.well-known/jwks.json`, the location in Cognito.
    ///
    /// # Errors
    /// [`AuthConfigError`] names the variable.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, AuthConfigError> {
        let non_empty = |name: &'static str| lookup(name).filter(|value| !value.is_empty());
        let issuer = non_empty("TOKEN_ISSUER").ok_or(AuthConfigError::Missing("TOKEN_ISSUER"))?;
        let audience = non_empty("TOKEN_AUDIENCE").ok_or(AuthConfigError::Missing("TOKEN_AUDIENCE"))?;
        let jwks_url = non_empty("TOKEN_JWKS_URL")
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
    fn default_url_of_keys_is_that_of_cognito() {
        let pool = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Abc";
        let settings = read(&[("TOKEN_ISSUER", pool), ("TOKEN_AUDIENCE", "storebell")]).unwrap();
        assert_eq!(settings.jwks_url, format!("{pool}/.well-known/jwks.json"));
        assert_eq!(settings.issuer, pool);
    }

    #[test]
    fn missing_variable_or_http_url_is_reported() {
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
