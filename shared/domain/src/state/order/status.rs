//! Statuses of orders in the channels' own words, and how far each word is along.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::time::Time;

use crate::state::lww_register::TieBreak;

/// A payment status: one of the words below, or a channel's own that is not known here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Payment(pub String);

/// A fulfilment status: one of the words below, or a channel's own that is not known here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fulfilment(pub String);

/// When an order was cancelled, if it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cancellation(pub Option<Time>);

/// Paid over pending, refunded over paid. A word that is not known here is the least.
const PAYMENT_STEPS: [&str; 7] =
    ["pending", "authorized", "partially_paid", "paid", "voided", "partially_refunded", "refunded"];
/// Fulfilled over not. Channels that have words of their own are read into these, so that one word means one thing.
const FULFILMENT_STEPS: [&str; 7] =
    ["unfulfilled", "packed", "partial", "fulfilled", "delivered", "restocked", "returned"];

impl Payment {
    /// How far the payment is along.
    pub(super) fn step(&self) -> u32 {
        step(&PAYMENT_STEPS, &self.0)
    }
}

impl Fulfilment {
    /// How far the fulfilment is along.
    pub(super) fn step(&self) -> u32 {
        step(&FULFILMENT_STEPS, &self.0)
    }
}

impl Cancellation {
    /// Cancelled over open.
    pub(super) fn step(self) -> u32 {
        u32::from(self.0.is_some())
    }
}

impl TieBreak for Payment {
    fn rank(&self) -> Decimal {
        self.step().into()
    }
}

impl TieBreak for Fulfilment {
    fn rank(&self) -> Decimal {
        self.step().into()
    }
}

impl TieBreak for Cancellation {
    fn rank(&self) -> Decimal {
        self.step().into()
    }
}

fn step(steps: &[&str], word: &str) -> u32 {
    (1_u32..).zip(steps).find(|(_, step)| **step == word).map_or(0, |(number, _)| number)
}
