//! What statistics have to know of a batch: which slots have changed, and how long it took until events were pushed.
//!
//! Slots are marked after all else of the batch was written, and before it is answered as done: a batch that breaks off
//! in between comes again, finds its events recorded, and marks.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::event_summary::EventSummary;
use domain::integration::IntegrationId;
use domain::state::order::OrderSummary;
use domain::statistics::BucketSize;
use live::push::Pushed;
use store::StoreError;
use store::ledger::{DirtyBucket, DirtyBucketKind, DirtyBuckets, DirtyMark, PushTimes};
use tokio::sync::Mutex;
use types::concurrency::bounded;
use types::event_id::{EventId, EventIds};
use types::time::{Clock, Time};

/// How long after the end of its minute a mark serves: less than the rollup leaves it standing, for clocks that differ.
const SERVES_MS: i64 = 30_000;
/// The most marks that are remembered.
const MOST: usize = 5_000;
/// How many rows are written at once.
const AT_ONCE: usize = 16;

/// What a batch has written.
#[derive(Default)]
pub(crate) struct Written {
    /// Events by integration and minute of receipt, with those that were processed for the first time.
    minutes: BTreeMap<(IntegrationId, Time), Vec<EventId>>,
    /// Quarters in which orders were placed.
    quarters: BTreeSet<(IntegrationId, Time)>,
}

impl Written {
    /// Of these lines.
    pub(crate) fn of<'a>(
        events: impl IntoIterator<Item = &'a EventSummary>,
        orders: impl IntoIterator<Item = &'a OrderSummary>,
    ) -> Self {
        let mut written = Self::default();
        for line in events {
            // By its id, as the rollup reads it.
            let minute = BucketSize::Minute.floor(line.id.received_at());
            let first = written.minutes.entry((line.integration.clone(), minute)).or_default();
            first.extend((line.rev == 1).then_some(line.id));
        }
        for line in orders {
            written.quarters.insert((line.integration.clone(), BucketSize::QuarterHour.floor(line.placed_at)));
        }
        written
    }
}

/// Notes what statistics have to know.
pub(crate) struct StatisticsRecorder {
    dirty_buckets: DirtyBuckets,
    times: PushTimes,
    ids: EventIds,
    clock: Clock,
    /// The open minutes that this process has marked. A mark of one is left standing until the minute is over, so one
    /// serves for all events until then.
    marked: Mutex<HashSet<DirtyBucket>>,
}

impl StatisticsRecorder {
    pub(crate) fn new(dirty_buckets: DirtyBuckets, times: PushTimes, clock: Clock) -> Self {
        Self { dirty_buckets, times, ids: EventIds::new(clock.clone()), clock, marked: Mutex::default() }
    }

    /// Notes how long it took, then marks what has changed.
    ///
    /// # Errors
    /// [`StoreError`]: the batch has to come again.
    pub(crate) async fn note(&self, written: Written, pushed: &Pushed) -> Result<(), StoreError> {
        let times = written.minutes.iter().filter_map(|((integration, minute), first)| {
            let times = times(first, pushed);
            (!times.is_empty()).then(|| self.times.note(integration, *minute, times, self.ids.mint().0))
        });
        bounded(AT_ONCE, times.collect()).await.into_iter().collect::<Result<(), _>>()?;
        let due = |kind| move |(integration, slot)| DirtyBucket { kind, slot, integration };
        let events = written.minutes.into_keys().map(due(DirtyBucketKind::Events));
        let orders = written.quarters.into_iter().map(due(DirtyBucketKind::Orders));
        let marks = events.chain(orders).map(|due| self.mark(due)).collect();
        bounded(AT_ONCE, marks).await.into_iter().collect()
    }

    async fn mark(&self, due: DirtyBucket) -> Result<(), StoreError> {
        let serves = |due: &DirtyBucket, now: Time| {
            due.kind == DirtyBucketKind::Events && now < BucketSize::Minute.next(due.slot).plus_millis(SERVES_MS)
        };
        let now = self.clock.now();
        if serves(&due, now) && self.marked.lock().await.contains(&due) {
            return Ok(());
        }
        self.dirty_buckets.mark(&DirtyMark { due: due.clone(), stamp: self.ids.mint().0 }).await?;
        if serves(&due, now) {
            let mut marked = self.marked.lock().await;
            if marked.len() >= MOST {
                marked.retain(|due| serves(due, now));
            }
            if marked.len() < MOST {
                marked.insert(due);
            }
        }
        Ok(())
    }
}

/// How many milliseconds after their receipt these events were pushed, as far as they were.
fn times(events: &[EventId], pushed: &Pushed) -> Vec<(EventId, u64)> {
    let ms = |id: EventId, at: Time| u64::try_from(at.millis() - id.received_at().millis()).unwrap_or_default();
    events.iter().filter_map(|id| Some((*id, ms(*id, pushed.at(*id)?)))).collect()
}
