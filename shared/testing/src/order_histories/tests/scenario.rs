//! Subjects folded from what was told, and joined as far as pure code can join them.

use std::collections::BTreeMap;

use channels::Context;
use domain::integration::IntegrationId;
use domain::state::order::{Joined, JoinedPayment, JoinedReturn, JoinedShipment, OrderState};
use domain::state::{Change, JoinKey, State};
use domain::subject::Subject;
use serde_json::Value;
use types::Channel;
use types::time::Time;

use super::super::Webhook;

/// What a webhook changes.
pub(super) fn normalized(webhook: &Webhook) -> Vec<Change> {
    let account = match webhook.channel {
        Channel::Shopify => "demo-shop.myshopify.com",
        Channel::Amazon => "A1EXAMPLESELLER",
        _ => "demo-seller",
    };
    let received_at = Time::from_millis(1_900_000_000_000).unwrap();
    let context = Context { topic: webhook.topic, account, received_at };
    let told = channels::normalize(webhook.channel, &context, webhook.body.as_bytes());
    told.unwrap_or_else(|error| panic!("{}: {error}", webhook.body)).changes
}

/// A seller's subjects, and those of the courier that ships for him.
pub(super) struct World {
    states: BTreeMap<(bool, Subject), State>,
}

impl World {
    /// What is known after these of `told`, in this order.
    pub(super) fn of(told: &[(Channel, Vec<Change>)], sequence: impl IntoIterator<Item = usize>) -> Self {
        let mut states: BTreeMap<(bool, Subject), State> = BTreeMap::new();
        for (channel, changes) in sequence.into_iter().map(|index| &told[index]) {
            for change in changes {
                let subject = change.subject();
                let key = (*channel == Channel::Selloship, subject.clone());
                states.entry(key).or_insert_with(|| State::new(&subject)).apply(change);
            }
        }
        Self { states }
    }

    /// Every state, as it is stored.
    pub(super) fn states(&self) -> impl Iterator<Item = (String, Value)> {
        self.states.iter().map(|((courier, subject), state)| {
            (format!("{courier} {subject}"), serde_json::from_slice(&state.to_json()).unwrap())
        })
    }

    /// Every state, and the order's detail with what belongs to it, as text.
    pub(super) fn shown(&self) -> Vec<String> {
        let states = self.states.values().map(|state| String::from_utf8(state.to_json()).unwrap());
        let detail = self.order().and_then(|order| order.detail(&shop(), Channel::Shopify, 0));
        states.chain(detail.map(|detail| serde_json::to_string(&detail).unwrap())).collect()
    }

    /// The order with what belongs to it.
    pub(super) fn order(&self) -> Option<OrderState> {
        let mut order = self.states.values().find_map(|state| match state {
            State::Order(order) => Some((**order).clone()),
            _ => None,
        });
        // Of an order that only its parcels tell of, its id is told by them.
        let named = || {
            self.states.values().find_map(|state| match state {
                State::Shipment(shipment) => shipment.contents()?.items.first()?.order_id.clone(),
                _ => None,
            })
        };
        let mut order = order.take().or_else(|| named().map(|id| OrderState::new(&id)))?;
        order.join(self.joined(&order));
        Some(order)
    }

    /// What meets the order at its places, or what comes back of its parcels.
    fn joined(&self, order: &OrderState) -> Joined {
        let places = State::Order(Box::new(order.clone())).points(&shop(), None);
        let mut joined = Joined::default();
        for ((courier, _), state) in &self.states {
            let (own, ships_for) = if *courier { (courier_id(), Some(shop())) } else { (shop(), None) };
            if state.points(&own, ships_for.as_ref()).is_disjoint(&places) && !self.is_of_a_parcel(state) {
                continue;
            }
            match state {
                State::Shipment(state) => joined.shipments.push(JoinedShipment::of(&own, state, &order.id)),
                State::Return(state) => joined.returns.push(JoinedReturn::of(&own, state)),
                State::Payment(state) => joined.payments.extend(state.shown().map(|(at, payment)| JoinedPayment {
                    integration: own.clone(),
                    id: state.id.clone(),
                    at,
                    payment: payment.clone(),
                })),
                _ => {}
            }
        }
        joined
    }

    fn is_of_a_parcel(&self, state: &State) -> bool {
        let State::Return(returned) = state else { return false };
        let places: Vec<_> = returned.shipment_ids().into_iter().map(|id| JoinKey::of_shipment(&shop(), id)).collect();
        self.states.values().any(|state| places.iter().any(|place| state.points(&shop(), None).contains(place)))
    }
}

fn shop() -> IntegrationId {
    "shop".parse().unwrap()
}

fn courier_id() -> IntegrationId {
    "courier".parse().unwrap()
}
