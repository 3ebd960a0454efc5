//! Orders: the quarters of a UTC day, each from the orders that were placed in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::integration::IntegrationId;
use domain::statistics::{BucketSize, OrderDay, OrderRollup};
use store::StoreError;
use store::ledger::{DirtyMark, ORDER_DAYS};
use store::states::StoredOrder;
use types::concurrency::bounded;
use types::time::{DAY_MS, Time};

use crate::events::Failed;
use crate::replace::{Place, replace};
use crate::run::{AT_ONCE, Job};

/// How long days are kept after the last change of one of their orders.
const KEPT_MS: i64 = 400 * DAY_MS;

/// A day of an integration.
type Day = (IntegrationId, Time);

impl Job {
    /// Rolls up the marked quarters, those of one day together; gives the marks for which that failed.
    pub(crate) async fn roll_up_orders<'a>(&self, marks: &'a [DirtyMark]) -> Vec<Failed<'a>> {
        let mut days: BTreeMap<Day, BTreeSet<Time>> = BTreeMap::new();
        for mark in marks {
            days.entry(day(mark)).or_default().insert(mark.due.slot);
        }
        let done = bounded(AT_ONCE, days.iter().map(|(day, quarters)| self.day(day, quarters)).collect()).await;
        let failures: BTreeMap<_, _> =
            days.keys().zip(done).filter_map(|(day, done)| Some((day, Arc::new(done.err()?)))).collect();
        marks.iter().filter_map(|mark| Some((mark, Arc::clone(failures.get(&day(mark))?)))).collect()
    }

    async fn day(&self, (integration, day): &Day, quarters: &BTreeSet<Time>) -> Result<(), StoreError> {
        let expires_at = self.clock.now().plus_millis(KEPT_MS);
        let place = Place { series: &ORDER_DAYS, integration, slot: *day, expires_at };
        replace(&self.rollups, &place, |mut rollup: OrderDay| async move {
            for quarter in quarters {
                rollup.put(*quarter, self.quarter(integration, *quarter).await?);
            }
            Ok(rollup)
        })
        .await
    }

    async fn quarter(&self, integration: &IntegrationId, start: Time) -> Result<OrderRollup, StoreError> {
        let mut rollup = OrderRollup::default();
        let count = |order: StoredOrder| order.line().iter().for_each(|line| rollup.add(line));
        self.orders.placed_in(integration, (start, BucketSize::QuarterHour.next(start)), count).await?;
        Ok(rollup)
    }
}

fn day(mark: &DirtyMark) -> Day {
    (mark.due.integration.clone(), BucketSize::Day.floor(mark.due.slot))
}
