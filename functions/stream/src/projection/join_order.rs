//! The join of an order: the shipments, returns and payments that belong to it.

use std::collections::{BTreeMap, BTreeSet};

use domain::integration::IntegrationId;
use domain::state::order::{AmbiguousShipment, Joined, JoinedPayment, JoinedReturn, JoinedShipment};
use domain::state::shipment::{OrderReference, ShipmentState};
use domain::state::{JoinKey, State};
use domain::subject::Kind;
use store::StoreError;
use store::ledger::SubjectKey;
use store::states::StoredState;

use super::context::ProjectionContext;
use super::links::{LinkedSubjects, join_keys, read_links, referenced_order_ids, subject_key};

/// The subjects that belong to an order.
#[derive(Default)]
pub(super) struct OrderJoin {
    pub(super) joined: Joined,
    /// Other orders to which the same shipments refer.
    pub(super) competing_orders: BTreeSet<SubjectKey>,
}

/// The shipments of an order.
struct JoinedShipments {
    joined: Vec<JoinedShipment>,
    ambiguous: Vec<AmbiguousShipment>,
    /// Other orders that match a reference of the same shipments. A shipment that belonged to one of them alone is
    /// ambiguous now, so these orders have to be recomputed.
    competing_orders: BTreeSet<SubjectKey>,
}

/// How a shipment refers to an order.
struct ShipmentMatch<'a> {
    shipment: &'a ShipmentState,
    /// A reference that other orders match, too.
    ambiguous: Option<OrderReference>,
    /// Whether the shipment has a reference that no other order matches.
    is_certain: bool,
}

/// The subjects that belong to `order` by their present states. The order's own links must have been written.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn join_order(context: &ProjectionContext<'_>, order: &StoredState) -> Result<OrderJoin, StoreError> {
    let links = read_links(context, join_keys(context, order).await?).await?;
    let own = subject_key(order);
    let others: BTreeSet<_> =
        links.iter().flat_map(|linked| &linked.subjects).filter(|subject| **subject != own).collect();
    if others.is_empty() {
        return Ok(OrderJoin::default());
    }
    let states = load(context, others).await?;
    let shipments = shipments_of_order(context, order, &links, &states).await?;
    let returns = returns_of_shipments(context, &shipments.joined).await?;
    let mut joined = Joined { shipments: shipments.joined, ambiguous: shipments.ambiguous, ..Joined::default() };
    let of_order = states.iter().filter(|(_, stored)| refers_by_id(stored, order));
    let all = of_order.map(|(key, stored)| (key.clone(), stored.clone())).chain(returns);
    for (key, stored) in all.collect::<BTreeMap<_, _>>() {
        match &stored.state {
            State::Return(state) => joined.returns.push(JoinedReturn::of(&key.integration, state)),
            State::Payment(state) => joined.payments.extend(state.latest().map(|(at, payment)| JoinedPayment {
                integration: key.integration.clone(),
                id: state.id.clone(),
                at,
                payment: payment.clone(),
            })),
            _ => {}
        }
    }
    Ok(OrderJoin { joined, competing_orders: shipments.competing_orders })
}

async fn load(
    context: &ProjectionContext<'_>,
    subjects: BTreeSet<&SubjectKey>,
) -> Result<BTreeMap<SubjectKey, StoredState>, StoreError> {
    let loaded = context.states.load_all(subjects).await?;
    Ok(loaded.into_iter().map(|stored| (subject_key(&stored), stored)).collect())
}

