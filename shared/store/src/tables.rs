//! Names of the tables, and how long their rows are kept (the retention).

use runtime::environment::{ConfigError, Environment};
use types::time::DAY_MS;

/// Days for which deliveries, events and statistics are kept where `RETENTION_DAYS` is not set.
pub const DEFAULT_RETENTION_DAYS: u32 = 90;

/// Names of the tables that a function may use. A name is `None` where the function's policy grants nothing on the
/// table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tables {
    /// Verified webhooks (`DELIVERIES_TABLE`).
    pub deliveries: Option<String>,
    /// The processed record of each delivery (`EVENTS_TABLE`).
    pub events: Option<String>,
    /// The current state of each subject (`STATE_TABLE`).
    pub state: Option<String>,
    /// Accounts on channels, and their members (`INTEGRATIONS_TABLE`).
    pub integrations: Option<String>,
    /// Live clients (`CONNECTIONS_TABLE`).
    pub connections: Option<String>,
    /// Markers, costs, links, rollups and other small records (`LEDGER_TABLE`).
    pub ledger: Option<String>,
    /// Days after receipt until a delivery and its event expire (`RETENTION_DAYS`).
    pub retention_days: u32,
}

impl Tables {
    /// The tables that the environment variables name.
    ///
    /// # Errors
    /// [`ConfigError::NotANumber`] for `RETENTION_DAYS`. A missing name is an error only once a store needs the table.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            deliveries: environment.optional("DELIVERIES_TABLE"),
            events: environment.optional("EVENTS_TABLE"),
            state: environment.optional("STATE_TABLE"),
            integrations: environment.optional("INTEGRATIONS_TABLE"),
            connections: environment.optional("CONNECTIONS_TABLE"),
            ledger: environment.optional("LEDGER_TABLE"),
            retention_days: environment.number("RETENTION_DAYS", DEFAULT_RETENTION_DAYS)?,
        })
    }

    /// The retention in milliseconds.
    pub fn retention_ms(&self) -> i64 {
        i64::from(self.retention_days) * DAY_MS
    }

    pub(crate) fn deliveries(&self) -> Result<String, ConfigError> {
        self.deliveries.clone().ok_or(ConfigError::Missing("DELIVERIES_TABLE"))
    }

    pub(crate) fn events(&self) -> Result<String, ConfigError> {
        self.events.clone().ok_or(ConfigError::Missing("EVENTS_TABLE"))
    }

    pub(crate) fn state(&self) -> Result<String, ConfigError> {
        self.state.clone().ok_or(ConfigError::Missing("STATE_TABLE"))
    }

    pub(crate) fn integrations(&self) -> Result<String, ConfigError> {
        self.integrations.clone().ok_or(ConfigError::Missing("INTEGRATIONS_TABLE"))
    }

    pub(crate) fn connections(&self) -> Result<String, ConfigError> {
        self.connections.clone().ok_or(ConfigError::Missing("CONNECTIONS_TABLE"))
    }

    pub(crate) fn ledger(&self) -> Result<String, ConfigError> {
        self.ledger.clone().ok_or(ConfigError::Missing("LEDGER_TABLE"))
    }
}

impl Default for Tables {
    /// No tables, and the default retention.
    fn default() -> Self {
        Self {
            deliveries: None,
            events: None,
            state: None,
            integrations: None,
            connections: None,
            ledger: None,
            retention_days: DEFAULT_RETENTION_DAYS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_table_is_an_error_only_when_it_is_used() {
        let tables = Tables::from_environment(&Environment::from_pairs([("EVENTS_TABLE", "e")])).unwrap();
        assert_eq!(tables.events().unwrap(), "e");
        assert!(matches!(tables.ledger(), Err(ConfigError::Missing("LEDGER_TABLE"))));
    }

    #[test]
    fn unset_retention_is_90_days_and_text_is_rejected() {
        let of = |days: &str| Tables::from_environment(&Environment::from_pairs([("RETENTION_DAYS", days)]));
        assert_eq!(Tables::from_environment(&Environment::default()).unwrap(), Tables::default());
        assert_eq!(Tables::default().retention_ms(), 90 * DAY_MS);
        assert_eq!(of("7").unwrap().retention_days, 7);
        assert!(matches!(of("x"), Err(ConfigError::NotANumber("RETENTION_DAYS"))));
    }
}
