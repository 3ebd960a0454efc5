//! Shipments that an order's own deliveries report.

use std::cmp::Ordering;
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

/// A carrier's status of an own shipment that was reported without the shipment.
#[derive(Clone, Debug, PartialEq)]
pub struct CarrierStatusChange {
    /// The channel's id of the shipment.
    pub shipment_id: String,
    /// When it happened.
    pub at: Time,
    /// The status.
    pub status: CarrierStatus,
}

/// A carrier's status, and when the channel learned of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarrierStatus {
    /// The status.
    pub status: ShipmentStatus,
    /// By the channel's clock, which also gives the shipment its time.
    pub reported_at: Time,
}

/// A later step wins over an earlier one.
impl TieBreak for CarrierStatus {
    fn tie_break(&self) -> Decimal {
        self.status.tie_break()
    }
}

/// A later step wins over an earlier one, cancelled over all; of equal steps, more that is known wins: tracking numbers,
/// pages, the courier, shipped units.
impl TieBreak for OwnShipment {
    fn tie_break(&self) -> Decimal {
        self.status.tie_break()
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl OwnShipment {
    fn rank(&self) -> (Decimal, [u64; 4]) {
        let units = self.units.values().fold(0, |sum: u64, units| sum.saturating_add(*units));
        let known = [self.numbers.len() as u64, self.urls.len() as u64, self.courier.is_some().into(), units];
        (self.tie_break(), known)
    }
}
