//! Payments of orders, where a channel tells of them by themselves.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::lww_register::TieBreak;
use crate::state::order;

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payment {
    /// Where it stands, in the words of an order's payment status.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub status: order::Payment,
    /// The money, where it is known.
    pub amount: Option<Decimal>,
    /// ISO 4217 code of the amount, where it is known.
    pub currency: Option<String>,
    /// The channel's id of the order that it is for.
    pub order_id: Option<String>,
}

/// Paid over pending.
impl TieBreak for Payment {
    fn rank(&self) -> Decimal {
        self.status.rank()
    }
}
