//! The redaction of an order and its joined subjects: shipments, returns and payments, also of other integrations.

use std::collections::BTreeSet;

use domain::state::JoinKey;
use domain::subject::Kind;
use store::StoreError;
use store::events::Event;
use store::ledger::SubjectKey;
use store::states::SaveResult;
use types::concurrency::bounded;

use super::delivery::redact_delivery;
use super::run::{EVENTS_PER_PAGE, MAX_CONCURRENT_DELIVERIES, PartResult, RedactionRun, TimeLimit};
use crate::projection::recompute_order;

/// The most attempts to save a state that other invocations change at the same time.
const MAX_WRITE_ATTEMPTS: usize = 20;

/// Redacts an order and its joined subjects.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn redact_order(
    run: &RedactionRun<'_>,
    order: &SubjectKey,
    limit: TimeLimit,
) -> Result<PartResult, StoreError> {
    let own = Box::pin(redact_deliveries(run, order, limit)).await?;
    let joined = Box::pin(redact_joined_subjects(run, order, limit)).await?;
    Ok([own, joined].into_iter().sum())
}

/// Redacts the joined subjects of an order. They include subjects that belonged to it only before, since these may still
/// contain the customer's data.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn redact_joined_subjects(
    run: &RedactionRun<'_>,
    order: &SubjectKey,
    limit: TimeLimit,
) -> Result<PartResult, StoreError> {
    let joined = joined_subjects(run, order).await?;
    let mut parts = Vec::new();
    for subject in &joined {
        parts.push(Box::pin(redact_deliveries(run, subject, limit)).await?);
        redact_state(run, subject).await?;
    }
    if !joined.is_empty() {
        let recomputed = Box::pin(recompute_order(run.context, order, &BTreeSet::new(), false)).await?;
        let order = recomputed.stored.and_then(|stored| stored.into_order());
        if let Some(summary) = order.and_then(|order| order.summary()) {
            run.add_changed_order(summary);
        }
    }
    Ok(parts.into_iter().sum())
}

/// The subjects that have ever written a link at a join key of the order, and the returns of its shipments.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn joined_subjects(
    run: &RedactionRun<'_>,
    order: &SubjectKey,
) -> Result<BTreeSet<SubjectKey>, StoreError> {
    let SubjectKey { integration, subject } = order;
    let stored = run.context.states.load(integration, subject).await?;
    let mut keys = stored.map(|stored| stored.links).unwrap_or_default();
    keys.extend(JoinKey::of_order(integration, subject.id()));
    let mut joined = linked_subjects(run, &keys).await?;
    let shipments = joined.iter().filter(|key| key.subject.kind() == Kind::Shipment);
    let keys = shipments.map(|key| JoinKey::of_shipment(&key.integration, key.subject.id())).collect();
    joined.extend(linked_subjects(run, &keys).await?);
    Ok(joined)
}

/// The subjects at these join keys, without orders.
async fn linked_subjects(run: &RedactionRun<'_>, keys: &BTreeSet<JoinKey>) -> Result<BTreeSet<SubjectKey>, StoreError> {
    let reads = keys.iter().map(|key| run.context.links.read(key)).collect();
    let mut linked = BTreeSet::new();
    for subjects in bounded(MAX_CONCURRENT_DELIVERIES, reads).await {
        linked.extend(subjects?.into_iter().filter(|key| key.subject.kind() != Kind::Order));
    }
    Ok(linked)
}

/// Redacts all deliveries of one subject.
async fn redact_deliveries(
    run: &RedactionRun<'_>,
    subject: &SubjectKey,
    limit: TimeLimit,
) -> Result<PartResult, StoreError> {
    let SubjectKey { integration, subject } = subject;
    let (mut parts, mut after) = (Vec::new(), None);
    loop {
        if limit.is_over(run) {
            parts.push(PartResult::UNFINISHED);
            break;
        }
        let (events, next) =
            run.stores.events.page_of_subject(integration, Some(subject), after, EVENTS_PER_PAGE).await?;
        let keys: Vec<_> = events.iter().map(Event::delivery_key).collect();
        let redactions = keys.iter().map(|key| redact_delivery(run, key)).collect();
        for is_redacted in bounded(MAX_CONCURRENT_DELIVERIES, redactions).await {
            parts.push(PartResult::of_delivery(is_redacted?));
        }
        after = next;
        if after.is_none() {
            break;
        }
    }
    Ok(parts.into_iter().sum())
}

/// Removes personal data from the state of a subject.
async fn redact_state(run: &RedactionRun<'_>, subject: &SubjectKey) -> Result<(), StoreError> {
    let states = run.context.states;
    for _ in 0..MAX_WRITE_ATTEMPTS {
        let Some(stored) = states.load(&subject.integration, &subject.subject).await? else { return Ok(()) };
        let mut next = stored.clone();
        next.state.redact_customer();
        if next.state == stored.state || states.save(&next).await? == SaveResult::Saved {
            return Ok(());
        }
    }
    Err(StoreError::Contended("a subject's state"))
}
