//! Statuses of orders and their order.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::time::Time;

use crate::state::lww_register::TieBreak;

/// A payment status: one of the values of `PAYMENT_STATUSES`, or a channel's own status that is unknown to this version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PaymentStatus(pub String);

/// A fulfillment status: one of the values of `FULFILLMENT_STATUSES`, or a channel's own status that is unknown to this
/// version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FulfillmentStatus(pub String);

/// The time of the cancellation; `None` if the order is not cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cancellation(pub Option<Time>);

/// The known payment statuses. Later ones win over earlier ones at equal times; an unknown status ranks lowest.
pub const PAYMENT_STATUSES: [&str; 8] =
    ["pending", "authorized", "expired", "partially_paid", "paid", "voided", "partially_refunded", "refunded"];
/// The known fulfillment statuses. Later ones win over earlier ones at equal times. Adapters convert the channels' own
/// statuses to these values, so that each value has one meaning.
pub const FULFILLMENT_STATUSES: [&str; 7] =
    ["unfulfilled", "packed", "partial", "fulfilled", "delivered", "restocked", "returned"];

impl PaymentStatus {
    /// The rank of the status.
    pub(super) fn step(&self) -> u32 {
        step(&PAYMENT_STATUSES, &self.0)
    }
}

impl FulfillmentStatus {
    /// The rank of the status.
    pub(super) fn step(&self) -> u32 {
        step(&FULFILLMENT_STATUSES, &self.0)
    }
}

impl Cancellation {
    /// Cancelled wins over not cancelled.
    pub(super) fn step(self) -> u32 {
        u32::from(self.0.is_some())
    }
}

impl TieBreak for PaymentStatus {
    fn tie_break(&self) -> Decimal {
        self.step().into()
    }
}

impl TieBreak for FulfillmentStatus {
    fn tie_break(&self) -> Decimal {
        self.step().into()
    }
}

impl TieBreak for Cancellation {
    fn tie_break(&self) -> Decimal {
        self.step().into()
    }
}

fn step(steps: &[&str], status: &str) -> u32 {
    (1_u32..).zip(steps).find(|(_, step)| **step == status).map_or(0, |(number, _)| number)
}
