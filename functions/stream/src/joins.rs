//! Joins: which shipments, returns and payments belong to which order.
//!
//! Each side leaves its link before it looks for the other, and the side that came later sees the earlier one's. An
//! order's row is read before what is joined to it, and put on condition that nobody has put it since: so the last one
//! who puts it has seen the newest of everything.

use std::collections::{BTreeMap, BTreeSet};

use domain::integration::IntegrationId;
use domain::profit::{Profit, compute};
use domain::state::order::{AmbiguousShipment, Joined, JoinedPayment, JoinedReturn, JoinedShipment, OrderState};
use domain::state::shipment::{OrderReference, ShipmentState};
use domain::state::{JoinKey, State};
use domain::subject::{Kind, Subject};
use live::push::LateChangeMarker;
use store::StoreError;
use store::ledger::{Costs, Links, SubjectKey};
use store::states::{States, StoredState};
use types::concurrency::bounded;
use types::time::Clock;

use crate::settings::BatchSettings;

/// The most articles of one order whose costs are looked up.
const MOST_SKUS: usize = 200;
/// How many meeting places are looked at at once.
const AT_ONCE: usize = 8;

/// Joins subjects, for one batch.
pub(crate) struct Joins<'a> {
    pub(crate) links: &'a Links,
    pub(crate) costs: &'a Costs,
    pub(crate) states: &'a States,
    pub(crate) settings: &'a BatchSettings<'a>,
    pub(crate) notes: &'a LateChangeMarker<'a>,
    pub(crate) clock: &'a Clock,
}

/// What an order shows of others, and which orders are called as it is.
#[derive(Default)]
pub(crate) struct Derived {
    pub(crate) joined: Joined,
    /// Orders that share a meeting place with this one, and something else that has come there: what belonged to one
    /// of them alone before is ambiguous now.
    pub(crate) rivals: BTreeSet<SubjectKey>,
}

/// Who is at a meeting place of an order.
struct Meeting {
    point: JoinKey,
    parties: Vec<SubjectKey>,
}

