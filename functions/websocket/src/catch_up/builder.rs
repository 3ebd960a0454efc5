//! Collects the events and orders of a catch-up, page by page, within its bounds.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use domain::integration::IntegrationId;
use domain::live::{Filter, LiveUpdate};
use store::events::{CatchUpPage, Event};
use types::event_id::EventId;

use super::bounds::CatchUpBounds;
use super::result::{CatchUp, CatchUpResult, IncompleteReason, OrderKey};

/// The part of a catch-up that was read so far, of all integrations together. Events that are not sent are not kept.
pub(super) struct CatchUpBuilder<'a> {
    filter: &'a Filter,
    /// The integrations that are read. Orders of other integrations are left out: the user may not see them.
    integrations: &'a [IntegrationId],
    after: EventId,
    bounds: CatchUpBounds,
    rows: usize,
    new_events: usize,
    overlap_events: usize,
    events: Vec<(EventId, LiveUpdate)>,
    orders: BTreeSet<OrderKey>,
}

impl<'a> CatchUpBuilder<'a> {
    /// An empty one.
    pub(super) fn new(
        filter: &'a Filter,
        integrations: &'a [IntegrationId],
        after: EventId,
        bounds: CatchUpBounds,
    ) -> Self {
        Self {
            filter,
            integrations,
            after,
            bounds,
            rows: 0,
            new_events: 0,
            overlap_events: 0,
            events: Vec::new(),
            orders: BTreeSet::new(),
        }
    }

    /// Adds a page of events. Breaks once a bound is exceeded.
    pub(super) fn add_events(&mut self, page: CatchUpPage) -> ControlFlow<()> {
        self.rows += page.rows_read;
        page.events.iter().for_each(|event| self.add_event(event));
        self.break_if_over_bounds()
    }

    /// Adds orders of `integration` that events of other integrations have changed. Breaks once a bound is exceeded.
    pub(super) fn add_cross_integration_changes(
        &mut self,
        integration: &IntegrationId,
        order_ids: Vec<String>,
    ) -> ControlFlow<()> {
        self.rows += order_ids.len();
        self.add_orders(order_ids.into_iter().map(|id| (integration.clone(), id)));
        self.break_if_over_bounds()
    }

    fn break_if_over_bounds(&self) -> ControlFlow<()> {
        if self.is_over_bounds() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn add_orders(&mut self, orders: impl Iterator<Item = OrderKey>) {
        self.orders.extend(orders.filter(|(integration, id)| {
            self.filter.may_match_order(integration, id) && self.integrations.contains(integration)
        }));
    }

    fn add_event(&mut self, event: &Event) {
        // Before the filter is applied to the event: the filter may match the order but not the event.
        self.add_orders(changed_orders(event));
        let update = LiveUpdate::event(&event.summary);
        if !self.filter.matches(&update) {
            return;
        }
        let count = if event.summary.id > self.after { &mut self.new_events } else { &mut self.overlap_events };
        *count += 1;
        self.events.push((event.summary.id, update));
    }

    /// Whether a bound is exceeded.
    pub(super) fn is_over_bounds(&self) -> bool {
        let CatchUpBounds { max_new_events, max_overlap_events, max_orders, max_rows, max_bytes: _ } = self.bounds;
        self.new_events > max_new_events
            || self.overlap_events > max_overlap_events
            || self.orders.len() > max_orders
            || self.rows > max_rows
    }

    /// The catch-up, if no bound is exceeded.
    pub(super) fn build(mut self) -> CatchUpResult<CatchUp> {
        if self.is_over_bounds() {
            return Err(IncompleteReason::TooMany);
        }
        self.events.sort_by_key(|(id, _)| *id);
        let events = self.events.into_iter().map(|(_, update)| update).collect();
        Ok(CatchUp { events, orders: self.orders.into_iter().collect() })
    }
}

/// The order that an event is about, and the other orders that it has changed.
fn changed_orders(event: &Event) -> impl Iterator<Item = OrderKey> {
    let summary = &event.summary;
    let subject = summary.subject.as_ref().and_then(|subject| subject.order_id());
    let subject = subject.map(|id| (summary.integration.clone(), id.to_owned()));
    event.orders.iter().cloned().chain(subject)
}
