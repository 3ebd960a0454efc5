//! The configuration: which issuer's tokens are accepted, and for which audience.

use runtime::environment::{ConfigError, Environment};

use crate::http_keys::key_url;

/// The trusted issuer and the audience. Nothing of it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The `iss` of every token, compared exactly.
    pub issuer: String,
    /// The value that `aud` must contain, or that the `client_id` of a Cognito access token must equal.
    pub audience: String,
    /// The URL of the issuer's keys: https, or http on a loopback host.
    pub jwks_url: String,
}

impl Config {
    /// Reads `TOKEN_ISSUER`, `TOKEN_AUDIENCE` and `TOKEN_JWKS_URL`. The default of the last is
    /// `<issuer>/.well-known/jwks.json`, the location in Cognito.
    ///
    /// # Errors
    /// [`ConfigError`] if the issuer or the audience is missing, or if the keys' URL, given or derived from the issuer,
    /// is neither https nor on a loopback host.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        const ISSUER: &str = "TOKEN_ISSUER";
        const KEYS: &str = "TOKEN_JWKS_URL";
        let issuer = environment.text(ISSUER)?;
        let audience = environment.text("TOKEN_AUDIENCE")?;
        let (name, jwks_url) = match environment.optional(KEYS) {
            Some(url) => (KEYS, url),
            None => (ISSUER, format!("{}/.well-known/jwks.json", issuer.trim_end_matches('/'))),
        };
        match key_url(&jwks_url) {
            Ok(_) => Ok(Self { issuer, audience, jwks_url }),
            Err(_) => Err(ConfigError::Invalid { name, expected: "an https URL, or an http URL of this machine" }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_environment(&Environment::from_pairs(pairs.iter().copied()))
    }

    #[test]
    fn default_url_of_keys_is_that_of_cognito() {
        let pool = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Abc";
        let config = read(&[("TOKEN_ISSUER", pool), ("TOKEN_AUDIENCE", "storebell")]).unwrap();
        assert_eq!(config.jwks_url, format!("{pool}/.well-known/jwks.json"));
        assert_eq!(config.issuer, pool);
    }

    #[test]
    fn missing_variable_or_http_url_is_reported() {
        let issuer = |url| [("TOKEN_ISSUER", url), ("TOKEN_AUDIENCE", "a")];
        let keys_at_http = [("TOKEN_JWKS_URL", "http://i.example/keys"), issuer("https://i.example")[0], issuer("")[1]];
        let name_of = |result| match result {
            Err(ConfigError::Missing(name) | ConfigError::Invalid { name, .. }) => name,
            other => panic!("{other:?}"),
        };
        assert_eq!(name_of(read(&[])), "TOKEN_ISSUER");
        assert_eq!(name_of(read(&[("TOKEN_ISSUER", "https://i.example"), ("TOKEN_AUDIENCE", "")])), "TOKEN_AUDIENCE");
        assert_eq!(name_of(read(&issuer("http://i.example"))), "TOKEN_ISSUER");
        assert_eq!(name_of(read(&keys_at_http)), "TOKEN_JWKS_URL");
    }
}
