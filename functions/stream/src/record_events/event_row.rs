//! The event of a delivery record.

use domain::event_summary::{EventSummary, Status};
use domain::retry_backoff::next_retry;
use store::events::Event;
use store::ledger::SubjectKey;
use types::text::shortened;
use types::time::Time;

use crate::delivery_record::{DeliveryRecord, DeliveryState, REDACTED_BODY_SUMMARY};

/// The longest summary and the longest error: a row stays under 1 KB, the unit by which DynamoDB bills writes.
const MAX_TEXT_CHARS: usize = 200;

/// The most orders that an event names besides its subject. A delivery rarely changes more than one.
const MAX_OTHER_ORDERS: usize = 5;

/// The event of a delivery that was processed at `now`.
pub(super) fn event(record: &DeliveryRecord, now: Time) -> Event {
    let delivery = &record.delivery;
    let (processed, error) = (record.processed_event(), record.error());
    let summary = EventSummary {
        id: delivery.event_id,
        integration: delivery.key.integration.clone(),
        source: delivery.channel,
        shop_domain: delivery.account.clone(),
        topic: delivery.topic.clone(),
        subject: processed.and_then(|event| event.subject.clone()),
        status: if error.is_none() { Status::Processed } else { Status::Failed },
        payload_summary: payload_summary(record),
        received_at: delivery.received_at,
        occurred_at: processed.and_then(|event| event.occurred_at),
        processed_at: now,
        attempt: delivery.retries,
        next_retry_at: error.filter(|error| error.transient).and_then(|_| next_retry(delivery.retries, now)),
        error: error.map(|error| shortened(&error.to_string(), MAX_TEXT_CHARS)),
        rev: 0,
    };
    let others = record.changed_orders.iter().filter(|order| !is_subject(order, &summary)).take(MAX_OTHER_ORDERS);
    let orders = others.map(|order| (order.integration.clone(), order.subject.id().to_owned())).collect();
    Event { summary, delivery_id: delivery.key.id.clone(), replays: delivery.replays, orders }
}

/// Whether a catch-up that finds the event finds the order with it.
pub(super) fn names_order(event: &Event, order: &SubjectKey) -> bool {
    let mut others = event.orders.iter();
    is_subject(order, &event.summary)
        || others.any(|(integration, id)| *integration == order.integration && id == order.subject.id())
}

fn is_subject(order: &SubjectKey, event: &EventSummary) -> bool {
    order.integration == event.integration && event.subject.as_ref() == Some(&order.subject)
}

fn payload_summary(record: &DeliveryRecord) -> String {
    match &record.state {
        DeliveryState::Normalized { event, .. } => shortened(&event.summary, MAX_TEXT_CHARS),
        DeliveryState::NotNormalized { body_bytes, .. } => format!("A body of {body_bytes} bytes, not normalized"),
        DeliveryState::NotApplied { body_bytes, .. } => format!("A body of {body_bytes} bytes, not applied"),
        DeliveryState::RedactionRejected { body_bytes, .. } => {
            format!("A request of {body_bytes} bytes for a redaction, rejected")
        }
        DeliveryState::BodyRedacted => REDACTED_BODY_SUMMARY.to_owned(),
        DeliveryState::BodyUnreadable { .. } => "The stored body cannot be read".to_owned(),
    }
}
