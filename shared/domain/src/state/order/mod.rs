//! Orders: the changes that deliveries make, the resulting state, and its summary and detail.

mod change;
mod detail;
mod joined;
mod order_state;
mod own_shipment;
mod profit_input;
mod shipment_detail;
mod status;
mod summary;

pub use change::{LineItem, OrderChange, OrderContents, OrderSnapshot, OrderStatuses, Refund, RefundChange};
pub use detail::{OrderDetail, RefundDetail};
pub use joined::{AmbiguousShipment, Joined, JoinedPayment, JoinedReturn, JoinedShipment};
pub use order_state::OrderState;
pub use own_shipment::{OwnShipment, OwnShipmentChange};
pub use shipment_detail::ShipmentDetail;
pub use status::{Cancellation, FulfillmentStatus, PaymentStatus};
pub use summary::{ORDER_STATUSES, OrderSummary};
