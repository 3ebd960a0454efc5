//! The function's configuration.

use runtime::environment::{ConfigError, Environment};
use store::Tables;
use types::time::DAY_MS;

/// Days before its first run from which an integration's orders are fetched, where `RECONCILE_LOOKBACK_DAYS` is not set.
const DEFAULT_LOOKBACK_DAYS: u32 = 1;

/// What the function reads from its environment.
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) tables: Tables,
    pub(crate) shopify_admin: shopify_admin::Config,
    /// How long before now the first window of an integration starts, in milliseconds.
    pub(crate) lookback_ms: i64,
}

impl Config {
    /// Reads `RECONCILE_LOOKBACK_DAYS` and the variables of [`Tables::from_environment`] and
    /// [`shopify_admin::Config::from_environment`].
    ///
    /// # Errors
    /// [`ConfigError`] if a variable is invalid.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let lookback_days = environment.number("RECONCILE_LOOKBACK_DAYS", DEFAULT_LOOKBACK_DAYS)?;
        Ok(Self {
            tables: Tables::from_environment(environment)?,
            shopify_admin: shopify_admin::Config::from_environment(environment)?,
            lookback_ms: i64::from(lookback_days) * DAY_MS,
        })
    }
}
