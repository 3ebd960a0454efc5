//! The one entry point to the tables: hands out a narrow store for each capability.

use aws_sdk_dynamodb::Client;
use domain::delivery::Headers;
use domain::integration::Capabilities;
use runtime::environment::ConfigError;
use types::Channel;

use crate::connections::Connections;
use crate::deliveries::{DeliveryLog, DeliveryProbe, DeliveryReader, DeliveryRedactor};
use crate::event_writer::EventWriter;
use crate::events::{EventLog, EventReader};
use crate::integrations::{IntegrationAdmin, IntegrationFinder, Memberships, ReconcilableIntegrations};
use crate::ledger::{
    Costs, CrossIntegrationChanges, DedupLimits, DirtyBuckets, LateChangeMarkers, Links, NonceStore, PushTimes,
    ReconcileCheckpoints, Redactions, Retries, RollupProgress, Rollups, TiedOrders,
};
use crate::replays::Replays;
use crate::states::{OrderReader, States};
use crate::tables::Tables;

/// The tables of a function. Each method gives the narrow store for one capability, which mirrors what the function's
/// policy in `template.yaml` grants, or [`ConfigError::Missing`] where the function was not given the table's name.
#[derive(Clone, Debug)]
pub struct Store {
    client: Client,
    tables: Tables,
}

impl Store {
    /// The store on these tables.
    pub fn new(client: Client, tables: Tables) -> Self {
        Self { client, tables }
    }

    /// How long deliveries and events are kept, in milliseconds.
    pub fn retention_ms(&self) -> i64 {
        self.tables.retention_ms()
    }

    /// Stores verified webhooks, each once.
    pub fn delivery_log(&self) -> Result<DeliveryLog, ConfigError> {
        Ok(DeliveryLog::on(self.client.clone(), self.tables.deliveries()?, self.retention_ms()))
    }

    /// Reads deliveries with their bodies.
    pub fn delivery_reader(&self) -> Result<DeliveryReader, ConfigError> {
        Ok(DeliveryReader::on(self.client.clone(), self.tables.deliveries()?))
    }

    /// Finds out whether a delivery could be stored now.
    pub fn delivery_probe(&self) -> Result<DeliveryProbe, ConfigError> {
        Ok(DeliveryProbe::on(self.client.clone(), self.tables.deliveries()?))
    }

    /// Removes personal data from deliveries. `redact_headers` gives the headers of a channel's webhook without
    /// personal data.
    pub fn delivery_redactor(
        &self,
        redact_headers: fn(Channel, Headers) -> Headers,
    ) -> Result<DeliveryRedactor, ConfigError> {
        Ok(DeliveryRedactor::on(self.client.clone(), self.tables.deliveries()?, redact_headers))
    }

    /// Requests replays and automatic retries of deliveries.
    pub fn replays(&self) -> Result<Replays, ConfigError> {
        Ok(Replays::on(self.client.clone(), self.tables.deliveries()?))
    }

    /// Writes events.
    pub fn event_log(&self) -> Result<EventLog, ConfigError> {
        Ok(EventLog::on(self.client.clone(), self.tables.events()?, self.retention_ms()))
    }

    /// Reads events.
    pub fn event_reader(&self) -> Result<EventReader, ConfigError> {
        Ok(EventReader::on(self.client.clone(), self.tables.events()?))
    }

    /// Writes events and schedules their automatic retries. Needs the tables `events` and `ledger`.
    pub fn event_writer(&self) -> Result<EventWriter, ConfigError> {
        Ok(EventWriter::on(self.event_log()?, self.retries()?))
    }

    /// Loads and saves the states of subjects.
    pub fn states(&self) -> Result<States, ConfigError> {
        Ok(States::on(self.client.clone(), self.tables.state()?))
    }

    /// Reads orders for lists and statistics.
    pub fn order_reader(&self) -> Result<OrderReader, ConfigError> {
        Ok(OrderReader::on(self.client.clone(), self.tables.state()?))
    }

    /// Creates, changes and removes integrations. `capabilities` says what the integrations of a channel support.
    pub fn integration_admin(
        &self,
        capabilities: fn(Channel) -> Capabilities,
    ) -> Result<IntegrationAdmin, ConfigError> {
        Ok(IntegrationAdmin::on(self.client.clone(), self.tables.integrations()?, capabilities))
    }

