//! Rollups of events: minutes from the events received in them, hours from minutes, days from hours.

use domain::statistics::{BucketSize, CountedEvent, EventRollup};
use store::StoreError;
use store::ledger::{
    DAY_ROLLUPS, DirtyBucketMarker, HOUR_ROLLUPS, MINUTE_ROLLUPS, PUSH_TIMES_COMPLETE_FOR_MS, RollupSeries,
};
use types::concurrency::bounded;
use types::time::DAY_MS;

use crate::conditional_replace::{RollupRow, replace};
use crate::failed_marks::{FailedMark, TimeBucket, buckets_of, failed_marks};
use crate::rollup_job::{MAX_CONCURRENT_BUCKETS, RollupJob};

/// How long hours and days are kept: a year, and some days more so that the whole year can be shown.
const RETENTION_MS: i64 = 400 * DAY_MS;

/// A series whose rollups are sums of the rollups of a finer series.
struct SummedSeries {
    series: &'static RollupSeries<EventRollup>,
    size: BucketSize,
    finer: &'static RollupSeries<EventRollup>,
}

static SUMMED_SERIES: [SummedSeries; 2] = [
    SummedSeries { series: &HOUR_ROLLUPS, size: BucketSize::Hour, finer: &MINUTE_ROLLUPS },
    SummedSeries { series: &DAY_ROLLUPS, size: BucketSize::Day, finer: &HOUR_ROLLUPS },
];

impl RollupJob {
    /// Recomputes the dirty minutes, then the hours and days that contain them. Returns the marks for which that
    /// failed.
    pub(crate) async fn recompute_events<'a>(&self, marks: &'a [DirtyBucketMarker]) -> Vec<FailedMark<'a>> {
        let minutes = buckets_of(marks.iter(), BucketSize::Minute);
        let recomputed = minutes.iter().map(|minute| self.recompute_minute(minute)).collect();
        let results = bounded(MAX_CONCURRENT_BUCKETS, recomputed).await;
        let mut failed = failed_marks(marks, BucketSize::Minute, minutes, results);
        for summed in &SUMMED_SERIES {
            let succeeded = |mark: &&DirtyBucketMarker| !failed.iter().any(|(other, _)| other.stamp == mark.stamp);
            let buckets = buckets_of(marks.iter().filter(succeeded), summed.size);
            let sums = buckets.iter().map(|bucket| self.sum(summed, bucket)).collect();
            let results = bounded(MAX_CONCURRENT_BUCKETS, sums).await;
            failed.extend(failed_marks(marks, summed.size, buckets, results));
        }
        failed
    }

    async fn recompute_minute(&self, (integration, minute): &TimeBucket) -> Result<(), StoreError> {
        let (now, end) = (self.clock.now(), BucketSize::Minute.next(*minute));
        // Some of the minute's events may have expired: counting the rest would be wrong, and the stored rollup is
        // right.
        if minute.plus_millis(self.retention_ms) < now {
            return Ok(());
        }
        let expires_at = end.plus_millis(self.retention_ms + DAY_MS);
        let row = RollupRow { series: &MINUTE_ROLLUPS, integration, bucket: *minute, expires_at };
        replace(&self.rollups, &row, |stored| async move {
            let push_times = self.push_times.of_minute(integration, *minute).await?;
            let mut rollup = EventRollup::default();
            let count = |event: CountedEvent| rollup.add(&event, push_times.get(&event.id).copied());
            self.events.for_rollup(integration, (*minute, end), count).await?;
            // Push times expire before events do. From then on, the stored push latencies are the complete ones.
            if end.plus_millis(PUSH_TIMES_COMPLETE_FOR_MS) < now {
                rollup.pushed_in = stored.pushed_in;
            }
            Ok(rollup.bounded())
        })
        .await
    }

    async fn sum(&self, summed: &SummedSeries, (integration, bucket): &TimeBucket) -> Result<(), StoreError> {
        let end = summed.size.next(*bucket);
        let expires_at = end.plus_millis(RETENTION_MS);
        let row = RollupRow { series: summed.series, integration, bucket: *bucket, expires_at };
        replace(&self.rollups, &row, |_| async move {
            let finer = self.rollups.within(summed.finer, integration, (*bucket, end), true).await?;
            let mut rollup = EventRollup::default();
            finer.iter().for_each(|(_, other)| rollup.merge(other));
            Ok(rollup.bounded())
        })
        .await
    }
}
