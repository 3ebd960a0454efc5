//! The stock of one item at one place.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::lww_register::TieBreak;

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stock {
    /// Units that can be sold; below zero where more were sold than there are; `None` where nobody counts.
    pub available: Option<i64>,
}

/// Fewer over more, so that nothing is promised that may be gone.
impl TieBreak for Stock {
    fn rank(&self) -> Decimal {
        self.available.map_or(Decimal::MIN, |available| -Decimal::from(available))
    }
}
