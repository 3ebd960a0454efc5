//! The input of the statistics: which time buckets a batch has changed, and when its events were pushed.
//!
//! Buckets are marked after the batch's rows were written and before the invocation responds: if it breaks off in
//! between, the batch is sent again, finds its events recorded, and marks the buckets then.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::event_summary::EventSummary;
use domain::integration::IntegrationId;
use domain::state::order::OrderSummary;
use domain::statistics::BucketSize;
use live::push::FirstPushTimes;
use runtime::environment::ConfigError;
use store::Store;
use store::StoreError;
use store::ledger::{DirtyBucket, DirtyBucketKind, DirtyBucketMarker, DirtyBuckets, PushTimes};
use tokio::sync::Mutex;
use types::concurrency::bounded;
use types::event_id::{EventId, EventIds};
use types::time::{Clock, Time};

/// How long after the end of its minute a mark is relied on. The rollup leaves it in the table for longer, since clocks
/// differ.
const MARK_VALID_AFTER_MINUTE_MS: i64 = 30_000;
const MAX_REMEMBERED_MARKS: usize = 5_000;
const MAX_CONCURRENT_WRITES: usize = 16;

/// The time buckets that a batch has changed.
#[derive(Default)]
pub(crate) struct ChangedBuckets {
    /// Minutes in which events were received, each with its events that were processed for the first time.
    event_minutes: BTreeMap<(IntegrationId, Time), Vec<EventId>>,
    /// Quarters of an hour in which orders were placed.
    order_quarters: BTreeSet<(IntegrationId, Time)>,
}

impl ChangedBuckets {
    /// The buckets of these events and orders.
    pub(crate) fn of<'a>(
        events: impl IntoIterator<Item = &'a EventSummary>,
        orders: impl IntoIterator<Item = &'a OrderSummary>,
    ) -> Self {
        let mut changed = Self::default();
        for event in events {
            // The time in the id decides, since the rollup finds events by their ids.
            let minute = BucketSize::Minute.floor(event.id.received_at());
            let first_processed = changed.event_minutes.entry((event.integration.clone(), minute)).or_default();
            first_processed.extend((event.rev == 1).then_some(event.id));
        }
        for order in orders {
            changed.order_quarters.insert((order.integration.clone(), BucketSize::QuarterHour.floor(order.placed_at)));
        }
        changed
    }
}

/// Writes the input of the statistics.
pub(crate) struct StatisticsRecorder {
    dirty_buckets: DirtyBuckets,
    push_times: PushTimes,
    ids: EventIds,
    clock: Clock,
    /// The current minutes that this process has marked. The rollup does not remove such a mark before the minute is
    /// over, so that one mark is enough for all events until then.
    marked_minutes: Mutex<HashSet<DirtyBucket>>,
}

impl StatisticsRecorder {
    /// A recorder on the tables of `store`.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub(crate) fn new(store: &Store, clock: Clock) -> Result<Self, ConfigError> {
        Ok(Self {
            dirty_buckets: store.dirty_buckets()?,
            push_times: store.push_times()?,
            ids: EventIds::new(clock.clone()),
            clock,
            marked_minutes: Mutex::default(),
        })
    }

    /// Records the push times of events that were processed for the first time, then marks the changed buckets.
    ///
    /// # Errors
    /// [`StoreError`]: the batch has to be sent again.
    pub(crate) async fn record(&self, changed: ChangedBuckets, pushed: &FirstPushTimes) -> Result<(), StoreError> {
        let writes = changed.event_minutes.iter().filter_map(|((integration, minute), events)| {
            let latencies_ms = push_latencies_ms(events, pushed);
            let is_pushed = !latencies_ms.is_empty();
            is_pushed.then(|| self.push_times.record(integration, *minute, latencies_ms, self.ids.mint().0))
        });
        bounded(MAX_CONCURRENT_WRITES, writes.collect()).await.into_iter().collect::<Result<(), _>>()?;
        let bucket = |kind| move |(integration, slot)| DirtyBucket { kind, start: slot, integration };
        let minutes = changed.event_minutes.into_keys().map(bucket(DirtyBucketKind::Events));
        let quarters = changed.order_quarters.into_iter().map(bucket(DirtyBucketKind::Orders));
        let marks = minutes.chain(quarters).map(|bucket| self.mark(bucket)).collect();
        bounded(MAX_CONCURRENT_WRITES, marks).await.into_iter().collect()
    }

    async fn mark(&self, bucket: DirtyBucket) -> Result<(), StoreError> {
        let is_reusable = |bucket: &DirtyBucket, now: Time| {
            let valid_until = BucketSize::Minute.next(bucket.start).plus_millis(MARK_VALID_AFTER_MINUTE_MS);
            bucket.kind == DirtyBucketKind::Events && now < valid_until
        };
        let now = self.clock.now();
        if is_reusable(&bucket, now) && self.marked_minutes.lock().await.contains(&bucket) {
            return Ok(());
        }
        self.dirty_buckets.mark(&DirtyBucketMarker { bucket: bucket.clone(), stamp: self.ids.mint().0 }).await?;
        if is_reusable(&bucket, now) {
            let mut marked = self.marked_minutes.lock().await;
            if marked.len() >= MAX_REMEMBERED_MARKS {
                marked.retain(|bucket| is_reusable(bucket, now));
            }
            if marked.len() < MAX_REMEMBERED_MARKS {
                marked.insert(bucket);
            }
        }
        Ok(())
    }
}

/// The milliseconds from receipt to push of those `events` that were pushed.
fn push_latencies_ms(events: &[EventId], pushed: &FirstPushTimes) -> Vec<(EventId, u64)> {
    let latency_ms = |event: EventId, pushed_at: Time| {
        u64::try_from(pushed_at.millis() - event.received_at().millis()).unwrap_or_default()
    };
    events.iter().filter_map(|event| Some((*event, latency_ms(*event, pushed.at(*event)?)))).collect()
}
