//! One invocation: the marks that are due, a few hundred at a time, until none is left or time runs out.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::statistics::BucketSize;
use serde::Serialize;
use store::StoreError;
use store::events::EventReader;
use store::ledger::{DirtyBucketKind, DirtyBucketMarker, DirtyBuckets, PushTimes, RollupProgress, Rollups};
use store::states::OrderReader;
use tokio::time::Instant;
use tracing::{error, info};
use types::concurrency::bounded;
use types::event_id::EventId;
use types::time::{Clock, Time};

/// The most marks of a kind in one invocation; the next one goes on.
const MOST: usize = 5_000;
/// How many marks are worked on before their marks are taken away.
const AT_A_TIME: usize = 200;
/// How many slots are rolled up at once.
pub(crate) const AT_ONCE: usize = 8;
/// No more is begun after that; the function has a minute.
const TIME: Duration = Duration::from_secs(40);
/// How long a mark stays at least: after the end of a minute of events, since one mark serves for all of an open minute;
/// after an order was marked, since the index by which it is found is a little behind the table.
const STAYS_MS: i64 = 60_000;

/// Rolls up.
pub(crate) struct Job {
    pub(crate) dirty_buckets: DirtyBuckets,
    pub(crate) rollups: Rollups,
    pub(crate) progress: RollupProgress,
    pub(crate) times: PushTimes,
    pub(crate) events: EventReader,
    pub(crate) orders: OrderReader,
    pub(crate) retention_ms: i64,
    pub(crate) clock: Clock,
}

/// What an invocation has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Slots that were rolled up.
    pub rolled_up: usize,
    /// Slots that could not be; their marks stay.
    pub failed: usize,
    /// Whether all that was due when it began was done.
    pub complete: bool,
}

impl Job {
    /// Rolls up what is due.
    ///
    /// # Errors
    /// [`StoreError`] if the marks cannot be read; they stay, and the next invocation finds them.
    pub(crate) async fn run(&self) -> Result<Report, StoreError> {
        let (began, deadline) = (self.clock.now(), Instant::now() + TIME);
        let mut report = Report { complete: true, ..Report::default() };
        for kind in [DirtyBucketKind::Events, DirtyBucketKind::Orders] {
            let marks = self.dirty_buckets.oldest(kind, MOST).await?;
            report.complete &= marks.len() < MOST;
            for some in marks.chunks(AT_A_TIME) {
                if Instant::now() >= deadline {
                    report.complete = false;
                    break;
                }
                // What a mark stands for must have been complete before its slot was read, not only now.
                let before = self.clock.now();
                let failed = self.roll_up(kind, some).await;
                report.rolled_up += some.len() - failed.len();
                report.failed += failed.len();
                let done = some.iter().filter(|mark| !failed.contains(&mark.stamp));
                self.take_away(done.filter(|mark| settled_at(mark) <= before)).await?;
            }
        }
        report.complete &= report.failed == 0;
        if report.complete {
            self.progress.record(began).await?;
        }
        let Report { rolled_up, failed, complete } = report;
        info!(rolled_up, failed, complete, "rolled up");
        Ok(report)
    }

    /// The stamps of the marks whose slots could not be rolled up.
    async fn roll_up(&self, kind: DirtyBucketKind, marks: &[DirtyBucketMarker]) -> BTreeSet<EventId> {
        let failed = match kind {
            DirtyBucketKind::Events => self.roll_up_events(marks).await,
            DirtyBucketKind::Orders => self.roll_up_orders(marks).await,
        };
        failed.into_iter().filter(|(mark, error)| !is_hopeless(mark, error)).map(|(mark, _)| mark.stamp).collect()
    }

    async fn take_away<'a>(&self, marks: impl Iterator<Item = &'a DirtyBucketMarker>) -> Result<(), StoreError> {
        let done = marks.map(|mark| self.dirty_buckets.clear(mark)).collect();
        bounded(AT_ONCE, done).await.into_iter().collect()
    }
}

/// What cannot be read will be as unreadable the next time, and would be tried forever: its mark goes.
fn is_hopeless(mark: &DirtyBucketMarker, error: &StoreError) -> bool {
    let (integration, slot) = (&mark.bucket.integration, mark.bucket.start);
    let hopeless = matches!(error, StoreError::Unreadable { .. });
    error!(%integration, %slot, %error, hopeless, "a slot was not rolled up");
    hopeless
}

/// From when on a slot that was read holds all that was written before its mark.
fn settled_at(mark: &DirtyBucketMarker) -> Time {
    let complete_at = match mark.bucket.kind {
        DirtyBucketKind::Events => BucketSize::Minute.next(mark.bucket.start),
        DirtyBucketKind::Orders => mark.stamp.received_at(),
    };
    complete_at.plus_millis(STAYS_MS)
}
