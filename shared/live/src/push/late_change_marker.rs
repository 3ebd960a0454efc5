//! Late-change markers of one batch: one for each integration, since a replay of thousands of deliveries would
//! otherwise write thousands of markers.

use std::collections::BTreeMap;

use domain::integration::IntegrationId;
use store::StoreError;
use store::ledger::LateChangeMarkers;
use tokio::sync::Mutex;
use tracing::warn;
use types::event_id::{EventId, EventIds};
use types::time::Clock;

/// The markers of one batch, or of one updated event. A marker that is never ended counts for at least as long as an
/// invocation can last.
pub struct LateChangeMarker<'a> {
    store: &'a LateChangeMarkers,
    clock: &'a Clock,
    stamps: Mutex<BTreeMap<IntegrationId, EventId>>,
}

impl<'a> LateChangeMarker<'a> {
    /// Without markers yet.
    pub fn new(store: &'a LateChangeMarkers, clock: &'a Clock) -> Self {
        Self { store, clock, stamps: Mutex::default() }
    }

    /// Marks that an old event row of `integration` is about to be written, or pushed late, unless it is marked
    /// already.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn mark(&self, integration: &IntegrationId) -> Result<(), StoreError> {
        // Locked during the write, so that a concurrent caller returns only after the marker was written.
        let mut stamps = self.stamps.lock().await;
        if !stamps.contains_key(integration) {
            let (stamp, _) = EventIds::new(self.clock.clone()).mint();
            self.store.mark(integration, stamp).await?;
            stamps.insert(integration.clone(), stamp);
        }
        Ok(())
    }

    /// Ends the markers: everything that they mark has been pushed. An error is only logged: a marker that is not ended
    /// makes clients reload more than they need to.
    pub async fn end(self) {
        let now = self.clock.now();
        for (integration, stamp) in self.stamps.into_inner() {
            if let Err(error) = self.store.end(&integration, stamp, now).await {
                warn!(%integration, %error, "a late-change marker could not be ended");
            }
        }
    }
}
