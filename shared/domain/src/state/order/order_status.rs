//! The one status of an order in lists: which values there are, and which one applies.

use super::money::OrderMoney;
use super::order_state::OrderState;

/// The values of `OrderSummary::status`, by which a list can be filtered. `OrderState::status` chooses among them; a
/// new one also goes into docs/api.md and the dashboard's filter.
pub const ORDER_STATUSES: [&str; 10] = [
    "pending",
    "paid",
    "packed",
    "partially_fulfilled",
    "fulfilled",
    "delivered",
    "returned",
    "partially_refunded",
    "refunded",
    "cancelled",
];

/// The status of an order that the channel has deleted. No list contains such an order; live clients remove it.
pub const DELETED_STATUS: &str = "deleted";

impl OrderState {
    /// The status that matters most to a seller: the last one that applies.
    pub(super) fn status(&self, money: &OrderMoney) -> &'static str {
        let fulfillment = self.fulfillment_status();
        let paid = self.payment_status().0 == "paid";
        if self.is_deleted() {
            DELETED_STATUS
        } else if self.cancellation().is_some() {
            "cancelled"
        } else if money.repaid.is_none_or(|repaid| !repaid.is_zero()) {
            let is_full = match money.repaid.zip(money.total) {
                Some((repaid, total)) => repaid >= total,
                None => self.payment_status().0 == "refunded",
            };
            if is_full { "refunded" } else { "partially_refunded" }
        } else {
            match fulfillment.0.as_str() {
                "returned" => "returned",
                "delivered" => "delivered",
                "fulfilled" => "fulfilled",
                "partial" => "partially_fulfilled",
                "packed" => "packed",
                _ if paid => "paid",
                _ => "pending",
            }
        }
    }
}
