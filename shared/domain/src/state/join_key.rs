//! Join keys: related subjects find each other through a common key. Each side writes its link under the key before it
//! reads the links of others.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::State;
use super::shipment::OrderReference;
use crate::integration::IntegrationId;

/// The longest reference that can join, in characters; the names of orders are far shorter.
const MAX_REFERENCE_CHARS: usize = 100;

/// A key within one integration that relates an order to the subjects that refer to it, or a shipment to its returns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinKey {
    /// The integration whose orders or shipments it refers to.
    pub integration: IntegrationId,
    /// `order#<reference>` or `shipment#<id>`.
    #[serde(rename = "place")]
    pub key: String,
}

impl JoinKey {
    /// The key of an order's id, name or number; `#1042` and `1042` are one key. `None` if the reference is empty or
    /// too long.
    pub fn of_order(integration: &IntegrationId, reference: &str) -> Option<Self> {
        let text = reference.trim().trim_start_matches('#').to_lowercase();
        let is_valid = (1..=MAX_REFERENCE_CHARS).contains(&text.chars().count());
        is_valid.then(|| Self { integration: integration.clone(), key: format!("order#{text}") })
    }

    /// The key of a shipment and its returns.
    pub fn of_shipment(integration: &IntegrationId, id: &str) -> Self {
        Self { integration: integration.clone(), key: format!("shipment#{id}") }
    }

    /// Whether it relates an order to other subjects.
    pub fn is_order_key(&self) -> bool {
        self.key.starts_with("order#")
    }
}

impl fmt::Display for JoinKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.integration, self.key)
    }
}

impl State {
    /// The keys under which the subject is related to others. `own` is its integration; `ships_for` is the integration
    /// to whose orders a courier integration's shipments belong.
    pub fn join_keys(&self, own: &IntegrationId, ships_for: Option<&IntegrationId>) -> BTreeSet<JoinKey> {
        let key_of = |reference: &OrderReference| match reference {
            OrderReference::Id(id) => JoinKey::of_order(own, id),
            OrderReference::SellerReference(text) => JoinKey::of_order(ships_for.unwrap_or(own), text),
        };
        match self {
            Self::Order(order) => order.names().iter().filter_map(|name| JoinKey::of_order(own, name)).collect(),
            Self::Shipment(shipment) => {
                let orders = shipment.references();
                orders.iter().filter_map(key_of).chain([JoinKey::of_shipment(own, &shipment.id)]).collect()
            }
            Self::Return(returned) => {
                let shipments = returned.shipment_ids().into_iter().map(|id| JoinKey::of_shipment(own, id));
                returned.order().and_then(key_of).into_iter().chain(shipments).collect()
            }
            Self::Payment(payment) => {
                let order_id = payment.latest().and_then(|(_, payment)| payment.order_id.as_deref());
                order_id.and_then(|id| JoinKey::of_order(own, id)).into_iter().collect()
            }
            Self::Product(_) | Self::Inventory(_) | Self::Feed(_) | Self::Report(_) | Self::Shop(_) => BTreeSet::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use types::time::Time;

    use super::*;
    use crate::state::shipment::{ShipmentChange, ShipmentState};

    fn id(text: &str) -> IntegrationId {
        text.parse().unwrap()
    }

    #[test]
    fn name_with_and_without_hash_have_one_key() {
        let key_of = |text| JoinKey::of_order(&id("shop"), text).map(|join_key| join_key.key);
        assert_eq!(key_of(" #1042 "), Some("order#1042".into()));
        assert_eq!(key_of("AC-1042"), key_of("ac-1042"));
        assert_eq!((key_of(""), key_of("#"), key_of(&"1".repeat(101))), (None, None, None));
    }

    #[test]
    fn couriers_shipment_shares_a_key_with_the_shops_order() {
        let mut shipment = ShipmentState::new("SS1");
        let order = Some(OrderReference::SellerReference("#1042".into()));
        shipment.apply(&ShipmentChange { order, ..ShipmentChange::of("SS1", Time::from_millis(0).unwrap()) });
        let join_keys = State::Shipment(shipment).join_keys(&id("courier"), Some(&id("shop")));
        let join_keys: Vec<_> = join_keys.iter().map(JoinKey::to_string).collect();
        assert_eq!(join_keys, ["courier#shipment#SS1", "shop#order#1042"]);
    }
}
