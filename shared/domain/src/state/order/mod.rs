//! Orders: the changes that deliveries make, the resulting state, and its summary and detail.

mod change;
mod detail;
mod joined;
mod money;
mod order_state;
mod order_status;
mod own_shipment;
mod payment_and_fulfillment;
mod profit_input;
mod progress;
mod shipment_detail;
mod summary;

pub use change::{LineItem, OrderChange, OrderContents, OrderSnapshot, OrderStatuses, Refund, RefundChange};
pub use detail::{OrderDetail, RefundDetail};
pub use joined::{AmbiguousShipment, Joined, JoinedPayment, JoinedReturn, JoinedShipment};
pub use money::{CurrentAmounts, MoneyTerms, RefundCredit, RefundWorth};
pub use order_state::OrderState;
pub use order_status::{DELETED_STATUS, ORDER_STATUSES};
pub use own_shipment::{CarrierStatus, CarrierStatusChange, OwnShipment, OwnShipmentChange};
pub use payment_and_fulfillment::{
    Cancellation, FULFILLMENT_STATUSES, FulfillmentStatus, PAYMENT_STATUSES, PaymentStatus,
};
pub use progress::OrderProgress;
pub use shipment_detail::ShipmentDetail;
pub use summary::OrderSummary;