impl Joins<'_> {
    /// Leaves the links that `subject` has not left yet.
    pub(crate) async fn leave(&self, subject: &mut StoredState) -> Result<(), StoreError> {
        let party = party(subject);
        let missing: BTreeSet<_> = self.points(subject).await?.difference(&subject.links).cloned().collect();
        self.links.leave(&missing, &party).await?;
        subject.links.extend(missing);
        Ok(())
    }

    /// Where a subject meets others, by its present state and its integration's present settings.
    async fn points(&self, subject: &StoredState) -> Result<BTreeSet<JoinKey>, StoreError> {
        let ships_for = match subject.subject.kind() {
            Kind::Shipment | Kind::Return => self.settings.ships_for(&subject.integration).await?,
            _ => None,
        };
        Ok(subject.state.join_keys(&subject.integration, ships_for.as_ref()))
    }

    /// What the order shows of others as they are now; its links must have been left.
    pub(crate) async fn derive(&self, order: &StoredState) -> Result<Derived, StoreError> {
        let meetings = self.meetings(self.points(order).await?).await?;
        let own = party(order);
        let parties: BTreeSet<_> =
            meetings.iter().flat_map(|meeting| &meeting.parties).filter(|p| **p != own).collect();
        if parties.is_empty() {
            return Ok(Derived::default());
        }
        let states = self.load(parties).await?;
        let shipments = self.shipments(order, &meetings, &states).await?;
        let returns = self.returns(&shipments.joined).await?;
        let mut joined = Joined { shipments: shipments.joined, ambiguous: shipments.ambiguous, ..Joined::default() };
        let of_order = states.iter().filter(|(_, state)| refers_to(state, order));
        let all = of_order.map(|(party, state)| (party.clone(), state.clone())).chain(returns);
        for (party, stored) in all.collect::<BTreeMap<_, _>>() {
            match &stored.state {
                State::Return(state) => joined.returns.push(JoinedReturn::of(&party.integration, state)),
                State::Payment(state) => joined.payments.extend(state.latest().map(|(at, payment)| JoinedPayment {
                    integration: party.integration.clone(),
                    id: state.id.clone(),
                    at,
                    payment: payment.clone(),
                })),
                _ => {}
            }
        }
        Ok(Derived { joined, rivals: shipments.rivals })
    }

    /// Whether there is nobody else at the order's meeting places; its links must have been left.
    pub(crate) async fn is_alone(&self, order: &StoredState) -> Result<bool, StoreError> {
        let own = party(order);
        let meetings = self.meetings(self.points(order).await?).await?;
        Ok(meetings.iter().flat_map(|meeting| &meeting.parties).all(|party| *party == own))
    }

    /// What the order earned, by the fees and costs of now; `None` while it is not known what was sold.
    pub(crate) async fn profit(
        &self,
        integration: &IntegrationId,
        order: &OrderState,
    ) -> Result<Option<Profit>, StoreError> {
        let (Some(sold), Some(placed_at)) = (order.profit_input(), order.placed_at()) else { return Ok(None) };
        let fees = self.settings.of(integration).await?.map(|settings| settings.fees.clone()).unwrap_or_default();
        // What is beyond is named as missing.
        let skus = sold.skus().into_iter().take(MOST_SKUS).collect();
        let costs = self.costs.of(integration, &skus, placed_at).await?;
        Ok(Some(compute(&sold, &fees, &costs)))
    }

    async fn meetings(&self, points: BTreeSet<JoinKey>) -> Result<Vec<Meeting>, StoreError> {
        let points: Vec<_> = points.into_iter().collect();
        let looks: Vec<_> = points.iter().map(|point| self.links.at(point)).collect();
        let found = bounded(AT_ONCE, looks).await;
        let meeting = |(point, parties): (JoinKey, Result<_, _>)| Ok(Meeting { point, parties: parties? });
        points.into_iter().zip(found).map(meeting).collect()
    }

    async fn load(&self, parties: BTreeSet<&SubjectKey>) -> Result<BTreeMap<SubjectKey, StoredState>, StoreError> {
        let loaded = self.states.load_all(parties).await?;
        Ok(loaded.into_iter().map(|stored| (party(&stored), stored)).collect())
    }

    /// The parcels that came to the order's meeting places, and still refer to what meets there.
    async fn shipments(
        &self,
        order: &StoredState,
        meetings: &[Meeting],
        states: &BTreeMap<SubjectKey, StoredState>,
    ) -> Result<Shipments, StoreError> {
        let mut found: BTreeMap<SubjectKey, Belongs<'_>> = BTreeMap::new();
        let mut rivals = BTreeSet::new();
        for Meeting { point, parties } in meetings {
            let others = self.orders_at(point, parties, states, order).await?;
            for party in parties {
                let Some(StoredState { state: State::Shipment(shipment), .. }) = states.get(party) else { continue };
                let ships_for = self.settings.ships_for(&party.integration).await?;
                let Some(reference) = reference_to(order, shipment, party, ships_for.as_ref(), point) else { continue };
                let told = matches!(reference, OrderReference::SellerReference(_));
                let alone = !told || others.is_empty();
                rivals.extend(others.iter().filter(|_| told).cloned());
                let belongs = found.entry(party.clone()).or_insert(Belongs { shipment, ambiguous: None, sure: false });
                belongs.sure |= alone;
                if !alone {
                    belongs.ambiguous = Some(reference);
                }
            }
        }
        Ok(Shipments::of(found, order.subject.id(), rivals))
    }

    /// The other orders that are called as `point` says.
    async fn orders_at(
        &self,
        point: &JoinKey,
        parties: &[SubjectKey],
        states: &BTreeMap<SubjectKey, StoredState>,
        order: &StoredState,
    ) -> Result<Vec<SubjectKey>, StoreError> {
        let own = party(order);
        let mut orders = Vec::new();
        for party in parties.iter().filter(|party| party.subject.kind() == Kind::Order && **party != own) {
            let Some(stored) = states.get(party) else { continue };
            if self.points(stored).await?.contains(point) {
                orders.push(party.clone());
            }
        }
        Ok(orders)
    }

    /// What comes back of these parcels.
    async fn returns(&self, shipments: &[JoinedShipment]) -> Result<BTreeMap<SubjectKey, StoredState>, StoreError> {
        let points = shipments.iter().map(|shipment| JoinKey::of_shipment(&shipment.integration, &shipment.id));
        let meetings = self.meetings(points.collect()).await?;
        let parties = meetings.iter().flat_map(|meeting| &meeting.parties);
        let mut returns = self.load(parties.filter(|party| party.subject.kind() == Kind::Return).collect()).await?;
        let points: BTreeSet<_> = meetings.into_iter().map(|meeting| meeting.point).collect();
        returns.retain(|party, stored| !stored.state.join_keys(&party.integration, None).is_disjoint(&points));
        Ok(returns)
    }

    /// The orders that have to be derived anew after `subject`, which is none, has changed.
    pub(crate) async fn orders_of(&self, subject: &StoredState) -> Result<BTreeSet<SubjectKey>, StoreError> {
        let mut orders = self.orders_at_its_places(subject).await?;
        if subject.subject.kind() == Kind::Return {
            for shipment in self.shipments_of(subject).await? {
                orders.extend(self.orders_at_its_places(&shipment).await?);
            }
        }
        Ok(orders)
    }

    /// The parcels of which something comes back.
    async fn shipments_of(&self, returned: &StoredState) -> Result<Vec<StoredState>, StoreError> {
        let points = returned.links.iter().filter(|point| !point.is_order_key()).cloned();
        let meetings = self.meetings(points.collect()).await?;
        let parties = meetings.iter().flat_map(|meeting| &meeting.parties);
        let shipments: BTreeSet<_> = parties.filter(|party| party.subject.kind() == Kind::Shipment).collect();
        self.states.load_all(shipments).await
    }

    /// The orders at the places where `subject` has ever left a link, and those that it names by their ids, whether
    /// anything else is known of them or not.
    async fn orders_at_its_places(&self, subject: &StoredState) -> Result<BTreeSet<SubjectKey>, StoreError> {
        let points = subject.links.iter().filter(|point| point.is_order_key()).cloned();
        let meetings = self.meetings(points.collect()).await?;
        let parties = meetings.into_iter().flat_map(|meeting| meeting.parties);
        let named = ids(&subject.state)
            .into_iter()
            .map(|id| SubjectKey { integration: subject.integration.clone(), subject: Subject::order(&id) });
        Ok(parties.filter(|party| party.subject.kind() == Kind::Order).chain(named).collect())
    }
}

