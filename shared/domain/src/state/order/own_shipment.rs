//! Shipments that an order's own deliveries report.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::time::Time;

use crate::state::lww_register::TieBreak;
use crate::state::shipment::ShipmentStatus;

/// A shipment as it was at one source time.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnShipmentChange {
    /// The channel's id of the shipment.
    pub id: String,
    /// The source time.
    pub at: Time,
    /// The shipment.
    pub shipment: OwnShipment,
}

/// A shipment that the order's own deliveries report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnShipment {
    /// Its status.
    pub status: ShipmentStatus,
    /// The courier's name, if reported.
    pub courier: Option<String>,
    /// The tracking numbers.
    pub numbers: Vec<String>,
    /// Tracking pages; `http` and `https` URLs only.
    pub urls: Vec<String>,
    /// Shipped units, by line item id.
    pub units: BTreeMap<String, u64>,
    /// When it was created, if reported.
    pub created_at: Option<Time>,
}

/// A later step wins over an earlier one, cancelled over all.
impl TieBreak for OwnShipment {
    fn tie_break(&self) -> Decimal {
        self.status.tie_break()
    }
}
