//! The function's configuration.

use runtime::environment::{ConfigError, Environment};
use store::Tables;

/// What the function reads from its environment.
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) tables: Tables,
    /// The URL of API Gateway's management API.
    pub(crate) management_endpoint: String,
    pub(crate) shopify_admin: shopify_admin::Config,
    /// The base of the URLs to which senders post, without a trailing slash.
    pub(crate) public_url: String,
}

impl Config {
    /// Reads `MANAGEMENT_ENDPOINT`, `PUBLIC_URL` and the variables of [`Tables::from_environment`] and
    /// [`shopify_admin::Config::from_environment`].
    ///
    /// # Errors
    /// [`ConfigError`] if a variable is missing or invalid.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            tables: Tables::from_environment(environment)?,
            management_endpoint: environment.text("MANAGEMENT_ENDPOINT")?,
            shopify_admin: shopify_admin::Config::from_environment(environment)?,
            public_url: environment.text("PUBLIC_URL")?.trim_end_matches('/').to_owned(),
        })
    }
}
