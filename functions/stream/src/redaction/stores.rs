//! The tables that redactions read and write.

use runtime::environment::ConfigError;
use store::Store;
use store::deliveries::DeliveryRedactor;
use store::events::{EventLog, EventReader};
use store::ledger::Redactions;
use store::replays::Replays;

/// The tables that redaction uses in addition to those of the projection.
pub(super) struct RedactionStores {
    pub(super) deliveries: DeliveryRedactor,
    pub(super) events: EventReader,
    pub(super) event_log: EventLog,
    pub(super) redactions: Redactions,
    pub(super) replays: Replays,
}

impl RedactionStores {
    /// The tables of `store`.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub(super) fn new(store: &Store) -> Result<Self, ConfigError> {
        Ok(Self {
            deliveries: store.delivery_redactor(channels::redact_headers)?,
            events: store.event_reader()?,
            event_log: store.event_log()?,
            redactions: store.redactions()?,
            replays: store.replays()?,
        })
    }
}
