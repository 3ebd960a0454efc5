//! Events: minutes from what was received in them, hours from their minutes, days from their hours.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::integration::IntegrationId;
use domain::statistics::{BucketSize, CountedEvent, EventRollup};
use store::StoreError;
use store::ledger::{DAYS, DirtyMark, HOURS, MINUTES, PUSH_TIMES_HOLD_MS, Series};
use types::concurrency::bounded;
use types::time::{DAY_MS, Time};

use crate::replace::{Place, replace};
use crate::run::{AT_ONCE, Job};

/// How long hours and days are kept: a year, and some days in which it can be looked back on.
const KEPT_MS: i64 = 400 * DAY_MS;

/// A slot of an integration, in what is rolled up together.
type Slot = (IntegrationId, Time);
/// Why slots could not be rolled up.
type Failures = BTreeMap<Slot, Arc<StoreError>>;
/// A mark whose slot could not be rolled up, and why.
pub(crate) type Failed<'a> = (&'a DirtyMark, Arc<StoreError>);

/// Rows that are sums of the rows below.
struct Level {
    series: &'static Series<EventRollup>,
    step: BucketSize,
    below: &'static Series<EventRollup>,
}

static LEVELS: [Level; 2] = [
    Level { series: &HOURS, step: BucketSize::Hour, below: &MINUTES },
    Level { series: &DAYS, step: BucketSize::Day, below: &HOURS },
];

impl Job {
    /// Rolls up the marked minutes, then the hours and days in which they lie; gives the marks for which that failed.
    pub(crate) async fn roll_up_events<'a>(&self, marks: &'a [DirtyMark]) -> Vec<Failed<'a>> {
        let minutes = slots(marks.iter(), BucketSize::Minute);
        let done = bounded(AT_ONCE, minutes.iter().map(|slot| self.minute(slot)).collect()).await;
        let mut failed = failed(marks, BucketSize::Minute, &failures(minutes, done));
        for level in &LEVELS {
            let is_done = |mark: &&DirtyMark| !failed.iter().any(|(other, _)| other.stamp == mark.stamp);
            let sums = slots(marks.iter().filter(is_done), level.step);
            let done = bounded(AT_ONCE, sums.iter().map(|slot| self.sum(level, slot)).collect()).await;
            failed.extend(self::failed(marks, level.step, &failures(sums, done)));
        }
        failed
    }

    async fn minute(&self, (integration, minute): &Slot) -> Result<(), StoreError> {
        let (now, end) = (self.clock.now(), BucketSize::Minute.next(*minute));
        // Its first events may be gone: what is read then would be too little, and what stands is right.
        if minute.plus_millis(self.retention_ms) < now {
            return Ok(());
        }
        let expires_at = end.plus_millis(self.retention_ms + DAY_MS);
        let place = Place { series: &MINUTES, integration, slot: *minute, expires_at };
        replace(&self.rollups, &place, |before| async move {
            let pushed = self.times.of_minute(integration, *minute).await?;
            let mut rollup = EventRollup::default();
            let count = |event: CountedEvent| rollup.add(&event, pushed.get(&event.id).copied());
            self.events.counted(integration, (*minute, end), count).await?;
            // The notes of pushes go after some days: then what was read of them before stands.
            if end.plus_millis(PUSH_TIMES_HOLD_MS) < now {
                rollup.pushed_in = before.pushed_in;
            }
            Ok(rollup.bounded())
        })
        .await
    }

    async fn sum(&self, level: &Level, (integration, slot): &Slot) -> Result<(), StoreError> {
        let end = level.step.next(*slot);
        let place = Place { series: level.series, integration, slot: *slot, expires_at: end.plus_millis(KEPT_MS) };
        replace(&self.rollups, &place, |_| async move {
            let parts = self.rollups.within(level.below, integration, (*slot, end), true).await?;
            let mut rollup = EventRollup::default();
            parts.iter().for_each(|(_, part)| rollup.merge(part));
            Ok(rollup.bounded())
        })
        .await
    }
}

/// The slots in which marks lie.
fn slots<'a>(marks: impl Iterator<Item = &'a DirtyMark>, step: BucketSize) -> BTreeSet<Slot> {
    marks.map(|mark| (mark.due.integration.clone(), step.floor(mark.due.slot))).collect()
}

fn failures(slots: BTreeSet<Slot>, done: Vec<Result<(), StoreError>>) -> Failures {
    slots.into_iter().zip(done).filter_map(|(slot, done)| Some((slot, Arc::new(done.err()?)))).collect()
}

/// The marks that lie in slots that could not be rolled up.
fn failed<'a>(marks: &'a [DirtyMark], step: BucketSize, failures: &Failures) -> Vec<Failed<'a>> {
    let of = |mark: &'a DirtyMark| {
        let slot = (mark.due.integration.clone(), step.floor(mark.due.slot));
        failures.get(&slot).map(|error| (mark, Arc::clone(error)))
    };
    marks.iter().filter_map(of).collect()
}
