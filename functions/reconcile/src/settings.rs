//! The times that fetch windows are computed from.

use runtime::environment::{ConfigError, Environment};
use types::time::DAY_MS;

pub(crate) const MINUTE_MS: i64 = 60_000;

/// In milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// How long before now the first window of an integration starts.
    pub(crate) lookback_ms: i64,
    /// How long before the checkpoint a window starts: a channel's index may show a change late.
    pub(crate) overlap_ms: i64,
    /// How long before now a window ends: webhooks deliver the newest changes.
    pub(crate) delay_ms: i64,
}

impl Settings {
    /// Reads `RECONCILE_LOOKBACK_DAYS` (1).
    pub(crate) fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let days = environment.number("RECONCILE_LOOKBACK_DAYS", 1)?;
        Ok(Self { lookback_ms: i64::from(days) * DAY_MS, overlap_ms: 5 * MINUTE_MS, delay_ms: MINUTE_MS })
    }
}
