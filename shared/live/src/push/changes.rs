//! What a batch has changed, as it is shown.

use std::collections::{BTreeMap, BTreeSet};

use domain::event_summary::EventSummary;
use domain::integration::IntegrationId;
use domain::live::LiveUpdate;
use domain::state::order::OrderSummary;
use types::time::Time;

/// What a batch has changed.
#[derive(Default)]
pub struct Changes {
    /// When the first of them may have been written, if that is before any event was processed.
    since: Option<Time>,
    events: Vec<EventSummary>,
    orders: BTreeMap<(IntegrationId, String), OrderSummary>,
}

impl Changes {
    /// Nothing yet; what is added was written at `time` or later.
    pub fn since(time: Time) -> Self {
        Self { since: Some(time), ..Self::default() }
    }

    /// Adds an event.
    pub fn add_event(&mut self, event: EventSummary) {
        self.events.push(event);
    }

    /// Adds an order as it is now. Of two pictures of one order the newer one stays.
    pub fn add_order(&mut self, order: OrderSummary) {
        let key = (order.integration.clone(), order.id.clone());
        if self.orders.get(&key).is_none_or(|held| held.rev <= order.rev) {
            self.orders.insert(key, order);
        }
    }

    /// The events.
    pub fn events(&self) -> &[EventSummary] {
        &self.events
    }

    /// The orders.
    pub fn orders(&self) -> impl Iterator<Item = &OrderSummary> {
        self.orders.values()
    }

    /// When the first of them may have been written.
    pub fn written_from(&self) -> Option<Time> {
        self.events.iter().map(|line| line.processed_at).chain(self.since).min()
    }

    /// Whose lines they are.
    pub fn integrations(&self) -> BTreeSet<&IntegrationId> {
        self.events.iter().map(|line| &line.integration).chain(self.orders.keys().map(|(id, _)| id)).collect()
    }

    /// The lines in the order in which clients get them: events by id, then orders.
    pub(super) fn lines(&self) -> Vec<LiveUpdate> {
        let mut events: Vec<_> = self.events.iter().collect();
        events.sort_by_key(|line| line.id);
        events.into_iter().map(LiveUpdate::event).chain(self.orders.values().map(LiveUpdate::order)).collect()
    }
}