    /// Finds an integration by id or by account.
    pub fn integration_finder(&self) -> Result<IntegrationFinder, ConfigError> {
        Ok(IntegrationFinder::on(self.client.clone(), self.tables.integrations()?))
    }

    /// Reads users' memberships of integrations.
    pub fn memberships(&self) -> Result<Memberships, ConfigError> {
        Ok(Memberships::on(self.client.clone(), self.tables.integrations()?))
    }

    /// Lists the integrations that are reconciled.
    pub fn reconcilable_integrations(&self) -> Result<ReconcilableIntegrations, ConfigError> {
        Ok(ReconcilableIntegrations::on(self.client.clone(), self.tables.integrations()?))
    }

    /// Reads and writes the connections of live clients.
    pub fn connections(&self) -> Result<Connections, ConfigError> {
        Ok(Connections::on(self.client.clone(), self.tables.connections()?))
    }

    /// Reads and writes the unit costs of integrations' SKUs.
    pub fn costs(&self) -> Result<Costs, ConfigError> {
        Ok(Costs::on(self.client.clone(), self.tables.ledger()?))
    }

    /// Records orders that events of other integrations changed.
    pub fn cross_integration_changes(&self) -> Result<CrossIntegrationChanges, ConfigError> {
        Ok(CrossIntegrationChanges::on(self.client.clone(), self.tables.ledger()?))
    }

    /// Bounds how many unsigned topics and event ids distinguish deliveries.
    pub fn dedup_limits(&self) -> Result<DedupLimits, ConfigError> {
        Ok(DedupLimits::on(self.client.clone(), self.tables.ledger()?))
    }

    /// Marks time buckets whose statistics must be recomputed.
    pub fn dirty_buckets(&self) -> Result<DirtyBuckets, ConfigError> {
        Ok(DirtyBuckets::on(self.client.clone(), self.tables.ledger()?))
    }

    /// Marks changes that a catch-up cannot find.
    pub fn late_change_markers(&self) -> Result<LateChangeMarkers, ConfigError> {
        Ok(LateChangeMarkers::on(self.client.clone(), self.tables.ledger()?))
    }

    /// Reads and writes links between subjects with a common join key.
    pub fn links(&self) -> Result<Links, ConfigError> {
        Ok(Links::on(self.client.clone(), self.tables.ledger()?))
    }

    /// Claims nonces, so that a signature is used for one body only.
    pub fn nonce_store(&self) -> Result<NonceStore, ConfigError> {
        Ok(NonceStore::on(self.client.clone(), self.tables.ledger()?))
    }

    /// Records how long after receipt events were pushed.
    pub fn push_times(&self) -> Result<PushTimes, ConfigError> {
        Ok(PushTimes::on(self.client.clone(), self.tables.ledger()?))
    }

    /// Reads and writes how far reconciliation has come.
    pub fn reconcile_checkpoints(&self) -> Result<ReconcileCheckpoints, ConfigError> {
        Ok(ReconcileCheckpoints::on(self.client.clone(), self.tables.ledger()?))
    }

    /// Reads and writes the list of redactions and their progress.
    pub fn redactions(&self) -> Result<Redactions, ConfigError> {
        Ok(Redactions::on(self.client.clone(), self.tables.ledger()?))
    }

    /// Schedules automatic retries and lists those that are due.
    pub fn retries(&self) -> Result<Retries, ConfigError> {
        Ok(Retries::on(self.client.clone(), self.tables.ledger()?))
    }

    /// Reads and writes the time up to which statistics are complete.
    pub fn rollup_progress(&self) -> Result<RollupProgress, ConfigError> {
        Ok(RollupProgress::on(self.client.clone(), self.tables.ledger()?))
    }

    /// Lists orders that have to be fetched because two snapshots have one source time.
    pub fn tied_orders(&self) -> Result<TiedOrders, ConfigError> {
        Ok(TiedOrders::on(self.client.clone(), self.tables.ledger()?))
    }

    /// Reads and writes aggregated statistics.
    pub fn rollups(&self) -> Result<Rollups, ConfigError> {
        Ok(Rollups::on(self.client.clone(), self.tables.ledger()?))
    }
}
