//! Notes of late changes: one for many, since a replay of thousands would otherwise write one row thousands of times.

use std::collections::BTreeMap;

use domain::integration::IntegrationId;
use store::StoreError;
use store::ledger::LateChangeMarkers;
use tokio::sync::Mutex;
use tracing::warn;
use types::event_id::{EventId, EventIds};
use types::time::Clock;

/// The notes of one batch, or of one amended event. No invocation lasts longer than a note counts that is never ended.
pub struct LateChangeMarker<'a> {
    changes: &'a LateChangeMarkers,
    clock: &'a Clock,
    noted: Mutex<BTreeMap<IntegrationId, EventId>>,
}

impl<'a> LateChangeMarker<'a> {
    /// Nothing is noted yet.
    pub fn new(changes: &'a LateChangeMarkers, clock: &'a Clock) -> Self {
        Self { changes, clock, noted: Mutex::default() }
    }

    /// Notes that an old event row of `integration` is about to be written, or pushed late, unless that is noted.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn note(&self, integration: &IntegrationId) -> Result<(), StoreError> {
        // Held while it is written: whoever waits finds it noted.
        let mut noted = self.noted.lock().await;
        if !noted.contains_key(integration) {
            let (stamp, _) = EventIds::new(self.clock.clone()).mint();
            self.changes.note(integration, stamp).await?;
            noted.insert(integration.clone(), stamp);
        }
        Ok(())
    }

    /// Says that all that was noted has been pushed. A note that is not ended makes clients load what they have, and no
    /// more, so that it is no error.
    pub async fn end(self) {
        let now = self.clock.now();
        for (integration, stamp) in self.noted.into_inner() {
            if let Err(error) = self.changes.end(&integration, stamp, now).await {
                warn!(%integration, %error, "a note of a late change was not ended");
            }
        }
    }
}
