//! Shipments of which an order's own deliveries tell, and all of its shipments as it shows them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::time::Time;

use super::change::{LineItem, OrderContents};
use super::joined::JoinedShipment;
use super::state::OrderState;
use crate::integration::IntegrationId;
use crate::state::lww_register::{LwwRegister, TieBreak};
use crate::state::shipment::{ShipmentItem, ShipmentStatus, ShipmentStep, Tracking};

/// A shipment, as it was known at `at`.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnShipmentChange {
    /// The channel's id of the shipment.
    pub id: String,
    /// The source time of this picture of it.
    pub at: Time,
    /// The picture.
    pub shipment: OwnShipment,
}

/// A shipment of which the order's own deliveries tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnShipment {
    /// Where it stands.
    pub status: ShipmentStatus,
    /// Who carries it, if it is said.
    pub courier: Option<String>,
    /// The courier's numbers.
    pub numbers: Vec<String>,
    /// Where people can follow it: `http` and `https` alone.
    pub urls: Vec<String>,
    /// Units in it, by the id of their line.
    pub units: BTreeMap<String, u64>,
    /// When it was made, if it is said.
    pub created_at: Option<Time>,
}

/// Further over less far, cancelled over open.
impl TieBreak for OwnShipment {
    fn rank(&self) -> Decimal {
        self.status.rank()
    }
}

/// A shipment as its order shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShownShipment {
    /// Whether the order's own deliveries tell of it. Else it is a subject of `integration`, which may be a courier's.
    pub own: bool,
    /// What is known of it.
    #[serde(flatten)]
    pub shipment: JoinedShipment,
    /// All of the courier's numbers, where its order tells of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<String>,
    /// Where people can follow it, where its order tells of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
}

impl OrderState {
    /// All shipments of the order: its own by id, then the joined ones by integration and id.
    pub(super) fn shipments(&self, integration: &IntegrationId, contents: &OrderContents) -> Vec<ShownShipment> {
        let lines: BTreeMap<_, _> = contents.lines.iter().map(|line| (line.id.as_str(), line)).collect();
        let own = self.shipments.iter().map(|(id, register)| ShownShipment {
            own: true,
            shipment: of_own(integration, id, register, &lines),
            numbers: register.value.numbers.clone(),
            urls: register.value.urls.clone(),
        });
        let joined = self.joined.shipments.iter().cloned();
        let joined =
            joined.map(|shipment| ShownShipment { own: false, shipment, numbers: Vec::new(), urls: Vec::new() });
        own.chain(joined).collect()
    }

    /// The least far of its shipments that are to arrive: what a seller has to care for. Of one of which its courier
    /// tells, too, the courier knows better.
    pub(super) fn step(&self) -> Option<ShipmentStep> {
        let own = self.shipments.values().map(|register| &register.value).filter(|own| !self.is_joined(own));
        let steps = own.map(|own| own.status.step).chain(self.joined.steps());
        let steps: Vec<_> = steps.collect();
        let alive = steps.iter().filter(|step| **step != ShipmentStep::Cancelled).min();
        alive.or(steps.iter().min()).copied()
    }

    /// Whether a parcel was joined that has one of the shipment's numbers.
    fn is_joined(&self, own: &OwnShipment) -> bool {
        let number =
            |shipment: &JoinedShipment| shipment.tracking.as_ref().and_then(|tracking| tracking.number.clone());
        self.joined.shipments.iter().any(|shipment| {
            own.numbers.contains(&shipment.id) || number(shipment).is_some_and(|number| own.numbers.contains(&number))
        })
    }
}

/// What is known of an order's own shipment, as it would be known of a joined one.
fn of_own(
    integration: &IntegrationId,
    id: &str,
    register: &LwwRegister<OwnShipment>,
    lines: &BTreeMap<&str, &LineItem>,
) -> JoinedShipment {
    let LwwRegister { at, value } = register;
    JoinedShipment {
        integration: integration.clone(),
        id: id.to_owned(),
        status: Some(value.status.clone()),
        since: Some(*at),
        tracking: tracking(value),
        items: value.units.iter().map(|(id, units)| item(id, *units, lines.get(id.as_str()).copied())).collect(),
        currency: None,
        updated_at: Some(*at),
    }
}

fn tracking(own: &OwnShipment) -> Option<Tracking> {
    let (courier, number) = (own.courier.clone(), own.numbers.first().cloned());
    (courier.is_some() || number.is_some()).then_some(Tracking { courier, number, place: None })
}

/// Units of a line, with what the order's contents say of the line.
fn item(line_id: &str, quantity: u64, line: Option<&LineItem>) -> ShipmentItem {
    ShipmentItem {
        line_id: line_id.to_owned(),
        order_id: None,
        ordered_at: None,
        sku: line.and_then(|line| line.sku.clone()),
        title: line.map(|line| line.title.clone()).unwrap_or_default(),
        quantity,
        total: None,
        paid: None,
    }
}

#[cfg(test)]
mod tests;