/// A parcel, and how it belongs to an order.
struct Belongs<'a> {
    shipment: &'a ShipmentState,
    ambiguous: Option<OrderReference>,
    sure: bool,
}

struct Shipments {
    joined: Vec<JoinedShipment>,
    ambiguous: Vec<AmbiguousShipment>,
    rivals: BTreeSet<SubjectKey>,
}

impl Shipments {
    fn of(found: BTreeMap<SubjectKey, Belongs<'_>>, order_id: &str, rivals: BTreeSet<SubjectKey>) -> Self {
        let (mut joined, mut ambiguous) = (Vec::new(), Vec::new());
        for (SubjectKey { integration, .. }, belongs) in found {
            if belongs.sure {
                joined.push(JoinedShipment::of(&integration, belongs.shipment, order_id));
            } else if let Some(reference) = belongs.ambiguous {
                ambiguous.push(AmbiguousShipment { integration, id: belongs.shipment.id.clone(), reference });
            }
        }
        Self { joined, ambiguous, rivals }
    }
}

fn party(stored: &StoredState) -> SubjectKey {
    SubjectKey { integration: stored.integration.clone(), subject: stored.subject.clone() }
}

/// By which of its references a parcel is at `point` for this order.
fn reference_to(
    order: &StoredState,
    shipment: &ShipmentState,
    party: &SubjectKey,
    ships_for: Option<&IntegrationId>,
    point: &JoinKey,
) -> Option<OrderReference> {
    let meets = |reference: &OrderReference| match reference {
        OrderReference::Id(id) => party.integration == order.integration && id == order.subject.id(),
        OrderReference::SellerReference(text) => {
            JoinKey::of_order(ships_for.unwrap_or(&party.integration), text).is_some_and(|place| place == *point)
        }
    };
    shipment.references().into_iter().find(meets)
}

/// Whether a payment or a return names the order by its id.
fn refers_to(stored: &StoredState, order: &StoredState) -> bool {
    stored.integration == order.integration
        && matches!(stored.state, State::Payment(_) | State::Return(_))
        && ids(&stored.state).iter().any(|id| id == order.subject.id())
}

/// The ids by which a subject names orders of its own integration.
fn ids(state: &State) -> Vec<String> {
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
