//! Events and orders as the stream function stores them.

use domain::event_summary::{EventSummary, Status};
use domain::state::order::{Cancellation, FulfillmentStatus, OrderChange, OrderContents, OrderSnapshot, PaymentStatus};
use domain::subject::Subject;
use serde_json::json;
use store::events::Event;
use types::Channel;
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
        let summary = EventSummary {
            id: EventIds::new(Clock::from_fn(move || received_at)).mint().0,
            integration: "shop".parse().unwrap(),
            source: Channel::Shopify,
            shop_domain: "shop.myshopify.com".to_owned(),
            topic: topic.to_owned(),
            subject: order.map(Subject::order),
            status,
            payload_summary: payload_summary.to_owned(),
            received_at,
            occurred_at: None,
            processed_at,
            error: None,
            attempt: 0,
            next_retry_at: None,
            rev: 0,
        };
        let delivery_id = serde_json::from_value(json!("0".repeat(64))).unwrap();
        let orders = other_changed_order.map(|id| (summary.integration.clone(), id.to_owned()));
        Event { summary: summary, delivery_id, replays: 0, orders: orders.into_iter().collect() }
    }
}

/// The change that a full copy of the order `id` makes.
pub(crate) fn order_sample(id: &str) -> OrderChange {
    let at = "2026-01-01T00:00:00Z".parse().unwrap();
    let contents = OrderContents {
        name: format!("#{id}"),
        number: None,
        currency: Some("EUR".into()),
        total: Some("10.00".parse().unwrap()),
        tax: None,
        placed_at: at,
        lines: Vec::new(),
    };
    let snapshot = OrderSnapshot {
        contents,
        payment: Some(PaymentStatus("paid".into())),
        fulfilment: Some(FulfillmentStatus("unfulfilled".into())),
        cancelled_at: Some(Cancellation(None)),
    };
    OrderChange { snapshot: Some(snapshot), ..OrderChange::of(id, at) }
}
