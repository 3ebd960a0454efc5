//! Catch-up: what a reconnecting client missed.
//!
//! After the cursor, all events are read (new events). The events of the resume window before the cursor are read as
//! well (overlap events), since many invocations mint ids, and events are written and pushed a little later. Of the
//! overlap events only those are sent that were processed so late that the client may have missed them. docs/live.md
//! proves that the client cannot have missed others.

mod bounds;
mod builder;
mod result;

use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::integration::IntegrationId;
use domain::live::{Filter, LiveUpdate, ResumeWindow};
use live::Frames;
use runtime::environment::ConfigError;
use store::Store;
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

pub(crate) use bounds::CatchUpBounds;
use builder::CatchUpBuilder;
use result::{CatchUp, CatchUpResult, IncompleteReason, OrderKey, complete_frames, incomplete_frames};

/// Age of the oldest cursor that a catch-up starts from. Every retention is far longer, so all events after the cursor
/// are still stored.
const MAX_CURSOR_AGE_MS: i64 = DAY_MS;
/// How far a cursor may be ahead of this function's clock, since the clocks of two functions may differ. A later cursor
/// was made before a clock was set back: the events since then have smaller ids, some perhaps smaller than the resume
/// window reaches back to.
const MAX_CLOCK_DIFFERENCE_MS: i64 = 5_000;
/// Integrations that are read at the same time.
const MAX_CONCURRENT_INTEGRATIONS: usize = 8;
/// Orders whose states are in memory at the same time.
const MAX_ORDERS_PER_READ: usize = 50;

/// Reads catch-ups.
pub(crate) struct CatchUpReader {
    memberships: Memberships,
    events: EventReader,
    orders: OrderReader,
    late_changes: LateChangeMarkers,
    cross_integration_changes: CrossIntegrationChanges,
    window: ResumeWindow,
    bounds: CatchUpBounds,
    clock: Clock,
}

impl CatchUpReader {
    /// # Errors
    /// [`ConfigError`] if the store lacks a table.
    pub(crate) fn new(
        store: &Store,
        window: ResumeWindow,
        bounds: CatchUpBounds,
        clock: Clock,
    ) -> Result<Self, ConfigError> {
        Ok(Self {
            memberships: store.memberships()?,
            events: store.event_reader()?,
            orders: store.order_reader()?,
            late_changes: store.late_change_markers()?,
            cross_integration_changes: store.cross_integration_changes()?,
            window,
            bounds,
            clock,
        })
    }

    /// The frames with everything that matches `filter` and that `user` missed after the event `after`; an empty
    /// catch-up if there is no `after`. The last frame says whether the catch-up is complete, and has the cursor from
    /// which the next one starts.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]: the client may request the catch-up again.
    pub(crate) async fn read(&self, user: &str, filter: &Filter, after: Option<EventId>) -> Result<Frames, StoreError> {
        // Taken before anything is read: an event written later is read now, or pushed, or comes after this cursor. So
        // the cursor moves on even if the filter matches nothing.
        let now = self.clock.now();
        let cursor = EventId::first_of(now);
        let Some(after) = after else { return Ok(complete_frames(&[], cursor)) };
        let updates = match self.updates(user, filter, after, now).await {
            // The row would be as unreadable at the next attempt. The client learns that its catch-up is incomplete.
            Err(error @ StoreError::Unreadable { .. }) => {
                error!(%error, "catch-up is incomplete: a stored row is unreadable");
                Err(IncompleteReason::Unreadable)
            }
            read => read?,
        };
        let frames = updates.map(|updates| complete_frames(&updates, cursor)).and_then(|frames| {
            let bytes: usize = frames.texts().iter().map(String::len).sum();
            if bytes > self.bounds.max_bytes { Err(IncompleteReason::TooMany) } else { Ok(frames) }
        });
        Ok(frames.unwrap_or_else(|reason| incomplete_frames(reason, cursor)))
    }

