//! One run: recomputes the rollups of dirty buckets, a few hundred marks at a time, until none is left or time runs
//! out.

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

/// The most marks of a kind that one run handles. The next run handles the rest.
const MAX_MARKS_PER_RUN: usize = 5_000;
/// The most marks that are handled before they are deleted.
const MAX_MARKS_PER_CHUNK: usize = 200;
/// How many buckets are recomputed at a time.
pub(crate) const MAX_CONCURRENT_BUCKETS: usize = 8;
/// The time after which a run starts no more chunks. The function's timeout is a minute.
const RUN_TIME_BUDGET: Duration = Duration::from_secs(40);
/// How long a mark stays at least, in milliseconds. For events, counted from the end of the minute: a function marks an
/// open minute only once for all its events. For orders, counted from the mark: the index that finds them is updated
/// shortly after the table.
const MIN_MARK_AGE_MS: i64 = 60_000;

/// The stores of a run.
pub(crate) struct RollupJob {
    pub(crate) dirty_buckets: DirtyBuckets,
    pub(crate) rollups: Rollups,
    pub(crate) progress: RollupProgress,
    pub(crate) push_times: PushTimes,
    pub(crate) events: EventReader,
    pub(crate) orders: OrderReader,
    /// How long events are kept, in milliseconds.
    pub(crate) retention_ms: i64,
    pub(crate) clock: Clock,
}

/// The result of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RollupRun {
    /// Dirty buckets that were recomputed.
    #[serde(rename = "rolled_up")]
    pub recomputed: usize,
    /// Dirty buckets that could not be recomputed. Their marks stay.
    pub failed: usize,
    /// Whether all buckets that were dirty at the start are recomputed.
    pub complete: bool,
}

impl RollupJob {
    /// Recomputes dirty buckets.
    ///
    /// # Errors
    /// [`StoreError`] if marks cannot be read or deleted. Those that remain are handled by the next run.
    pub(crate) async fn run(&self) -> Result<RollupRun, StoreError> {
        let (started_at, deadline) = (self.clock.now(), Instant::now() + RUN_TIME_BUDGET);
        let mut run = RollupRun { complete: true, ..RollupRun::default() };
        for kind in [DirtyBucketKind::Events, DirtyBucketKind::Orders] {
            let marks = self.dirty_buckets.oldest(kind, MAX_MARKS_PER_RUN).await?;
            run.complete &= marks.len() < MAX_MARKS_PER_RUN;
            for chunk in marks.chunks(MAX_MARKS_PER_CHUNK) {
                if Instant::now() >= deadline {
                    run.complete = false;
                    break;
                }
                // A mark is deleted only if its bucket was already complete when it was read, so this is the time
                // before the read.
                let read_at = self.clock.now();
                let failed = self.recompute(kind, chunk).await;
                run.recomputed += chunk.len() - failed.len();
                run.failed += failed.len();
                let recomputed = chunk.iter().filter(|mark| !failed.contains(&mark.stamp));
                self.delete_marks(recomputed.filter(|mark| complete_at(mark) <= read_at)).await?;
            }
        }
        run.complete &= run.failed == 0;
        if run.complete {
            self.progress.record(started_at).await?;
        }
        let RollupRun { recomputed, failed, complete } = run;
        info!(buckets.recomputed = recomputed, buckets.failed = failed, complete, "rollups recomputed");
        Ok(run)
    }

    /// Recomputes the buckets of marks. Returns the stamps of those marks that must stay for another attempt.
    async fn recompute(&self, kind: DirtyBucketKind, marks: &[DirtyBucketMarker]) -> BTreeSet<EventId> {
        let failed = match kind {
            DirtyBucketKind::Events => self.recompute_events(marks).await,
            DirtyBucketKind::Orders => self.recompute_orders(marks).await,
        };
        for (mark, error) in &failed {
            let (integration, bucket, will_retry) =
                (&mark.bucket.integration, mark.bucket.start, may_succeed_later(error));
            error!(%integration, %bucket, %error, will_retry, "rollup not recomputed");
        }
        failed.into_iter().filter(|(_, error)| may_succeed_later(error)).map(|(mark, _)| mark.stamp).collect()
    }

    async fn delete_marks<'a>(&self, marks: impl Iterator<Item = &'a DirtyBucketMarker>) -> Result<(), StoreError> {
        let deletes = marks.map(|mark| self.dirty_buckets.clear(mark)).collect();
        bounded(MAX_CONCURRENT_BUCKETS, deletes).await.into_iter().collect()
    }
}

/// An unreadable row stays unreadable, so its mark is deleted: otherwise every run would fail.
fn may_succeed_later(error: &StoreError) -> bool {
    !matches!(error, StoreError::Unreadable { .. })
}

/// The time after which a read of the bucket contains everything that this mark stands for.
fn complete_at(mark: &DirtyBucketMarker) -> Time {
    let base = match mark.bucket.kind {
        DirtyBucketKind::Events => BucketSize::Minute.next(mark.bucket.start),
        DirtyBucketKind::Orders => mark.stamp.received_at(),
    };
    base.plus_millis(MIN_MARK_AGE_MS)
}
