//! Pushes to live clients the events that this function writes. The stream function pushes the events that it writes.

use std::collections::BTreeSet;

use domain::event_summary::EventSummary;
use domain::integration::IntegrationId;
use live::ManagementApi;
use live::push::{Changes, FirstPushTimes, LateChangeMarker, Pusher};
use runtime::environment::ConfigError;
use store::Store;
use store::StoreError;
use store::ledger::LateChangeMarkers;
use types::time::Clock;

/// Pushes event summaries to live clients, and writes late-change markers for clients that resume later.
pub(crate) struct EventPublisher {
    late_changes: LateChangeMarkers,
    pusher: Pusher,
    clock: Clock,
}

impl EventPublisher {
    pub(crate) fn new(store: &Store, management_api: ManagementApi, clock: Clock) -> Result<Self, ConfigError> {
        Ok(Self {
            late_changes: store.late_change_markers()?,
            pusher: Pusher::new(store, management_api, clock.clone())?,
            clock,
        })
    }

    /// Writes late-change markers for `integrations`, whose events are about to be written.
    pub(crate) async fn mark_late_changes(
        &self,
        integrations: &BTreeSet<&IntegrationId>,
    ) -> Result<LateChangeMarker<'_>, StoreError> {
        let markers = LateChangeMarker::new(&self.late_changes, &self.clock);
        for integration in integrations {
            markers.mark(integration).await?;
        }
        Ok(markers)
    }

    /// Pushes the summaries of events that were written after `markers`, then ends the markers. Push statistics do not
    /// include them: they measure the time from receipt to push, and these events were received long ago.
    pub(crate) async fn publish(
        &self,
        summaries: Vec<EventSummary>,
        markers: LateChangeMarker<'_>,
    ) -> Result<(), StoreError> {
        let mut changes = Changes::default();
        summaries.into_iter().for_each(|summary| changes.add_event(summary));
        self.pusher.push(&changes, &mut FirstPushTimes::default()).await?;
        markers.end().await;
        Ok(())
    }
}
