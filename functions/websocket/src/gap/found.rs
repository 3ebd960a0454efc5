//! What was found of a gap so far, within its bounds.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use domain::integration::IntegrationId;
use domain::live::{Filter, LiveUpdate};
use store::events::{CatchUpPage, Event};
use types::event_id::EventId;

use super::bounds::GapBounds;

/// An order, by its integration and id.
pub(super) type OrderKey = (IntegrationId, String);

/// All that was found.
pub(super) struct Whole {
    /// The events that the filter takes, by id.
    pub(super) events: Vec<LiveUpdate>,
    /// The orders that were named, by their keys, and that it may take.
    pub(super) orders: Vec<OrderKey>,
}

/// What is found in all integrations together. Only what is sent is kept.
pub(super) struct Found<'a> {
    filter: &'a Filter,
    /// Those that are read, and whose orders may be told of.
    integrations: &'a [IntegrationId],
    after: EventId,
    bounds: GapBounds,
    rows: usize,
    behind: usize,
    again: usize,
    events: Vec<(EventId, LiveUpdate)>,
    orders: BTreeSet<OrderKey>,
}

impl<'a> Found<'a> {
    /// Nothing yet.
    pub(super) fn new(
        filter: &'a Filter,
        integrations: &'a [IntegrationId],
        after: EventId,
        bounds: GapBounds,
    ) -> Self {
        let (events, orders) = (Vec::new(), BTreeSet::new());
        Self { filter, integrations, after, bounds, rows: 0, behind: 0, again: 0, events, orders }
    }

    /// Adds a page; breaks off once it is too much.
    pub(super) fn take(&mut self, page: CatchUpPage) -> ControlFlow<()> {
        self.rows += page.rows_read;
        page.events.iter().for_each(|event| self.add(event));
        self.go_on()
    }

    /// Adds orders of an integration that is read, which events of others have changed.
    pub(super) fn take_orders(&mut self, integration: &IntegrationId, ids: Vec<String>) -> ControlFlow<()> {
        self.rows += ids.len();
        self.add_orders(ids.into_iter().map(|id| (integration.clone(), id)));
        self.go_on()
    }

    fn go_on(&self) -> ControlFlow<()> {
        if self.is_too_much() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn add_orders(&mut self, orders: impl Iterator<Item = OrderKey>) {
        self.orders.extend(orders.filter(|(integration, id)| {
            self.filter.may_match_order(integration, id) && self.integrations.contains(integration)
        }));
    }

    fn add(&mut self, event: &Event) {
        // Also of an event that the filter leaves out: it may take the order.
        self.add_orders(named(event));
        let line = LiveUpdate::event(&event.summary);
        if !self.filter.matches(&line) {
            return;
        }
        let count = if event.summary.id > self.after { &mut self.behind } else { &mut self.again };
        *count += 1;
        self.events.push((event.summary.id, line));
    }

    /// Whether it is beyond what one answer holds.
    pub(super) fn is_too_much(&self) -> bool {
        let GapBounds { events, again, orders, rows, .. } = self.bounds;
        self.behind > events || self.again > again || self.orders.len() > orders || self.rows > rows
    }

    /// All of it; `None` if it is too much.
    pub(super) fn whole(mut self) -> Option<Whole> {
        if self.is_too_much() {
            return None;
        }
        self.events.sort_by_key(|(id, _)| *id);
        let events = self.events.into_iter().map(|(_, line)| line).collect();
        Some(Whole { events, orders: self.orders.into_iter().collect() })
    }
}

/// The orders that an event is about, or has changed besides.
fn named(event: &Event) -> impl Iterator<Item = OrderKey> {
    let line = &event.summary;
    let subject = line.subject.as_ref().and_then(|subject| subject.order_id());
    let subject = subject.map(|id| (line.integration.clone(), id.to_owned()));
    event.orders.iter().cloned().chain(subject)
}
