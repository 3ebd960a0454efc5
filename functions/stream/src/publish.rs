//! The step `publish`: pushes events and orders to live clients, then records them for the statistics.

use domain::live::ResumeWindow;
use live::ManagementApi;
use live::push::{Changes, FirstPushTimes, LateChangeMarker, Pusher};
use runtime::environment::ConfigError;
use store::Store;
use types::time::Clock;

use crate::batch_item_failures::{BatchItemFailures, StepResult};
use crate::statistics_recorder::{ChangedBuckets, StatisticsRecorder};

/// Publishes the changes of a batch.
pub(crate) struct Publisher {
    pusher: Pusher,
    statistics: StatisticsRecorder,
    window: ResumeWindow,
    clock: Clock,
    /// The latest time that `clock` has shown.
    latest_time: Clock,
}

impl Publisher {
    /// A publisher on the tables and the management API that `environment` names.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub(crate) fn new(
        store: &Store,
        management_api: ManagementApi,
        window: ResumeWindow,
        clock: Clock,
        latest_time: Clock,
    ) -> Result<Self, ConfigError> {
        Ok(Self {
            pusher: Pusher::new(store, management_api, clock.clone())?,
            statistics: StatisticsRecorder::new(store, clock.clone())?,
            window,
            clock,
            latest_time,
        })
    }

    /// Pushes `changes` and records them for the statistics, also if the push failed.
    pub(crate) async fn publish(&self, changes: &Changes, late_changes: &LateChangeMarker<'_>) -> BatchItemFailures {
        let StepResult { output: pushed, failures: not_pushed } = self.push(changes, late_changes).await;
        let changed_buckets = ChangedBuckets::of(changes.events(), changes.orders());
        let not_counted = match self.statistics.record(changed_buckets, &pushed).await {
            Ok(()) => BatchItemFailures::default(),
            Err(error) => BatchItemFailures::whole_batch(&error),
        };
        [not_pushed, not_counted].into_iter().collect()
    }

    /// Pushes `changes`; returns the time when each event reached a client, even if the push failed halfway.
    ///
    /// A catch-up looks back before its cursor only for a short time. If a push ends later than that, clients that were
    /// not live when it looked for them would miss the changes. So late changes are marked, and pushed once more: a
    /// client either was not live before the mark, and its catch-up sees the mark, or it is live at the second push.
    /// The push of a batch that is sent again may be such a late one. While the clock is behind its latest time, every
    /// push is late: clients have cursors after it.
    async fn push(&self, changes: &Changes, late_changes: &LateChangeMarker<'_>) -> StepResult<FirstPushTimes> {
        let deadline = changes.written_from().map(|at| at.plus_millis(self.window.push_deadline_ms()));
        // Clocks may differ by as much as a push may take.
        let is_set_back = self.clock.now().plus_millis(self.window.push_deadline_ms()) < self.latest_time.now();
        let is_late = || is_set_back || deadline.is_some_and(|deadline| deadline < self.clock.now());
        let mut pushed = FirstPushTimes::default();
        let result = async {
            if !is_late() {
                self.pusher.push(changes, &mut pushed).await?;
                if !is_late() {
                    return Ok(());
                }
            }
            for integration in changes.integrations() {
                late_changes.mark(integration).await?;
            }
            self.pusher.push(changes, &mut pushed).await
        };
        let failures = match result.await {
            Ok(()) => BatchItemFailures::default(),
            Err(error) => BatchItemFailures::whole_batch(&error),
        };
        StepResult { output: pushed, failures }
    }
}
