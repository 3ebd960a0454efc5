//! Shops: whether the app is still installed.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::lww_register::TieBreak;

/// A shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shop {
    /// Whether the shop has uninstalled the app.
    pub uninstalled: bool,
}

/// Uninstalled wins over installed.
impl TieBreak for Shop {
    fn tie_break(&self) -> Decimal {
        u8::from(self.uninstalled).into()
    }
}
