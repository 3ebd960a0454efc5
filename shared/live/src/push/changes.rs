//! The events and orders that a batch changed.

use std::collections::{BTreeMap, BTreeSet};

use domain::event_summary::EventSummary;
use domain::integration::IntegrationId;
use domain::live::LiveUpdate;
use domain::state::order::OrderSummary;
use types::time::Time;

/// The events and orders that a batch changed.
#[derive(Default)]
pub struct Changes {
    /// When the first change may have been written, if that was before the first event was processed.
    since: Option<Time>,
    events: Vec<EventSummary>,
    orders: BTreeMap<(IntegrationId, String), OrderSummary>,
}

impl Changes {
    /// No changes yet; those that are added were written at `time` or later.
    pub fn since(time: Time) -> Self {
        Self { since: Some(time), ..Self::default() }
    }

    /// Adds an event.
    pub fn add_event(&mut self, event: EventSummary) {
        self.events.push(event);
    }

    /// Adds the current form of an order. Of two forms of one order the newer stays.
    pub fn add_order(&mut self, order: OrderSummary) {
        let key = (order.integration.clone(), order.id.clone());
        if self.orders.get(&key).is_none_or(|existing| existing.rev <= order.rev) {
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

    /// When the first change may have been written; `None` without changes.
    pub fn written_from(&self) -> Option<Time> {
        self.events.iter().map(|event| event.processed_at).chain(self.since).min()
    }

    /// The integrations of the events and orders.
    pub fn integrations(&self) -> BTreeSet<&IntegrationId> {
        self.events.iter().map(|event| &event.integration).chain(self.orders.keys().map(|(id, _)| id)).collect()
    }

    /// The updates in the order in which clients receive them: events by id, then orders.
    pub(super) fn updates(&self) -> Vec<LiveUpdate> {
        let mut events: Vec<_> = self.events.iter().collect();
        events.sort_by_key(|event| event.id);
        events.into_iter().map(LiveUpdate::event).chain(self.orders.values().map(LiveUpdate::order)).collect()
    }
}
