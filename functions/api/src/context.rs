//! The tables, clients and settings that the handlers use.

use auth::User;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use domain::integration::{IntegrationId, Role};
use domain::permissions::Action;
use live::ManagementApi;
use runtime::environment::ConfigError;
use shopify_admin::ShopApi;
use store::Store;
use store::StoreError;
use store::connections::Connections;
use store::deliveries::DeliveryReader;
use store::events::EventReader;
use store::integrations::{IntegrationAdmin, IntegrationFinder, Memberships};
use store::ledger::{Costs, ReconcileCheckpoints, RollupProgress, Rollups};
use store::replays::Replays;
use store::states::OrderReader;
use types::sleep::Sleep;
use types::time::Clock;

use crate::config::Config;
use crate::health::{ProbedTables, SharedProbe};
use crate::test_receivers::TestReceivers;

/// Tables, clients and settings, made once per process.
pub(crate) struct ApiContext {
    pub(crate) events: EventReader,
    pub(crate) deliveries: DeliveryReader,
    pub(crate) orders: OrderReader,
    pub(crate) replays: Replays,
    pub(crate) costs: Costs,
    pub(crate) rollups: Rollups,
    pub(crate) rollup_progress: RollupProgress,
    pub(crate) test_receivers: TestReceivers,
    pub(crate) integrations: IntegrationFinder,
    pub(crate) integration_admin: IntegrationAdmin,
    pub(crate) memberships: Memberships,
    pub(crate) connections: Connections,
    pub(crate) management_api: ManagementApi,
    pub(crate) probed_tables: ProbedTables,
    pub(crate) health_probe: SharedProbe,
    pub(crate) reconcile_checkpoints: ReconcileCheckpoints,
    pub(crate) shop_api: ShopApi,
    /// The base of the URLs to which senders post, without a trailing slash.
    pub(crate) public_url: String,
    pub(crate) clock: Clock,
    /// How long deliveries and events are kept.
    pub(crate) retention_ms: i64,
}

impl ApiContext {
    /// # Errors
    /// [`ConfigError`] if a table's name is missing, or there is no HTTP client.
    pub(crate) fn new(config: Config, client: &Client, aws: &SdkConfig, clock: Clock) -> Result<Self, ConfigError> {
        let store = Store::new(client.clone(), config.tables);
        Ok(Self {
            events: store.event_reader()?,
            deliveries: store.delivery_reader()?,
            orders: store.order_reader()?,
            replays: store.replays()?,
            costs: store.costs()?,
            rollups: store.rollups()?,
            rollup_progress: store.rollup_progress()?,
            test_receivers: TestReceivers::new(store.clone(), clock.clone())?,
            integrations: store.integration_finder()?,
            integration_admin: store.integration_admin(channels::capabilities)?,
            memberships: store.memberships()?,
            connections: store.connections()?,
            management_api: ManagementApi::new(aws, &config.management_endpoint),
            probed_tables: ProbedTables::new(&store, clock.clone())?,
            health_probe: SharedProbe::default(),
            reconcile_checkpoints: store.reconcile_checkpoints()?,
            shop_api: ShopApi::new(config.shopify_admin, clock.clone(), Sleep::system())?,
            public_url: config.public_url,
            clock,
            retention_ms: store.retention_ms(),
        })
    }

    /// The user's integrations, each with the user's role in it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn roles(&self, user: &User) -> Result<Vec<(IntegrationId, Role)>, StoreError> {
        self.memberships.of_user(user.as_str()).await
    }

    /// The integrations in which the user may do `action`; only `named`, if an integration is named. An integration of
    /// which the user is no member is left out like one that does not exist.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn permitted_integrations(
        &self,
        user: &User,
        action: Action,
        named: Option<&IntegrationId>,
    ) -> Result<Vec<IntegrationId>, StoreError> {
        let roles = self.roles(user).await?.into_iter();
        let permitted = roles.filter(|(id, role)| role.may(action) && named.is_none_or(|named| named == id));
        Ok(permitted.map(|(id, _)| id).collect())
    }
}