/// The shipments that have a link at one of the order's join keys and still refer to the order.
async fn shipments_of_order(
    context: &ProjectionContext<'_>,
    order: &StoredState,
    links: &[LinkedSubjects],
    states: &BTreeMap<SubjectKey, StoredState>,
) -> Result<JoinedShipments, StoreError> {
    let mut matches: BTreeMap<SubjectKey, ShipmentMatch<'_>> = BTreeMap::new();
    let mut competing_orders = BTreeSet::new();
    for linked in links {
        let other_orders = other_orders(context, linked, states, order).await?;
        for key in &linked.subjects {
            let Some(StoredState { state: State::Shipment(shipment), .. }) = states.get(key) else { continue };
            let ships_for = context.settings.ships_for(&key.integration).await?;
            let reference = matching_reference(order, shipment, key, ships_for.as_ref(), &linked.key);
            let Some(reference) = reference else { continue };
            let is_by_text = matches!(reference, OrderReference::SellerReference(_));
            let is_certain = !is_by_text || other_orders.is_empty();
            if is_by_text {
                competing_orders.extend(other_orders.iter().cloned());
            }
            let new = ShipmentMatch { shipment, ambiguous: None, is_certain: false };
            let shipment_match = matches.entry(key.clone()).or_insert(new);
            shipment_match.is_certain |= is_certain;
            if !is_certain {
                shipment_match.ambiguous = Some(reference);
            }
        }
    }
    Ok(JoinedShipments::of(matches, order.subject.id(), competing_orders))
}

/// The other orders that have this join key by their present states. A deleted order does not compete for a shipment.
async fn other_orders(
    context: &ProjectionContext<'_>,
    linked: &LinkedSubjects,
    states: &BTreeMap<SubjectKey, StoredState>,
    order: &StoredState,
) -> Result<Vec<SubjectKey>, StoreError> {
    let own = subject_key(order);
    let mut orders = Vec::new();
    for key in linked.subjects.iter().filter(|key| key.subject.kind() == Kind::Order && **key != own) {
        let Some(stored) = states.get(key) else { continue };
        if matches!(&stored.state, State::Order(other) if other.is_deleted()) {
            continue;
        }
        if join_keys(context, stored).await?.contains(&linked.key) {
            orders.push(key.clone());
        }
    }
    Ok(orders)
}

/// The returns of these shipments.
async fn returns_of_shipments(
    context: &ProjectionContext<'_>,
    shipments: &[JoinedShipment],
) -> Result<BTreeMap<SubjectKey, StoredState>, StoreError> {
    let keys = shipments.iter().map(|shipment| JoinKey::of_shipment(&shipment.integration, &shipment.id));
    let links = read_links(context, keys.collect()).await?;
    let linked = links.iter().flat_map(|linked| &linked.subjects);
    let mut returns = load(context, linked.filter(|key| key.subject.kind() == Kind::Return).collect()).await?;
    let keys: BTreeSet<_> = links.into_iter().map(|linked| linked.key).collect();
    returns.retain(|key, stored| !stored.state.join_keys(&key.integration, None).is_disjoint(&keys));
    Ok(returns)
}

impl JoinedShipments {
    fn of(
        matches: BTreeMap<SubjectKey, ShipmentMatch<'_>>,
        order_id: &str,
        competing_orders: BTreeSet<SubjectKey>,
    ) -> Self {
        let (mut joined, mut ambiguous) = (Vec::new(), Vec::new());
        for (SubjectKey { integration, .. }, shipment_match) in matches {
            if shipment_match.is_certain {
                joined.push(JoinedShipment::of(&integration, shipment_match.shipment, order_id));
            } else if let Some(reference) = shipment_match.ambiguous {
                ambiguous.push(AmbiguousShipment { integration, id: shipment_match.shipment.id.clone(), reference });
            }
        }
        Self { joined, ambiguous, competing_orders }
    }
}

/// The reference by which a shipment has `key` as a join key with this order.
fn matching_reference(
    order: &StoredState,
    shipment: &ShipmentState,
    shipment_key: &SubjectKey,
    ships_for: Option<&IntegrationId>,
    key: &JoinKey,
) -> Option<OrderReference> {
    let is_match = |reference: &OrderReference| match reference {
        OrderReference::Id(id) => shipment_key.integration == order.integration && id == order.subject.id(),
        OrderReference::SellerReference(text) => {
            let integration = ships_for.unwrap_or(&shipment_key.integration);
            JoinKey::of_order(integration, text).is_some_and(|referenced| referenced == *key)
        }
    };
    shipment.references().into_iter().find(is_match)
}

/// Whether a payment or a return refers to the order by its id.
fn refers_by_id(stored: &StoredState, order: &StoredState) -> bool {
    stored.integration == order.integration
        && matches!(stored.state, State::Payment(_) | State::Return(_))
        && referenced_order_ids(&stored.state).iter().any(|id| id == order.subject.id())
}
