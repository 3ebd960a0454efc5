//! Constructors that read table names from the environment. Removed once every function uses Store.

use aws_sdk_dynamodb::Client;
use domain::delivery::Headers;
use domain::integration::Capabilities;
use runtime::environment::{ConfigError, Environment};
use types::Channel;

use crate::connections::Connections;
use crate::deliveries::{DeliveryLog, DeliveryReader, DeliveryRedactor};
use crate::event_writer::EventWriter;
use crate::events::{EventLog, EventReader};
use crate::integrations::{IntegrationAdmin, IntegrationFinder, Memberships, ReconcilableIntegrations};
use crate::ledger::{
    Costs, CrossIntegrationChanges, DirtyBuckets, LateChangeMarkers, Links, NonceStore, PushTimes,
    ReconcileCheckpoints, Redactions, Retries, RollupProgress, Rollups,
};
use crate::replays::Replays;
use crate::states::{OrderReader, States};
use crate::store::Store;
use crate::tables::Tables;

macro_rules! old_constructors {
    ($($narrow:ident::$method:ident,)*) => {$(
        impl $narrow {
            /// Removed once every function uses Store.
            ///
            /// # Errors
            /// [`ConfigError`].
            pub fn new(client: Client, environment: &Environment) -> Result<Self, ConfigError> {
                Store::new(client, Tables::from_environment(environment)?).$method()
            }
        }
    )*};
}

old_constructors!(
    DeliveryLog::delivery_log,
    DeliveryReader::delivery_reader,
    Replays::replays,
    EventLog::event_log,
    EventReader::event_reader,
    EventWriter::event_writer,
    States::states,
    OrderReader::order_reader,
    IntegrationFinder::integration_finder,
    Memberships::memberships,
    ReconcilableIntegrations::reconcilable_integrations,
    Connections::connections,
    Costs::costs,
    CrossIntegrationChanges::cross_integration_changes,
    DirtyBuckets::dirty_buckets,
    LateChangeMarkers::late_change_markers,
    Links::links,
    NonceStore::nonce_store,
    PushTimes::push_times,
    ReconcileCheckpoints::reconcile_checkpoints,
    Redactions::redactions,
    Retries::retries,
    RollupProgress::rollup_progress,
    Rollups::rollups,
);

impl DeliveryRedactor {
    /// Removed once every function uses Store.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn new(
        client: Client,
        environment: &Environment,
        redact_headers: fn(Channel, Headers) -> Headers,
    ) -> Result<Self, ConfigError> {
        Store::new(client, Tables::from_environment(environment)?).delivery_redactor(redact_headers)
    }
}

impl IntegrationAdmin {
    /// Removed once every function uses Store.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn new(
        client: Client,
        environment: &Environment,
        capabilities: fn(Channel) -> Capabilities,
    ) -> Result<Self, ConfigError> {
        Store::new(client, Tables::from_environment(environment)?).integration_admin(capabilities)
    }
}
