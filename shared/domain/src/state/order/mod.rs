//! Orders: what deliveries change in them, and the fold that makes their state. Pure; knows no AWS and no channel.

mod change;
mod joined;
mod own_shipment;
mod profit_input;
mod state;
mod status;
mod summary;

pub use change::{LineItem, OrderChange, OrderContents, OrderSnapshot, Refund, RefundChange, Statuses};
pub use joined::{Ambiguous, Joined, JoinedPayment, JoinedReturn, JoinedShipment};
pub use own_shipment::{OwnShipment, OwnShipmentChange, ShownShipment};
pub use state::OrderState;
pub use status::{Cancellation, Fulfilment, Payment};
pub use summary::{ORDER_STATUSES, OrderDetail, OrderSummary};
