//! Late and replayed deliveries of data that were redacted: they are processed as all others, and redacted at once.

use std::collections::{BTreeMap, BTreeSet};

use domain::delivery::DeliveryMetadata;
use domain::integration::IntegrationId;
use domain::state::Change;
use domain::subject::{Kind, Subject};
use store::StoreError;
use store::ledger::{RedactionTarget, SubjectKey};
use tracing::error;
use types::concurrency::bounded;
use types::time::Time;

use super::delivery::redact_delivery;
use super::order::{redact_joined_subjects, redact_order};
use super::run::{MAX_CONCURRENT_DELIVERIES, MAX_CONCURRENT_ORDERS, PartResult, RedactionRun, TimeLimit};
use crate::batch_item_failures::BatchPosition;
use crate::delivery_record::DeliveryRecord;

/// An entry that the list of redactions may contain.
type ListEntry = (IntegrationId, RedactionTarget);

/// Redacts those of `records` whose data are on the list of redactions. Their events must have been recorded.
/// `dependent_orders` are the orders that show a subject that the records changed.
///
/// Gives the records that have to be sent again. A delivery for which the time was not sufficient asks for its own
/// replay.
pub(super) async fn redact_late_deliveries(
    run: &RedactionRun<'_>,
    records: &[DeliveryRecord],
    dependent_orders: &BTreeMap<SubjectKey, BTreeSet<BatchPosition>>,
) -> BTreeMap<BatchPosition, StoreError> {
    let entries: Vec<_> = records.iter().map(|record| (record, possible_entries(record, dependent_orders))).collect();
    let all_entries = entries.iter().flat_map(|(_, entries)| entries).cloned().collect();
    let list = match run.stores.redactions.find(all_entries).await {
        Ok(list) => list,
        // Any of the records may be on the list.
        Err(error) => return records.first().map(|first| (first.position, error)).into_iter().collect(),
    };
    if list.is_empty() {
        return BTreeMap::new();
    }
    let mut result = redact_targets(run, records, &RedactionTargets::of(&entries, &list)).await;
    let unfinished = std::mem::take(&mut result.unfinished);
    for record in records.iter().filter(|record| unfinished.contains(&record.position)) {
        let requested = request_replay(run, &record.delivery).await;
        result.add([record.position], requested.map(|()| PartResult::default()));
    }
    result.failed
}

async fn redact_targets(
    run: &RedactionRun<'_>,
    records: &[DeliveryRecord],
    targets: &RedactionTargets,
) -> RedactionResult {
    let mut result = RedactionResult::default();
    let own = records.iter().filter(|record| targets.deliveries.contains(&record.position));
    let (positions, own): (Vec<_>, Vec<_>) =
        own.map(|record| (record.position, redact_delivery(run, &record.delivery.key))).unzip();
    for (position, is_redacted) in positions.into_iter().zip(bounded(MAX_CONCURRENT_DELIVERIES, own).await) {
        result.add([position], is_redacted.map(PartResult::of_delivery));
    }
    let orders = targets.orders.keys().enumerate();
    let orders = orders.map(|(number, order)| redact_order(run, order, TimeLimit::of_part(number))).collect();
    for (positions, part) in targets.orders.values().zip(bounded(MAX_CONCURRENT_ORDERS, orders).await) {
        result.add(positions.iter().copied(), part);
    }
    let joined = targets.joined_to_orders.keys().enumerate();
    let joined = joined.map(|(number, order)| redact_joined_subjects(run, order, TimeLimit::of_part(number))).collect();
    for (positions, part) in targets.joined_to_orders.values().zip(bounded(MAX_CONCURRENT_ORDERS, joined).await) {
        result.add(positions.iter().copied(), part);
    }
    result
}

/// Asks for a replay of the delivery, within the bounds of automatic retries.
async fn request_replay(run: &RedactionRun<'_>, delivery: &DeliveryMetadata) -> Result<(), StoreError> {
    if !run.stores.replays.retry_within_limit(delivery, run.context.clock.now()).await? {
        let integration = &delivery.key.integration;
        error!(
            %integration,
            event.id = %delivery.event_id,
            "the redaction of a late delivery is incomplete and needs a manual replay",
        );
    }
    Ok(())
}

