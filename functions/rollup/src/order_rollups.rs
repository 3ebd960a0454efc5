//! Rollups of orders: one row for each UTC day, with a sum for each quarter hour in which orders were placed.

use std::collections::{BTreeMap, BTreeSet};

use domain::integration::IntegrationId;
use domain::statistics::{BucketSize, OrderDay, OrderRollup};
use store::StoreError;
use store::ledger::{DirtyBucketMarker, ORDER_DAY_ROLLUPS};
use store::states::StoredOrder;
use types::concurrency::bounded;
use types::time::{DAY_MS, Time};

use crate::conditional_replace::{RollupRow, replace};
use crate::failed_marks::{FailedMark, TimeBucket, bucket_of, failed_marks};
use crate::rollup_job::{MAX_CONCURRENT_BUCKETS, RollupJob};

/// How long a day is kept after the last change of one of its orders.
const RETENTION_MS: i64 = 400 * DAY_MS;

impl RollupJob {
    /// Recomputes the dirty quarter hours, those of one day together since they share a row. Returns the marks for
    /// which that failed.
    pub(crate) async fn recompute_orders<'a>(&self, marks: &'a [DirtyBucketMarker]) -> Vec<FailedMark<'a>> {
        let mut days: BTreeMap<TimeBucket, BTreeSet<Time>> = BTreeMap::new();
        for mark in marks {
            days.entry(bucket_of(mark, BucketSize::Day)).or_default().insert(mark.bucket.start);
        }
        let recomputed = days.iter().map(|(day, quarters)| self.recompute_day(day, quarters)).collect();
        let results = bounded(MAX_CONCURRENT_BUCKETS, recomputed).await;
        failed_marks(marks, BucketSize::Day, days.into_keys(), results)
    }

    async fn recompute_day(
        &self,
        (integration, day): &TimeBucket,
        quarters: &BTreeSet<Time>,
    ) -> Result<(), StoreError> {
        let expires_at = self.clock.now().plus_millis(RETENTION_MS);
        let row = RollupRow { series: &ORDER_DAY_ROLLUPS, integration, bucket: *day, expires_at };
        replace(&self.rollups, &row, |mut rollup: OrderDay| async move {
            for quarter in quarters {
                rollup.put(*quarter, self.quarter_hour(integration, *quarter).await?);
            }
            Ok(rollup)
        })
        .await
    }

    async fn quarter_hour(&self, integration: &IntegrationId, start: Time) -> Result<OrderRollup, StoreError> {
        let mut rollup = OrderRollup::default();
        let count = |order: StoredOrder| order.summary().iter().for_each(|summary| rollup.add(summary));
        self.orders.placed_in(integration, (start, BucketSize::QuarterHour.next(start)), count).await?;
        Ok(rollup)
    }
}
