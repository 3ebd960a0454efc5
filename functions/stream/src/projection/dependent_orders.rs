//! The orders that show a shipment, return or payment, so that they have to be recomputed when it changes.

use std::collections::BTreeSet;

use domain::subject::{Kind, Subject};
use store::StoreError;
use store::ledger::SubjectKey;
use store::states::StoredState;

use super::context::ProjectionContext;
use super::links::{read_links, referenced_order_ids};

/// The orders that may show `subject`, which is not an order.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn dependent_orders(
    context: &ProjectionContext<'_>,
    subject: &StoredState,
) -> Result<BTreeSet<SubjectKey>, StoreError> {
    let mut orders = linked_orders(context, subject).await?;
    if subject.subject.kind() == Kind::Return {
        for shipment in returned_shipments(context, subject).await? {
            orders.extend(linked_orders(context, &shipment).await?);
        }
    }
    Ok(orders)
}

/// The shipments of a return.
async fn returned_shipments(
    context: &ProjectionContext<'_>,
    returned: &StoredState,
) -> Result<Vec<StoredState>, StoreError> {
    let keys = returned.links.iter().filter(|key| !key.is_order_key()).cloned();
    let links = read_links(context, keys.collect()).await?;
    let subjects = links.iter().flat_map(|linked| &linked.subjects);
    let shipments: BTreeSet<_> = subjects.filter(|key| key.subject.kind() == Kind::Shipment).collect();
    context.states.load_all(shipments).await
}

/// The orders at all join keys where `subject` has ever written a link, and those to which it refers by id, whether they
/// have been received or not.
async fn linked_orders(
    context: &ProjectionContext<'_>,
    subject: &StoredState,
) -> Result<BTreeSet<SubjectKey>, StoreError> {
    let keys = subject.links.iter().filter(|key| key.is_order_key()).cloned();
    let links = read_links(context, keys.collect()).await?;
    let linked = links.into_iter().flat_map(|linked| linked.subjects);
    let referenced = referenced_order_ids(&subject.state)
        .into_iter()
        .map(|id| SubjectKey { integration: subject.integration.clone(), subject: Subject::order(&id) });
    Ok(linked.filter(|key| key.subject.kind() == Kind::Order).chain(referenced).collect())
}
