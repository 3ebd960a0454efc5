//! The function's configuration.

use runtime::environment::{ConfigError, Environment};
use store::Tables;

/// What the function reads from its environment.
#[derive(Clone, Debug)]
pub struct Config {
    /// The tables and the retention.
    pub tables: Tables,
    /// The endpoint that replaces SNS for certificates and confirmations, on one machine and in tests.
    pub(crate) sns_endpoint: Option<String>,
}

impl Config {
    /// Reads `AWS_ENDPOINT_URL_SNS` and the variables of [`Tables::from_environment`].
    ///
    /// # Errors
    /// [`ConfigError`] if a variable is invalid.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            tables: Tables::from_environment(environment)?,
            sns_endpoint: environment.optional("AWS_ENDPOINT_URL_SNS"),
        })
    }
}
