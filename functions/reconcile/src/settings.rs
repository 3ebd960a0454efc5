//! How far back is looked.

use runtime::environment::{ConfigError, Environment};
use types::time::DAY_MS;

/// Milliseconds of one minute.
pub(crate) const MINUTE_MS: i64 = 60_000;

/// How far back is looked, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// Of an integration that was never asked for.
    pub(crate) lookback_ms: i64,
    /// Before what was asked for already: a channel's index may be late with a change.
    pub(crate) overlap_ms: i64,
    /// Before now: what changes just now is left to its webhook.
    pub(crate) delay_ms: i64,
}

impl Settings {
    /// `RECONCILE_LOOKBACK_DAYS` (1).
    pub(crate) fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let days = environment.number("RECONCILE_LOOKBACK_DAYS", 1)?;
        Ok(Self { lookback_ms: i64::from(days) * DAY_MS, overlap_ms: 5 * MINUTE_MS, delay_ms: MINUTE_MS })
    }
}
