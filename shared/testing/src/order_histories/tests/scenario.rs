//! The states of all subjects in an order history, joined without a store.

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

/// The changes of a webhook.
pub(super) fn normalized(webhook: &Webhook) -> Vec<Change> {
    let account = match webhook.channel {
        Channel::Shopify => "demo-shop.myshopify.com",
        Channel::Amazon => "A1EXAMPLESELLER",
        _ => "demo-seller",
    };
    let received_at = Time::from_millis(1_900_000_000_000).unwrap();
    let context = Context { topic: webhook.topic, account, received_at };
    let normalized = channels::normalize(webhook.channel, &context, webhook.body.as_bytes());
    normalized.unwrap_or_else(|error| panic!("{}: {error}", webhook.body)).changes
}

/// The states of a seller's subjects, and of the subjects of the courier that ships for the seller.
pub(super) struct Scenario {
    states: BTreeMap<(bool, Subject), State>,
}

impl Scenario {
    /// Applies the deliveries of `history` in this sequence.
    pub(super) fn of(history: &[(Channel, Vec<Change>)], sequence: impl IntoIterator<Item = usize>) -> Self {
        let mut states: BTreeMap<(bool, Subject), State> = BTreeMap::new();
        for (channel, changes) in sequence.into_iter().map(|index| &history[index]) {
            for change in changes {
                let subject = change.subject();
                let key = (*channel == Channel::Selloship, subject.clone());
                states.entry(key).or_insert_with(|| State::new(&subject)).apply(change);
            }
        }
        Self { states }
    }

    /// Every state in its stored form, by subject.
    pub(super) fn states(&self) -> impl Iterator<Item = (String, Value)> {
        self.states.iter().map(|((courier, subject), state)| {
            (format!("{courier} {subject}"), serde_json::from_slice(&state.to_json()).unwrap())
        })
    }

    /// Every state and the order's detail, as text.
    pub(super) fn snapshot(&self) -> Vec<String> {
        let states = self.states.values().map(|state| String::from_utf8(state.to_json()).unwrap());
        let detail = self.order().and_then(|order| order.detail(&shop(), Channel::Shopify, 0));
        states.chain(detail.map(|detail| serde_json::to_string(&detail).unwrap())).collect()
    }

    /// The order with its joined subjects.
    pub(super) fn order(&self) -> Option<OrderState> {
        let mut order = self.states.values().find_map(|state| match state {
            State::Order(order) => Some((**order).clone()),
            _ => None,
        });
        // If only its shipments report the order, its id is taken from them.
        let reported_id = || {
            self.states.values().find_map(|state| match state {
                State::Shipment(shipment) => shipment.contents()?.items.first()?.order_id.clone(),
                _ => None,
            })
        };
        let mut order = order.take().or_else(|| reported_id().map(|id| OrderState::new(&id)))?;
        order.join(self.joined(&order));
        Some(order)
    }

    /// The subjects that share a join key with the order, and the returns of its shipments.
    fn joined(&self, order: &OrderState) -> Joined {
        let keys = State::Order(Box::new(order.clone())).join_keys(&shop(), None);
        let mut joined = Joined::default();
        for ((courier, _), state) in &self.states {
            let (own, ships_for) = if *courier { (courier_id(), Some(shop())) } else { (shop(), None) };
            if state.join_keys(&own, ships_for.as_ref()).is_disjoint(&keys) && !self.is_return_of_a_shipment(state) {
                continue;
            }
            match state {
                State::Shipment(state) => joined.shipments.push(JoinedShipment::of(&own, state, &order.id)),
                State::Return(state) => joined.returns.push(JoinedReturn::of(&own, state)),
                State::Payment(state) => joined.payments.extend(state.latest().map(|(at, payment)| JoinedPayment {
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

    fn is_return_of_a_shipment(&self, state: &State) -> bool {
        let State::Return(returned) = state else { return false };
        let keys: Vec<_> = returned.shipment_ids().into_iter().map(|id| JoinKey::of_shipment(&shop(), id)).collect();
        self.states.values().any(|state| keys.iter().any(|key| state.join_keys(&shop(), None).contains(key)))
    }
}

fn shop() -> IntegrationId {
    "shop".parse().unwrap()
}

fn courier_id() -> IntegrationId {
    "courier".parse().unwrap()
}
