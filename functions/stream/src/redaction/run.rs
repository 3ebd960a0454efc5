//! The redactions of one batch: their time limit, and the orders and events that they have changed.

use std::sync::{Mutex, PoisonError};

use domain::event_summary::EventSummary;
use domain::state::order::OrderSummary;
use types::time::Time;

use super::stores::RedactionStores;
use crate::projection::ProjectionContext;

/// How long the redactions of one batch may run. Other deliveries of the same shard wait for them.
const MAX_RUN_MS: i64 = 10_000;
/// Bounds memory: each delivery may have a body of 4 MB.
pub(super) const MAX_CONCURRENT_DELIVERIES: usize = 4;
pub(super) const MAX_CONCURRENT_ORDERS: usize = 4;
/// Events that are read in one query.
pub(super) const EVENTS_PER_PAGE: i32 = 100;

/// The redactions of one batch.
pub(super) struct RedactionRun<'a> {
    pub(super) stores: &'a RedactionStores,
    pub(super) context: &'a ProjectionContext<'a>,
    started_at: Time,
    changed_orders: Mutex<Vec<OrderSummary>>,
    changed_events: Mutex<Vec<EventSummary>>,
}

/// The time at which a part of a run must stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeLimit {
    /// Until the run's time is over.
    EndOfRun,
    /// The part runs to its end. A part is small, and each run must complete at least one part.
    Unlimited,
}

/// The result of a part of a run.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PartResult {
    /// The deliveries that were redacted.
    pub(super) redacted: u64,
    /// Whether the time was over before the part was complete.
    pub(super) is_unfinished: bool,
}

impl<'a> RedactionRun<'a> {
    /// A run that starts now.
    pub(super) fn new(stores: &'a RedactionStores, context: &'a ProjectionContext<'a>) -> Self {
        let started_at = context.clock.now();
        Self { stores, context, started_at, changed_orders: Mutex::default(), changed_events: Mutex::default() }
    }

    /// Adds an order that was recomputed.
    pub(super) fn add_changed_order(&self, order: OrderSummary) {
        self.changed_orders.lock().unwrap_or_else(PoisonError::into_inner).push(order);
    }

    /// Adds the present state of an event whose summary was removed.
    pub(super) fn add_changed_event(&self, event: EventSummary) {
        self.changed_events.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }

    /// The orders and events that the run has changed.
    pub(super) fn into_changed(self) -> (Vec<OrderSummary>, Vec<EventSummary>) {
        let orders = self.changed_orders.into_inner().unwrap_or_else(PoisonError::into_inner);
        (orders, self.changed_events.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

impl TimeLimit {
    /// The limit of the part with this number, from 0. The first part is always completed.
    pub(super) fn of_part(number: usize) -> Self {
        if number == 0 { Self::Unlimited } else { Self::EndOfRun }
    }

    /// Whether the time is over.
    pub(super) fn is_over(self, run: &RedactionRun<'_>) -> bool {
        self == Self::EndOfRun && run.context.clock.now() >= run.started_at.plus_millis(MAX_RUN_MS)
    }
}

impl PartResult {
    pub(super) const UNFINISHED: Self = Self { redacted: 0, is_unfinished: true };

    /// The result of one delivery.
    pub(super) fn of_delivery(is_redacted: bool) -> Self {
        Self { redacted: is_redacted.into(), is_unfinished: false }
    }
}

impl std::iter::Sum for PartResult {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), |sum, part| Self {
            redacted: sum.redacted + part.redacted,
            is_unfinished: sum.is_unfinished || part.is_unfinished,
        })
    }
}
