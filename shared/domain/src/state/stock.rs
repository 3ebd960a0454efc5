//! The stock of one item at one location.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::lww_register::TieBreak;

/// The stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stock {
    /// Units that can be sold; negative if more were sold than available; `None` if the stock is not tracked.
    pub available: Option<i64>,
}

/// Fewer units win over more, so that stock that may be gone is not offered.
impl TieBreak for Stock {
    fn tie_break(&self) -> Decimal {
        self.available.map_or(Decimal::MIN, |available| -Decimal::from(available))
    }
}
