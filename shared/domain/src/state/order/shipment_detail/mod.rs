//! The shipments of an order's detail: those of its own deliveries and the joined ones.

use std::collections::BTreeMap;

use serde::Serialize;
use types::time::Time;

use super::change::{LineItem, OrderContents};
use super::joined::JoinedShipment;
use super::order_state::OrderState;
use super::own_shipment::OwnShipment;
use crate::integration::IntegrationId;
use crate::state::lww_register::LwwRegister;
use crate::state::shipment::{ShipmentItem, ShipmentStatus, ShipmentStep, Tracking};

/// A shipment in an order's detail.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShipmentDetail {
    /// Whether the order's own deliveries report the shipment. Otherwise it is a subject of `integration`, which may be
    /// a courier's.
    pub own: bool,
    /// The fields that every shipment has.
    #[serde(flatten)]
    pub shipment: JoinedShipment,
    /// All tracking numbers, if the order's own deliveries report the shipment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<String>,
    /// Tracking pages, if the order's own deliveries report the shipment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
}

impl OrderState {
    /// All shipments of the order: its own by id, then the joined ones by integration and id.
    pub(super) fn shipments(&self, integration: &IntegrationId, contents: &OrderContents) -> Vec<ShipmentDetail> {
        let lines: BTreeMap<_, _> = contents.lines.iter().map(|line| (line.id.as_str(), line)).collect();
        let own = self.shipments.iter().map(|(id, register)| ShipmentDetail {
            own: true,
            shipment: own_as_joined(integration, id, register, self.own_shipment_status(id, register), &lines),
            numbers: register.value.numbers.clone(),
            urls: register.value.urls.clone(),
        });
        let joined = self.joined.shipments.iter().cloned();
        let joined =
            joined.map(|shipment| ShipmentDetail { own: false, shipment, numbers: Vec::new(), urls: Vec::new() });
        own.chain(joined).collect()
    }

    /// The earliest step among the shipments that are not cancelled, since this shipment needs the seller's attention.
    /// If all are cancelled, [`ShipmentStep::Cancelled`]. If a courier reports one of the order's own shipments too,
    /// the courier's step counts.
    pub(super) fn shipment_step(&self) -> Option<ShipmentStep> {
        let own = self.shipments.iter().filter(|(_, register)| !self.is_joined(&register.value));
        let own = own.map(|(id, register)| self.own_shipment_status(id, register).0.step);
        let steps: Vec<_> = own.chain(self.joined.steps()).collect();
        let active = steps.iter().filter(|step| **step != ShipmentStep::Cancelled).min();
        active.or(steps.iter().min()).copied()
    }

    /// The status of an own shipment, and its time: the shipment's own status, unless the channel learned of another one
    /// from the carrier after the shipment's last change. A cancelled shipment stays cancelled.
    fn own_shipment_status<'a>(&'a self, id: &str, own: &'a LwwRegister<OwnShipment>) -> (&'a ShipmentStatus, Time) {
        let shown = (&own.value.status, own.at);
        let Some(LwwRegister { at, value, .. }) = self.carrier_statuses.get(id) else { return shown };
        let is_newer = (value.reported_at, value.status.step) > (own.at, own.value.status.step);
        if is_newer && own.value.status.step != ShipmentStep::Cancelled { (&value.status, *at) } else { shown }
    }

    /// Whether a joined shipment has one of this shipment's tracking numbers.
    fn is_joined(&self, own: &OwnShipment) -> bool {
        let number =
            |shipment: &JoinedShipment| shipment.tracking.as_ref().and_then(|tracking| tracking.number.clone());
        self.joined.shipments.iter().any(|shipment| {
            own.numbers.contains(&shipment.id) || number(shipment).is_some_and(|number| own.numbers.contains(&number))
        })
    }
}

/// An own shipment in the form of a joined one.
fn own_as_joined(
    integration: &IntegrationId,
    id: &str,
    register: &LwwRegister<OwnShipment>,
    (status, since): (&ShipmentStatus, Time),
    lines: &BTreeMap<&str, &LineItem>,
) -> JoinedShipment {
    let LwwRegister { at, value, .. } = register;
    JoinedShipment {
        integration: integration.clone(),
        id: id.to_owned(),
        status: Some(status.clone()),
        since: Some(since),
        tracking: tracking(value),
        items: value.units.iter().map(|(id, units)| item(id, *units, lines.get(id.as_str()).copied())).collect(),
        currency: None,
        updated_at: Some((*at).max(since)),
    }
}

fn tracking(own: &OwnShipment) -> Option<Tracking> {
    let (courier, number) = (own.courier.clone(), own.numbers.first().cloned());
    (courier.is_some() || number.is_some()).then_some(Tracking { courier, number, place: None })
}

/// Units of a line item, with the fields of the order's line item.
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
