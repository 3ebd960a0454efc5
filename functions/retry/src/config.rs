//! The function's configuration.

use runtime::environment::{ConfigError, Environment};
use store::Tables;

/// What the function reads from its environment.
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) tables: Tables,
    /// The name of the bucket in which Lambda puts failed batches of `stream`.
    pub(crate) failed_batches_bucket: String,
    /// The URL of API Gateway's management API.
    pub(crate) management_endpoint: String,
}

impl Config {
    /// Reads `FAILED_BATCHES_BUCKET`, `MANAGEMENT_ENDPOINT` and the variables of [`Tables::from_environment`].
    ///
    /// # Errors
    /// [`ConfigError`] if a variable is missing or invalid.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            tables: Tables::from_environment(environment)?,
            failed_batches_bucket: environment.text("FAILED_BATCHES_BUCKET")?,
            management_endpoint: environment.text("MANAGEMENT_ENDPOINT")?,
        })
    }
}