    /// The current states of the changed orders, then the missed events by id.
    async fn updates(
        &self,
        user: &str,
        filter: &Filter,
        after: EventId,
        now: Time,
    ) -> Result<CatchUpResult<Vec<LiveUpdate>>, StoreError> {
        if after.received_at().plus_millis(MAX_CURSOR_AGE_MS) < now {
            return Ok(Err(IncompleteReason::TooOld));
        }
        if after.received_at() > now.plus_millis(MAX_CLOCK_DIFFERENCE_MS) {
            return Ok(Err(IncompleteReason::TooNew));
        }
        // Of a cursor that is a little ahead, the events since now count as new ones, too.
        let after = after.min(EventId::first_of(now));
        let cursor_time = after.received_at();
        let query = CatchUpQuery {
            from: EventId::first_of(cursor_time.plus_millis(-self.window.ms())),
            after,
            processed_from: cursor_time.plus_millis(-self.window.max_missing_age_ms()),
            filter,
        };
        let memberships = self.memberships.of_user(user).await?.into_iter().map(|(id, _)| id);
        let integrations: Vec<_> = memberships.filter(|id| filter.matches_integration(id)).collect();
        let CatchUp { events, orders } = match self.read_integrations(&integrations, &query).await? {
            Ok(catch_up) => catch_up,
            Err(reason) => return Ok(Err(reason)),
        };
        if self.has_late_change(&integrations, cursor_time).await? {
            return Ok(Err(IncompleteReason::LateChange));
        }
        // Orders first: a client that loses the connection between two events keeps a cursor before the lost events, and
        // a later catch-up sends their orders again.
        let mut updates = self.matching_orders(&orders, filter).await?;
        updates.extend(events);
        Ok(Ok(updates))
    }

    /// The events of these integrations, and the keys of the orders that changed.
    async fn read_integrations(
        &self,
        integrations: &[IntegrationId],
        query: &CatchUpQuery<'_>,
    ) -> Result<CatchUpResult<CatchUp>, StoreError> {
        let builder = Mutex::new(CatchUpBuilder::new(query.filter, integrations, query.after, self.bounds));
        // In chunks: what is read beyond a bound is bounded, too.
        for chunk in integrations.chunks(MAX_CONCURRENT_INTEGRATIONS) {
            let reads = chunk.iter().map(|id| self.read_integration(id, query, &builder)).collect();
            bounded(MAX_CONCURRENT_INTEGRATIONS, reads).await.into_iter().collect::<Result<(), _>>()?;
            if locked(&builder).is_over_bounds() {
                break;
            }
        }
        Ok(builder.into_inner().unwrap_or_else(PoisonError::into_inner).build())
    }

    /// Adds the events of one integration, and its orders that events of other integrations have changed.
    async fn read_integration(
        &self,
        id: &IntegrationId,
        query: &CatchUpQuery<'_>,
        builder: &Mutex<CatchUpBuilder<'_>>,
    ) -> Result<(), StoreError> {
        let events = self.events.catch_up(id, query, |page| locked(builder).add_events(page));
        let orders = self
            .cross_integration_changes
            .since(id, query.processed_from, |order_ids| locked(builder).add_cross_integration_changes(id, order_ids));
        try_join!(events, orders).map(drop)
    }

    /// Whether a client whose cursor has this time may have missed an event that the catch-up does not reach back to,
    /// or that was pushed late. The markers are read after the events: the stream function writes the marker before it
    /// changes such an event. So a change is in the events that were read, or is marked, or is pushed to the client.
    async fn has_late_change(&self, integrations: &[IntegrationId], cursor_time: Time) -> Result<bool, StoreError> {
        let markers = integrations.iter().map(|id| self.late_changes.is_missed_since(id, cursor_time, self.window));
        let missed = bounded(MAX_CONCURRENT_INTEGRATIONS, markers.collect()).await;
        Ok(missed.into_iter().collect::<Result<Vec<_>, _>>()?.contains(&true))
    }

    /// The current summaries of these orders, where they match `filter`. `keys` are in ascending order, and so is the
    /// result.
    async fn matching_orders(&self, keys: &[OrderKey], filter: &Filter) -> Result<Vec<LiveUpdate>, StoreError> {
        let mut updates = Vec::new();
        // In chunks: an order's state may be large, and its summary is small.
        for chunk in keys.chunks(MAX_ORDERS_PER_READ) {
            let orders = self.orders.of_ids(chunk.iter().cloned()).await?;
            let mut summaries: Vec<_> = orders.iter().filter_map(StoredOrder::summary).collect();
            summaries.sort_by(|a, b| (&a.integration, &a.id).cmp(&(&b.integration, &b.id)));
            updates.extend(summaries.iter().map(LiveUpdate::order).filter(|update| filter.matches(update)));
        }
        Ok(updates)
    }
}

/// A panic cannot leave the builder half changed, so a poisoned lock can be used.
fn locked<'a, 'b>(builder: &'a Mutex<CatchUpBuilder<'b>>) -> MutexGuard<'a, CatchUpBuilder<'b>> {
    builder.lock().unwrap_or_else(PoisonError::into_inner)
}