/// The deliveries and orders that have to be redacted, and because of which records.
#[derive(Default)]
struct RedactionTargets {
    deliveries: BTreeSet<BatchPosition>,
    /// Orders that are redacted with their joined subjects.
    orders: BTreeMap<SubjectKey, BTreeSet<BatchPosition>>,
    /// Orders of which only the joined subjects are redacted: their shop may have installed the app again, and changed
    /// the orders since.
    joined_to_orders: BTreeMap<SubjectKey, BTreeSet<BatchPosition>>,
}

impl RedactionTargets {
    fn of(entries: &[(&DeliveryRecord, BTreeSet<ListEntry>)], list: &BTreeMap<ListEntry, Time>) -> Self {
        let mut targets = Self::default();
        for (record, entries) in entries {
            let position = record.position;
            let is_listed = |entry: &&ListEntry| list.get(entry).is_some_and(|until| is_covered(record, entry, *until));
            let listed: BTreeSet<&ListEntry> = entries.iter().filter(is_listed).collect();
            if !listed.is_empty() {
                targets.deliveries.insert(position);
            }
            let of_listed_shop = |entry: &&ListEntry| listed.contains(&(entry.0.clone(), RedactionTarget::Shop));
            for order in entries.iter().filter(of_listed_shop).filter_map(order_key) {
                targets.joined_to_orders.entry(order).or_default().insert(position);
            }
            for order in listed.into_iter().filter_map(order_key) {
                targets.orders.entry(order).or_default().insert(position);
            }
        }
        targets
    }
}

/// The result of the redaction of targets, by record.
#[derive(Default)]
struct RedactionResult {
    failed: BTreeMap<BatchPosition, StoreError>,
    unfinished: BTreeSet<BatchPosition>,
}

impl RedactionResult {
    /// Adds the result of a part that was redacted because of these records. If it failed, the lowest of them is enough
    /// to have them all sent again.
    fn add(&mut self, positions: impl IntoIterator<Item = BatchPosition>, part: Result<PartResult, StoreError>) {
        match part {
            Ok(part) if part.is_unfinished => self.unfinished.extend(positions),
            Ok(_) => {}
            // A retry would not help, and other deliveries would have to wait.
            Err(StoreError::Unreadable { table, detail }) => {
                error!(table, detail, "a row that has to be redacted cannot be read");
            }
            Err(error) => {
                if let Some(position) = positions.into_iter().min() {
                    self.failed.insert(position, error);
                }
            }
        }
    }
}

/// The entries by which the list of redactions would cover this delivery: its subject and the orders that it changed, those
/// that show a subject that it changed, and the shops of all these. A delivery may be about an order that it does not
/// change, such as a transaction with the payer's name.
fn possible_entries(
    record: &DeliveryRecord,
    dependent_orders: &BTreeMap<SubjectKey, BTreeSet<BatchPosition>>,
) -> BTreeSet<ListEntry> {
    let own = &record.delivery.key.integration;
    let event = record.normalized_event();
    let changed = event.into_iter().flat_map(|event| event.changes.iter().map(Change::subject));
    let subject = event.and_then(|event| event.subject.clone());
    let changed = changed.chain(subject).map(|subject| (own.clone(), subject));
    let dependent = dependent_orders.iter().filter(|(_, positions)| positions.contains(&record.position));
    let dependent = dependent.map(|(order, _)| (order.integration.clone(), order.subject.clone()));
    let orders = changed.chain(dependent).filter(|(_, subject)| subject.kind() == Kind::Order);
    let entries = orders.flat_map(|(integration, subject)| {
        [(integration.clone(), RedactionTarget::Order(subject.id().to_owned())), (integration, RedactionTarget::Shop)]
    });
    entries.chain([(own.clone(), RedactionTarget::Shop)]).collect()
}

/// Whether a listed redaction covers the delivery. That of a shop covers only what happened until its request: if the
/// shop installs the app again, new orders are kept.
fn is_covered(record: &DeliveryRecord, (_, redacted): &ListEntry, until: Time) -> bool {
    let occurred_at = record.normalized_event().and_then(|event| event.occurred_at);
    *redacted != RedactionTarget::Shop || occurred_at.unwrap_or(record.delivery.received_at) <= until
}

fn order_key((integration, redacted): &ListEntry) -> Option<SubjectKey> {
    match redacted {
        RedactionTarget::Order(id) => {
            Some(SubjectKey { integration: integration.clone(), subject: Subject::order(id) })
        }
        RedactionTarget::Customer(_) | RedactionTarget::Shop => None,
    }
}
