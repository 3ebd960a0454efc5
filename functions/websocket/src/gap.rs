//! What a client missed while it was away.

use std::collections::BTreeSet;

use shared::bounded::bounded;
use shared::event_id::EventId;
use shared::integration::IntegrationId;
use shared::live::{Filter, RESUME_WINDOW_MS, Resumed, Shown};
use shared::order::OrderLine;
use shared::store::StoreError;
use shared::store::events::{Event, EventReader};
use shared::store::integrations::Memberships;
use shared::store::ledger::LateChanges;
use shared::store::states::{OrderReader, StoredOrder};
use shared::time::{Clock, DAY_MS, Time};

/// The most events of a gap; a client that missed more loads its pages anew.
const MOST_EVENTS: usize = 1_000;
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
    pub(crate) late_changes: LateChanges,
    pub(crate) clock: Clock,
}

/// What a client missed.
pub(crate) struct Gap {
    /// The present state of the orders that the events name, then the events by id.
    pub(crate) lines: Vec<Shown>,
    /// From where the next resume goes on.
    pub(crate) cursor: EventId,
    /// Whether the lines are all that it missed.
    pub(crate) resumed: Resumed,
}

impl GapReader {
    /// What of that which `filter` takes `user` missed after the event `after`; nothing where there is no `after`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn read(&self, user: &str, filter: &Filter, after: Option<EventId>) -> Result<Gap, StoreError> {
        let now = self.clock.now();
        let fresh = EventId::first_of(now);
        let Some(after) = after else { return Ok(Gap::complete(Vec::new(), fresh)) };
        // A cursor of the future is nobody's; it must not hide what comes until then.
        let after = after.min(fresh);
        if after.received_at().plus_millis(LONGEST_MS) < now {
            return Ok(Gap::incomplete("too_old", fresh));
        }
        // Ids are minted by many invocations and written a little later: read from a while before.
        let from = after.received_at().plus_millis(-RESUME_WINDOW_MS);
        let mine = self.memberships.of_user(user).await?.into_iter().map(|(id, _)| id);
        let integrations: Vec<_> = mine.filter(|id| filter.takes_integration(id)).collect();
        let Some(events) = self.events_from(&integrations, from).await? else {
            return Ok(Gap::incomplete("too_many", fresh));
        };
        if self.changed_late_since(&integrations, from).await? {
            return Ok(Gap::incomplete("late_change", fresh));
        }
        let orders = self.orders_of(&events, &integrations).await?;
        // Orders first: whoever breaks off among the events has not got the last of them, and asks again.
        let lines = orders.iter().map(Shown::order).chain(events.iter().map(|event| Shown::event(&event.line)));
        // The cursor is that of all events: who widens the filter later asks from where everything was read.
        let cursor = events.last().map_or(after, |event| after.max(event.line.id));
        Ok(Gap::complete(lines.filter(|line| filter.takes(line)).collect(), cursor))
    }

    /// The events since `from`, by id; `None` if they are too many.
    async fn events_from(&self, integrations: &[IntegrationId], from: Time) -> Result<Option<Vec<Event>>, StoreError> {
        let limit = i32::try_from(MOST_EVENTS + 1).unwrap_or(i32::MAX);
        let from = EventId::first_of(from);
        let mut found = Vec::new();
        // A few integrations at a time: what is read beyond the bound is bounded, too.
        for some in integrations.chunks(AT_ONCE) {
            let reads = some.iter().map(|id| self.events.from(id, from, limit)).collect();
            for events in bounded(AT_ONCE, reads).await {
                found.extend(events?);
            }
            if found.len() > MOST_EVENTS {
                return Ok(None);
            }
        }
        found.sort_by_key(|event| event.line.id);
        Ok(Some(found))
    }

    /// Whether an event that the gap does not reach back to was written or changed meanwhile. Read after the events:
    /// who changes late notes it first, so that a change is either in what was read, or noted, or pushed.
    async fn changed_late_since(&self, integrations: &[IntegrationId], from: Time) -> Result<bool, StoreError> {
        let reads = integrations.iter().map(|id| self.late_changes.newest(id)).collect();
        for newest in bounded(AT_ONCE, reads).await {
            if newest?.is_some_and(|changed_at| changed_at >= from) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The orders that the events are about, or have changed besides, as far as they are of `integrations`.
    async fn orders_of(&self, events: &[Event], integrations: &[IntegrationId]) -> Result<Vec<OrderLine>, StoreError> {
        let subject = |event: &Event| {
            let line = &event.line;
            Some((line.integration.clone(), line.subject.as_ref()?.order_id()?.to_owned()))
        };
        let named = events.iter().flat_map(|event| event.orders.iter().cloned().chain(subject(event)));
        let ids: BTreeSet<_> = named.filter(|(integration, _)| integrations.contains(integration)).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        let mut lines = Vec::new();
        // Some at a time: a state may be large, and its line is small.
        for some in ids.chunks(ORDERS_AT_ONCE) {
            let orders = self.orders.of_ids(some.iter().cloned()).await?;
            lines.extend(orders.iter().filter_map(StoredOrder::line));
        }
        lines.sort_by(|a, b| (&a.integration, &a.id).cmp(&(&b.integration, &b.id)));
        Ok(lines)
    }
}

impl Gap {
    fn complete(lines: Vec<Shown>, cursor: EventId) -> Self {
        Self { lines, cursor, resumed: Resumed { complete: true, reason: None } }
    }

    fn incomplete(reason: &'static str, cursor: EventId) -> Self {
        Self { lines: Vec::new(), cursor, resumed: Resumed { complete: false, reason: Some(reason) } }
    }
}
