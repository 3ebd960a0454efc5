//! A whole shop: whether it still has the app.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::lww_register::TieBreak;

/// A shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shop {
    /// Whether the shop has removed the app.
    pub uninstalled: bool,
}

/// Uninstalled over installed.
impl TieBreak for Shop {
    fn rank(&self) -> Decimal {
        u8::from(self.uninstalled).into()
    }
}
