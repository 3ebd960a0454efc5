//! The redaction of a customer: the orders that `customers/redact` names with their joined subjects, and other deliveries
//! that contain the customer's identifiers.

use std::collections::BTreeSet;

use domain::delivery::DeliveryMetadata;
use domain::integration::IntegrationId;
use domain::privacy::{CustomerIdentifiers, PiiMatcher};
use domain::subject::{Kind, Subject};
use store::StoreError;
use store::ledger::{RedactionProgress, RedactionTarget, SubjectKey};
use types::concurrency::bounded;

use super::body_search::{BodySearch, search_bodies};
use super::order::{joined_subjects, redact_order};
use super::run::{MAX_CONCURRENT_DELIVERIES, MAX_CONCURRENT_ORDERS, PartResult, RedactionRun, TimeLimit};

/// Redacts all data of the customer, as far as the run's time allows; advances `progress`.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn redact_customer(
    run: &RedactionRun<'_>,
    request: &DeliveryMetadata,
    customer: &CustomerIdentifiers,
    progress: &mut RedactionProgress,
) -> Result<PartResult, StoreError> {
    list_redacted(run, request, customer).await?;
    let integration = &request.key.integration;
    let orders = redact_orders(run, integration, customer, progress).await?;
    if orders.is_unfinished {
        return Ok(orders);
    }
    // Of all named orders, since earlier runs of this round may have redacted some of them.
    let joined = joined_subjects_of_all(run, integration, customer).await?;
    Ok([orders, redact_matching_bodies(run, request, customer, &joined, progress).await?].into_iter().sum())
}

/// Adds the orders and the customer to the list of redactions.
async fn list_redacted(
    run: &RedactionRun<'_>,
    request: &DeliveryMetadata,
    customer: &CustomerIdentifiers,
) -> Result<(), StoreError> {
    let orders = customer.orders.iter().cloned().map(RedactionTarget::Order);
    let listed: Vec<_> = orders.chain(customer.id.clone().map(RedactionTarget::Customer)).collect();
    let (integration, list) = (&request.key.integration, &run.stores.redactions);
    let writes = listed.iter().map(|redacted| list.add(integration, redacted, request.event_id, request.received_at));
    bounded(MAX_CONCURRENT_DELIVERIES, writes.collect()).await.into_iter().collect()
}

/// Redacts the named orders after the last one of the previous run.
async fn redact_orders(
    run: &RedactionRun<'_>,
    integration: &IntegrationId,
    customer: &CustomerIdentifiers,
    progress: &mut RedactionProgress,
) -> Result<PartResult, StoreError> {
    let is_left = |id: &&String| progress.order_after.as_ref().is_none_or(|after| *id > after);
    let left: Vec<&String> = customer.orders.iter().filter(is_left).collect();
    let mut parts = Vec::new();
    for (number, ids) in left.chunks(MAX_CONCURRENT_ORDERS).enumerate() {
        let limit = TimeLimit::of_part(number);
        if limit.is_over(run) {
            parts.push(PartResult::UNFINISHED);
            break;
        }
        let orders: Vec<_> = ids.iter().map(|id| order_key(integration, id)).collect();
        let redactions = orders.iter().map(|order| redact_order(run, order, limit)).collect();
        let part: PartResult =
            bounded(MAX_CONCURRENT_ORDERS, redactions).await.into_iter().sum::<Result<_, StoreError>>()?;
        parts.push(part);
        if part.is_unfinished {
            break;
        }
        progress.order_after = ids.last().map(|id| (*id).clone());
    }
    Ok(parts.into_iter().sum())
}

async fn joined_subjects_of_all(
    run: &RedactionRun<'_>,
    integration: &IntegrationId,
    customer: &CustomerIdentifiers,
) -> Result<BTreeSet<SubjectKey>, StoreError> {
    let orders: Vec<_> = customer.orders.iter().map(|id| order_key(integration, id)).collect();
    let reads = orders.iter().map(|order| joined_subjects(run, order)).collect();
    let mut joined = BTreeSet::new();
    for subjects in bounded(MAX_CONCURRENT_ORDERS, reads).await {
        joined.extend(subjects?);
    }
    Ok(joined)
}

/// Redacts deliveries that contain the customer's identifiers: other requests about the customer, and deliveries without
/// a subject, of this integration and of those that ship the orders.
async fn redact_matching_bodies(
    run: &RedactionRun<'_>,
    request: &DeliveryMetadata,
    customer: &CustomerIdentifiers,
    joined: &BTreeSet<SubjectKey>,
    progress: &mut RedactionProgress,
) -> Result<PartResult, StoreError> {
    let own = &request.key.integration;
    let matcher = PiiMatcher::of(customer, joined.iter().map(|key| key.subject.id().to_owned()));
    let shop = Subject::of(Kind::Shop, &request.account);
    let of_shop = BodySearch { integration: own, subject: Some(&shop), matcher: &matcher, excluded: request.event_id };
    let mut parts = vec![search_bodies(run, &of_shop, &mut None).await?];
    let others: BTreeSet<&IntegrationId> = joined.iter().map(|key| &key.integration).collect();
    for integration in [own].into_iter().chain(others.into_iter().filter(|other| *other != own)) {
        let mut searched = progress.searched.get(integration).copied();
        let without_subject = BodySearch { integration, subject: None, ..of_shop };
        parts.push(search_bodies(run, &without_subject, &mut searched).await?);
        progress.searched.extend(searched.map(|searched| (integration.clone(), searched)));
    }
    Ok(parts.into_iter().sum())
}

fn order_key(integration: &IntegrationId, id: &str) -> SubjectKey {
    SubjectKey { integration: integration.clone(), subject: Subject::order(id) }
}
