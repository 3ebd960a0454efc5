//! The probe of the tables: one write, as the receipt of a webhook makes it, and one read of each table.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::integration::IntegrationId;
use runtime::environment::ConfigError;
use store::deliveries::DeliveryProbe;
use store::events::EventReader;
use store::integrations::IntegrationFinder;
use store::ledger::Costs;
use store::states::OrderReader;
use store::{Store, StoreError};
use tracing::warn;
use types::event_id::EventId;
use types::time::{Clock, Time};

/// Shorter than the tables' own timeouts: a health check should not wait for them.
const TIMEOUT: Duration = Duration::from_secs(2);

/// The tables that must respond for the stack to be ready.
#[derive(Clone)]
pub(crate) struct ProbedTables {
    deliveries: DeliveryProbe,
    events: EventReader,
    orders: OrderReader,
    integrations: IntegrationFinder,
    costs: Costs,
    clock: Clock,
}

impl ProbedTables {
    /// # Errors
    /// [`ConfigError`] if a table's name is missing.
    pub(crate) fn new(store: &Store, clock: Clock) -> Result<Self, ConfigError> {
        Ok(Self {
            deliveries: store.delivery_probe()?,
            events: store.event_reader()?,
            orders: store.order_reader()?,
            integrations: store.integration_finder()?,
            costs: store.costs()?,
            clock,
        })
    }

    /// Whether every table responds in time, and `deliveries` accepts a write. Logs why not.
    pub(crate) async fn probe(self) -> bool {
        match tokio::time::timeout(TIMEOUT, self.write_and_read()).await {
            Ok(Ok(())) => return true,
            Ok(Err(error)) => warn!(code = "store", %error, "health check failed: a table operation failed"),
            Err(_) => {
                warn!(code = "store", timeout_ms = TIMEOUT.as_millis(), "health check failed: a table timed out")
            }
        }
        false
    }

    /// Reads one absent row of each table by its key: the cheapest read there is. The receipt of a webhook reads
    /// `integrations`, the dashboard all of them.
    async fn write_and_read(&self) -> Result<(), StoreError> {
        let absent: IntegrationId = "-".parse().expect("a dash is an integration id");
        let absent_list = [absent.clone()];
        let absent_skus = BTreeSet::from(["-".to_owned()]);
        tokio::try_join!(
            self.deliveries.put(self.clock.now()),
            async { self.events.find(&absent_list, EventId::MAX).await.map(drop) },
            async { self.orders.of_ids([(absent.clone(), "-".to_owned())]).await.map(drop) },
            async { self.integrations.by_id(&absent).await.map(drop) },
            async { self.costs.of(&absent, &absent_skus, Time::MAX).await.map(drop) },
        )
        .map(drop)
    }
}
