//! What a client missed while it was away.
//!
//! Behind the cursor everything is read. Before it a window's events are looked at once more, since ids are minted by many
//! invocations and written and pushed a little later; of them only those are sent that were processed so late that the
//! client may have missed them. docs/live.md argues why that is all.

mod bounds;
mod found;

use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::integration::IntegrationId;
use domain::live::{Filter, LiveUpdate, ResumeWindow};
use live::{Frames, Resumed};
use store::StoreError;
use store::events::{CatchUpQuery, EventReader};
use store::integrations::Memberships;
use store::ledger::{CrossIntegrationChanges, LateChangeMarkers};
use store::states::{OrderReader, StoredOrder};
use tokio::try_join;
use tracing::error;
use types::concurrency::bounded;
use types::event_id::EventId;
use types::time::{Clock, DAY_MS, Time};

pub(crate) use bounds::GapBounds;
use found::{Found, OrderKey, Whole};

/// The longest gap. It is far shorter than any retention, so that no event of it can have gone.
const LONGEST_MS: i64 = DAY_MS;
/// How many integrations are read at once.
const AT_ONCE: usize = 8;
/// How many orders are held in memory at once.
const ORDERS_AT_ONCE: usize = 50;

/// Reads gaps.
pub(crate) struct GapReader {
    pub(crate) memberships: Memberships,
    pub(crate) events: EventReader,
    pub(crate) orders: OrderReader,
    pub(crate) late_changes: LateChangeMarkers,
    pub(crate) cross_integration_changes: CrossIntegrationChanges,
    pub(crate) window: ResumeWindow,
    pub(crate) bounds: GapBounds,
    pub(crate) clock: Clock,
}

/// Why a gap cannot be filled.
type Unfilled = &'static str;

impl GapReader {
    /// The frames with what of that which `filter` takes `user` missed after the event `after`; nothing where there is no
    /// `after`. The last one says whether that is all, and from where the next gap is to be read.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn read(&self, user: &str, filter: &Filter, after: Option<EventId>) -> Result<Frames, StoreError> {
        // Taken before anything is read: what is written from then on is in what is read, or is pushed, or lies behind it.
        // So the cursor moves on also where a filter leaves everything out.
        let now = self.clock.now();
        let cursor = EventId::first_of(now);
        let Some(after) = after else { return Ok(complete(&[], cursor)) };
        // A cursor of the future is nobody's; it must not hide what comes until then.
        let lines = match self.lines(user, filter, after.min(cursor), now).await {
            // It will be as unreadable at the next try, and whoever is told of it has not missed it.
            Err(error @ StoreError::Unreadable { .. }) => {
                error!(%error, "a gap is not filled");
                Err("unreadable")
            }
            read => read?,
        };
        let frames = lines.map(|lines| complete(&lines, cursor)).and_then(|frames| {
            let bytes: usize = frames.texts().iter().map(String::len).sum();
            if bytes > self.bounds.bytes { Err("too_many") } else { Ok(frames) }
        });
        Ok(frames.unwrap_or_else(|reason| incomplete(reason, cursor)))
    }

    /// The present state of the orders that the missed events name, then the events by id.
    async fn lines(
        &self,
        user: &str,
        filter: &Filter,
        after: EventId,
        now: Time,
    ) -> Result<Result<Vec<LiveUpdate>, Unfilled>, StoreError> {
        let told_at = after.received_at();
        if told_at.plus_millis(LONGEST_MS) < now {
            return Ok(Err("too_old"));
        }
        let from = told_at.plus_millis(-self.window.ms());
        let processed_from = told_at.plus_millis(-self.window.max_missing_age_ms());
        let missed = CatchUpQuery { from: EventId::first_of(from), after, processed_from, filter };
        let mine = self.memberships.of_user(user).await?.into_iter().map(|(id, _)| id);
        let integrations: Vec<_> = mine.filter(|id| filter.matches_integration(id)).collect();
        let Some(Whole { events, orders }) = self.find(&integrations, &missed).await? else {
            return Ok(Err("too_many"));
        };
        if self.changed_late_since(&integrations, told_at).await? {
            return Ok(Err("late_change"));
        }
        // Orders first: whoever breaks off among the events has not got the last of them, and asks again.
        let mut lines = self.orders(&orders, filter).await?;
        lines.extend(events);
        Ok(Ok(lines))
    }

    /// The events, and the orders that they name; `None` if they are too many.
    async fn find(
        &self,
        integrations: &[IntegrationId],
        missed: &CatchUpQuery<'_>,
    ) -> Result<Option<Whole>, StoreError> {
        let found = Mutex::new(Found::new(missed.filter, integrations, missed.after, self.bounds));
        // A few integrations at a time: what is read beyond a bound is bounded, too.
        for some in integrations.chunks(AT_ONCE) {
            let reads = some.iter().map(|id| self.find_of(id, missed, &found)).collect();
            bounded(AT_ONCE, reads).await.into_iter().collect::<Result<(), _>>()?;
            if locked(&found).is_too_much() {
                return Ok(None);
            }
        }
        Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner).whole())
    }

    /// Adds to `found` the events of one integration, and its orders that others' events have changed.
    async fn find_of(
        &self,
        id: &IntegrationId,
        missed: &CatchUpQuery<'_>,
        found: &Mutex<Found<'_>>,
    ) -> Result<(), StoreError> {
        let events = self.events.missed(id, missed, |page| locked(found).take(page));
        let orders =
            self.cross_integration_changes.since(id, missed.processed_from, |ids| locked(found).take_orders(id, ids));
        try_join!(events, orders).map(drop)
    }

    /// Whether an event that the gap does not reach back to was written or changed meanwhile, or something was pushed too
    /// late. Read after the events: who changes late notes it first, so that a change is either in what was read, or noted,
    /// or pushed.
    async fn changed_late_since(&self, integrations: &[IntegrationId], told_at: Time) -> Result<bool, StoreError> {
        let reads = integrations.iter().map(|id| self.late_changes.is_missed_since(id, told_at, self.window)).collect();
        let missed = bounded(AT_ONCE, reads).await.into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok(missed.contains(&true))
    }

    /// The orders of these ids that `filter` takes, as they are now.
    async fn orders(&self, ids: &[OrderKey], filter: &Filter) -> Result<Vec<LiveUpdate>, StoreError> {
        let mut lines = Vec::new();
        // Some at a time: a state may be large, and its line is small. They are sorted by their ids, and so are all.
        for some in ids.chunks(ORDERS_AT_ONCE) {
            let orders = self.orders.of_ids(some.iter().cloned()).await?;
            let mut orders: Vec<_> = orders.iter().filter_map(StoredOrder::line).collect();
            orders.sort_by(|a, b| (&a.integration, &a.id).cmp(&(&b.integration, &b.id)));
            lines.extend(orders.iter().map(LiveUpdate::order).filter(|line| filter.matches(line)));
        }
        Ok(lines)
    }
}

/// No step leaves what was found half changed.
fn locked<'a, 'b>(found: &'a Mutex<Found<'b>>) -> MutexGuard<'a, Found<'b>> {
    found.lock().unwrap_or_else(PoisonError::into_inner)
}

fn complete(lines: &[LiveUpdate], cursor: EventId) -> Frames {
    Frames::response(lines, cursor, Resumed { complete: true, reason: None })
}

fn incomplete(reason: Unfilled, cursor: EventId) -> Frames {
    Frames::response([], cursor, Resumed { complete: false, reason: Some(reason) })
}
