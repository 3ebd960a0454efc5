//! Payments that a channel reports separately from their orders.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::lww_register::TieBreak;
use crate::state::order;

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payment {
    /// The status, with the values of an order's payment status.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub status: order::PaymentStatus,
    /// The amount, if known.
    pub amount: Option<Decimal>,
    /// ISO 4217 code of the amount, if known.
    pub currency: Option<String>,
    /// The channel's id of the paid order.
    pub order_id: Option<String>,
}

/// A later status wins over an earlier one.
impl TieBreak for Payment {
    fn tie_break(&self) -> Decimal {
        self.status.tie_break()
    }
}
