//! Links: a link says that a subject has written its key at a join key.

use std::collections::BTreeSet;

use domain::state::shipment::OrderReference;
use domain::state::{JoinKey, State};
use domain::subject::Kind;
use store::StoreError;
use store::ledger::SubjectKey;
use store::states::StoredState;
use types::concurrency::bounded;

use super::context::ProjectionContext;

const MAX_CONCURRENT_READS: usize = 8;

/// The subjects that have written a link at a join key. A link is never deleted: whether one counts is decided by the
/// current state of its subject.
pub(super) struct LinkedSubjects {
    pub(super) key: JoinKey,
    pub(super) subjects: Vec<SubjectKey>,
}

/// Writes those links of `subject` that are missing.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn write_links(context: &ProjectionContext<'_>, subject: &mut StoredState) -> Result<(), StoreError> {
    let keys = join_keys(context, subject).await?;
    let missing: BTreeSet<_> = keys.difference(&subject.links).cloned().collect();
    context.links.write(&missing, &subject_key(subject)).await?;
    subject.links.extend(missing);
    Ok(())
}

/// The join keys of a subject by its present state and its integration's present settings.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn join_keys(
    context: &ProjectionContext<'_>,
    subject: &StoredState,
) -> Result<BTreeSet<JoinKey>, StoreError> {
    let ships_for = match subject.subject.kind() {
        Kind::Shipment | Kind::Return => context.settings.ships_for(&subject.integration).await?,
        _ => None,
    };
    Ok(subject.state.join_keys(&subject.integration, ships_for.as_ref()))
}

/// Reads the links at `keys`.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn read_links(
    context: &ProjectionContext<'_>,
    keys: BTreeSet<JoinKey>,
) -> Result<Vec<LinkedSubjects>, StoreError> {
    let keys: Vec<_> = keys.into_iter().collect();
    let reads: Vec<_> = keys.iter().map(|key| context.links.read(key)).collect();
    let links = bounded(MAX_CONCURRENT_READS, reads).await;
    keys.into_iter().zip(links).map(|(key, subjects)| Ok(LinkedSubjects { key, subjects: subjects? })).collect()
}

/// Whether no other subject has a link at the order's join keys. The order's own links must have been written.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn is_unlinked(context: &ProjectionContext<'_>, order: &StoredState) -> Result<bool, StoreError> {
    let own = subject_key(order);
    let links = read_links(context, join_keys(context, order).await?).await?;
    Ok(links.iter().flat_map(|linked| &linked.subjects).all(|subject| *subject == own))
}

pub(super) fn subject_key(stored: &StoredState) -> SubjectKey {
    SubjectKey { integration: stored.integration.clone(), subject: stored.subject.clone() }
}

/// The ids by which a subject refers to orders of its own integration.
pub(super) fn referenced_order_ids(state: &State) -> Vec<String> {
    let id = |reference: OrderReference| match reference {
        OrderReference::Id(id) => Some(id),
        OrderReference::SellerReference(_) => None,
    };
    match state {
        State::Shipment(shipment) => shipment.references().into_iter().filter_map(id).collect(),
        State::Return(returned) => returned.order().cloned().and_then(id).into_iter().collect(),
        State::Payment(payment) => payment.latest().and_then(|(_, shown)| shown.order_id.clone()).into_iter().collect(),
        _ => Vec::new(),
    }
}
