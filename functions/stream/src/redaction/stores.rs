//! The tables that redactions read and write.

use aws_sdk_dynamodb::Client;
use runtime::environment::{ConfigError, Environment};
use store::deliveries::DeliveryRedactor;
use store::events::{EventLog, EventReader};
use store::ledger::Redactions;
use store::replays::Replays;

/// Access to the tables besides that of the projection.
pub(super) struct RedactionStores {
    pub(super) deliveries: DeliveryRedactor,
    pub(super) events: EventReader,
    pub(super) event_log: EventLog,
    pub(super) redactions: Redactions,
    pub(super) replays: Replays,
}

impl RedactionStores {
    /// On the tables that `environment` names.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub(super) fn new(client: &Client, environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            deliveries: DeliveryRedactor::new(client.clone(), environment, channels::redact_headers)?,
            events: EventReader::new(client.clone(), environment)?,
            event_log: EventLog::new(client.clone(), environment)?,
            redactions: Redactions::new(client.clone(), environment)?,
            replays: Replays::new(client.clone(), environment)?,
        })
    }
}
