//! Events as the stream function stores them.

use domain::event_summary::{EventSummary, Status};
use serde_json::json;
use store::events::Event;
use types::Channel;
use types::event_id::EventId;
use types::time::Time;

/// An event of a shop's new order, received and processed at `time`, that no one has replayed.
///
/// # Panics
/// If `integration` is not an id of an integration.
pub fn processed_event(integration: &str, time: Time) -> Event {
    let summary = EventSummary {
        id: EventId::first_of(time),
        integration: integration.parse().unwrap(),
        source: Channel::Shopify,
        shop_domain: format!("{integration}.myshopify.com"),
        topic: "orders/create".to_owned(),
        subject: None,
        status: Status::Processed,
        payload_summary: "an event".to_owned(),
        received_at: time,
        occurred_at: None,
        processed_at: time,
        error: None,
        attempt: 0,
        next_retry_at: None,
        rev: 0,
    };
    let delivery_id = serde_json::from_value(json!("0".repeat(64))).unwrap();
    Event { summary, delivery_id, replays: 0, orders: Vec::new() }
}
