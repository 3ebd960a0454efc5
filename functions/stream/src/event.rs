//! The event row of a task.

use domain::event_summary::{EventSummary, Status};
use domain::integration::IntegrationId;
use domain::retry_backoff::next_retry;
use store::events::Event;
use store::ledger::SubjectKey;
use types::text::shortened;
use types::time::Time;

use crate::normalize::Task;

/// The longest summary and the longest error, in characters: a row stays under 1 KB, the unit that a write is billed by.
const LONGEST: usize = 200;

/// The most orders that are named besides the subject: a delivery rarely changes more than one.
const MOST_ORDERS: usize = 5;

/// What a delivery was and what became of it.
pub(crate) fn event(task: &Task, now: Time) -> Event {
    let delivery = &task.delivery;
    let normalized = task.meaning.as_ref().ok();
    let error = task.meaning.as_ref().err();
    let line = EventSummary {
        id: delivery.event_id,
        integration: delivery.key.integration.clone(),
        source: delivery.channel,
        shop_domain: delivery.account.clone(),
        topic: delivery.topic.clone(),
        subject: normalized.and_then(|normalized| normalized.subject.clone()),
        status: if error.is_none() { Status::Processed } else { Status::Failed },
        payload_summary: summary(task),
        received_at: delivery.received_at,
        occurred_at: normalized.and_then(|normalized| normalized.occurred_at),
        processed_at: now,
        attempt: delivery.retries,
        next_retry_at: error.filter(|error| error.transient).and_then(|_| next_retry(delivery.retries, now)),
        error: error.map(|error| shortened(&error.to_string(), LONGEST)),
        rev: 0,
    };
    let others = task.orders.iter().filter(|order| !is_subject(order, &line)).take(MOST_ORDERS);
    let orders = others.map(|order| (order.integration.clone(), order.subject.id().to_owned())).collect();
    Event { summary: line, delivery_id: delivery.key.id.clone(), replays: delivery.replays, orders }
}

/// Whether who gets the event in a gap gets the order with it.
pub(crate) fn is_named(order: &SubjectKey, event: &Event) -> bool {
    let has =
        |(integration, id): &(IntegrationId, String)| *integration == order.integration && id == order.subject.id();
    is_subject(order, &event.summary) || event.orders.iter().any(has)
}

fn is_subject(order: &SubjectKey, line: &EventSummary) -> bool {
    order.integration == line.integration && line.subject.as_ref() == Some(&order.subject)
}

fn summary(task: &Task) -> String {
    match &task.meaning {
        Ok(normalized) => shortened(&normalized.summary, LONGEST),
        Err(_) => match task.body_bytes {
            Some(bytes) => format!("{bytes} bytes that were not understood"),
            None => "A body that cannot be read".to_owned(),
        },
    }
}
