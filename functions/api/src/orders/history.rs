//! The history of an order: its deliveries by source time, each with the fields that it changed. The changes are computed
//! by projecting the deliveries again.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use channels::Context;
use domain::delivery::Delivery;
use domain::event_summary::EventSummary;
use domain::integration::IntegrationId;
use domain::state::{Change, FieldChange, State, StateFields};
use domain::subject::Subject;
use serde::Serialize;
use store::StoreError;
use store::events::Event;
use types::concurrency::bounded;
use types::time::Time;

use crate::context::ApiContext;

const MAX_DELIVERIES: i32 = 100;
/// The most changed fields that are listed of one delivery.
const MAX_CHANGES_PER_DELIVERY: usize = 50;
/// The most bytes of bodies that are read. Once the bodies read so far exceed it, the remaining deliveries are listed
/// without their changes.
const MAX_BODIES_BYTES: usize = 16 * 1024 * 1024;
const MAX_CONCURRENT_READS: usize = 8;

/// The history of an order.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(super) struct OrderHistory {
    /// The deliveries of the order and of the shipments, returns and payments that belong to it, by source time.
    history: Vec<OrderHistoryEntry>,
    /// Whether the history has every delivery with its changes: false if there are more deliveries than are read, or if
    /// some are no longer stored.
    history_complete: bool,
}

/// One delivery of a history.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct OrderHistoryEntry {
    #[serde(flatten)]
    event: EventSummary,
    /// The changes that the delivery made, by subject and field. Empty if newer values were already known.
    changes: Vec<SubjectFieldChange>,
    /// How many more fields it changed than `changes` lists; absent if none.
    #[serde(skip_serializing_if = "is_zero")]
    more: usize,
    /// Whether the delivery with its body is still stored. If not, its changes are unknown.
    kept: bool,
}

/// A changed field of a subject.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct SubjectFieldChange {
    /// The subject, such as `shipment#1`.
    subject: Subject,
    #[serde(flatten)]
    field: FieldChange,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// An event with the changes that its delivery contains.
struct DeliveryChanges {
    event: EventSummary,
    /// The source time; the time of receipt, if the delivery has none or was not normalized.
    occurred_at: Time,
    changes: Vec<Change>,
    is_stored: bool,
}

impl OrderHistory {
    /// The history of these subjects: the order and those that belong to it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(super) async fn read(context: &ApiContext, subjects: &[(IntegrationId, Subject)]) -> Result<Self, StoreError> {
        let reads = subjects
            .iter()
            .map(|(integration, subject)| context.events.of_subject(integration, subject, MAX_DELIVERIES));
        let mut events = Vec::new();
        for read in bounded(MAX_CONCURRENT_READS, reads.collect()).await {
            events.extend(read?);
        }
        let max_deliveries = usize::try_from(MAX_DELIVERIES).unwrap_or_default();
        let has_all_events = events.len() < max_deliveries;
        // If all subjects together have too many, the newest are kept.
        events.sort_by_key(|event| std::cmp::Reverse(event.summary.id));
        events.truncate(max_deliveries);
        let mut deliveries = read_deliveries(context, events).await?;
        deliveries.sort_by_key(|delivery| (delivery.occurred_at, delivery.event.id));
        let history_complete = has_all_events && deliveries.iter().all(|delivery| delivery.is_stored);
        Ok(Self { history: project(deliveries, subjects), history_complete })
    }
}

/// Reads the delivery of each event and normalizes it, until the bodies exceed [`MAX_BODIES_BYTES`].
async fn read_deliveries(context: &ApiContext, events: Vec<Event>) -> Result<Vec<DeliveryChanges>, StoreError> {
    let (mut deliveries, mut bytes) = (Vec::with_capacity(events.len()), 0);
    for chunk in events.chunks(MAX_CONCURRENT_READS) {
        let keys: Vec<_> = chunk.iter().map(Event::delivery_key).collect();
        let reads: Vec<_> = keys.iter().map(|key| context.deliveries.get(key)).collect();
        let reads = if bytes < MAX_BODIES_BYTES { bounded(MAX_CONCURRENT_READS, reads).await } else { Vec::new() };
        let mut reads = reads.into_iter();
        for event in chunk {
            let delivery = match reads.next() {
                // A delivery whose parts cannot be joined counts as no longer stored.
                Some(Err(StoreError::Unreadable { .. })) | None => None,
                Some(read) => read?,
            };
            bytes += delivery.as_ref().and_then(|delivery| delivery.body.as_ref()).map_or(0, Vec::len);
            deliveries.push(DeliveryChanges::new(event.summary.clone(), delivery.as_ref()));
        }
    }
    Ok(deliveries)
}

impl DeliveryChanges {
    fn new(event: EventSummary, delivery: Option<&Delivery>) -> Self {
        let changes = delivery.map(normalized_changes).unwrap_or_default();
        let occurred_at = event.occurred_at.unwrap_or(event.received_at);
        let is_stored = delivery.is_some_and(|delivery| delivery.body.is_some());
        Self { event, occurred_at, changes, is_stored }
    }
}

/// The changes of a delivery as this version normalizes it; none if that fails or panics.
fn normalized_changes(delivery: &Delivery) -> Vec<Change> {
    let (metadata, Some(body)) = (&delivery.metadata, &delivery.body) else { return Vec::new() };
    let context = Context { topic: &metadata.topic, account: &metadata.account, received_at: metadata.received_at };
    let normalize = || channels::normalize_delivery(metadata.channel, &context, &delivery.headers, body);
    let normalized = catch_unwind(AssertUnwindSafe(normalize));
    normalized.ok().and_then(Result::ok).map(|normalized| normalized.changes).unwrap_or_default()
}

/// Projects the deliveries in their order, and lists what each changed in `subjects`.
fn project(deliveries: Vec<DeliveryChanges>, subjects: &[(IntegrationId, Subject)]) -> Vec<OrderHistoryEntry> {
    let mut states: BTreeMap<(IntegrationId, Subject), (State, StateFields)> = BTreeMap::new();
    let mut entries = Vec::with_capacity(deliveries.len());
    for DeliveryChanges { event, changes, is_stored, .. } in deliveries {
        let mut field_changes = Vec::new();
        for change in &changes {
            let key = (event.integration.clone(), change.subject());
            if !subjects.contains(&key) {
                continue;
            }
            let (state, before) = states.entry(key.clone()).or_insert_with(|| {
                let state = State::new(&key.1);
                let fields = StateFields::of(&state);
                (state, fields)
            });
            state.apply(change);
            let after = StateFields::of(state);
            let of_subject = |field| SubjectFieldChange { subject: key.1.clone(), field };
            field_changes.extend(before.changes_to(&after).into_iter().map(of_subject));
            *before = after;
        }
        let more = field_changes.len().saturating_sub(MAX_CHANGES_PER_DELIVERY);
        field_changes.truncate(MAX_CHANGES_PER_DELIVERY);
        entries.push(OrderHistoryEntry { event, changes: field_changes, more, kept: is_stored });
    }
    entries
}
