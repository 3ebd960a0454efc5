//! Events as the stream function stores them.

use domain::event_summary::{EventSummary, Status};
use domain::subject::Subject;
use local_testing::events::processed_event;
use store::events::Event;
use types::event_id::EventIds;
use types::time::{Clock, Time};

/// A stored event of the integration `shop`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EventSample<'a> {
    pub(crate) topic: &'a str,
    pub(crate) received_at: Time,
    pub(crate) processed_at: Time,
    /// The order that the event is about.
    pub(crate) order: Option<&'a str>,
    /// Another order that the event has changed.
    pub(crate) other_changed_order: Option<&'a str>,
    pub(crate) status: Status,
    pub(crate) payload_summary: &'a str,
}

impl EventSample<'_> {
    /// An event that was received and processed at `time`.
    pub(crate) fn at(time: Time) -> Self {
        Self {
            topic: "orders/create",
            received_at: time,
            processed_at: time,
            order: None,
            other_changed_order: None,
            status: Status::Processed,
            payload_summary: "",
        }
    }

    pub(crate) fn event(&self) -> Event {
        let Self { topic, received_at, processed_at, order, other_changed_order, status, payload_summary } = *self;
        let sample = processed_event("shop", received_at);
        let summary = EventSummary {
            // Events that were received at the same time differ.
            id: EventIds::new(Clock::from_fn(move || received_at)).mint().0,
            topic: topic.to_owned(),
            subject: order.map(Subject::order),
            status,
            payload_summary: payload_summary.to_owned(),
            processed_at,
            ..sample.summary
        };
        let orders = other_changed_order.map(|id| (summary.integration.clone(), id.to_owned()));
        Event { summary, orders: orders.into_iter().collect(), ..sample }
    }
}
