//! Where subjects that belong together meet: each side leaves its link there before it looks for the other.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::State;
use super::shipment::OrderReference;
use crate::integration::IntegrationId;

/// The longest reference that can join, in characters; order names are far shorter.
const LONGEST: usize = 100;

/// A meeting place of one integration: of an order and what refers to it, or of a shipment and what comes back of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinKey {
    /// Whose orders, or whose shipments, meet there.
    pub integration: IntegrationId,
    /// `order#<reference>` or `shipment#<id>`.
    pub place: String,
}

impl JoinKey {
    /// Where an order meets what calls it so: its id, its name, its number. `#1042` and `1042` are one.
    pub fn of_order(integration: &IntegrationId, reference: &str) -> Option<Self> {
        let text = reference.trim().trim_start_matches('#').to_lowercase();
        let fits = (1..=LONGEST).contains(&text.chars().count());
        fits.then(|| Self { integration: integration.clone(), place: format!("order#{text}") })
    }

    /// Where a shipment meets its returns.
    pub fn of_shipment(integration: &IntegrationId, id: &str) -> Self {
        Self { integration: integration.clone(), place: format!("shipment#{id}") }
    }

    /// Whether orders meet there.
    pub fn is_of_orders(&self) -> bool {
        self.place.starts_with("order#")
    }
}

impl fmt::Display for JoinKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.integration, self.place)
    }
}

impl State {
    /// Where the subject meets others. `own` is its integration; `ships_for` is the one whose orders a courier's
    /// shipments carry.
    pub fn points(&self, own: &IntegrationId, ships_for: Option<&IntegrationId>) -> BTreeSet<JoinKey> {
        let by = |reference: &OrderReference| match reference {
            OrderReference::Id(id) => JoinKey::of_order(own, id),
            OrderReference::Told(text) => JoinKey::of_order(ships_for.unwrap_or(own), text),
        };
        match self {
            Self::Order(order) => order.called().iter().filter_map(|called| JoinKey::of_order(own, called)).collect(),
            Self::Shipment(shipment) => {
                let orders = shipment.references();
                orders.iter().filter_map(by).chain([JoinKey::of_shipment(own, &shipment.id)]).collect()
            }
            Self::Return(returned) => {
                let shipments = returned.shipment_ids().into_iter().map(|id| JoinKey::of_shipment(own, id));
                returned.order().and_then(by).into_iter().chain(shipments).collect()
            }
            Self::Payment(payment) => {
                let order_id = payment.shown().and_then(|(_, payment)| payment.order_id.as_deref());
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
    fn a_name_and_a_number_are_one_place() {
        let point = |text| JoinKey::of_order(&id("shop"), text).map(|point| point.place);
        assert_eq!(point(" #1042 "), Some("order#1042".into()));
        assert_eq!(point("AC-1042"), point("ac-1042"));
        assert_eq!((point(""), point("#"), point(&"1".repeat(101))), (None, None, None));
    }

    #[test]
    fn a_couriers_shipment_meets_the_orders_of_the_shop_that_it_ships_for() {
        let mut shipment = ShipmentState::new("SS1");
        let order = Some(OrderReference::Told("#1042".into()));
        shipment.apply(&ShipmentChange { order, ..ShipmentChange::of("SS1", Time::from_millis(0).unwrap()) });
        let points = State::Shipment(shipment).points(&id("courier"), Some(&id("shop")));
        let points: Vec<_> = points.iter().map(JoinKey::to_string).collect();
        assert_eq!(points, ["courier#shipment#SS1", "shop#order#1042"]);
    }
}
