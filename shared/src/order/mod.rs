//! Orders: what deliveries change in them, and the fold that makes their state. Pure; knows no AWS and no channel.

mod change;
mod joined;
mod line;
mod shipped;
mod sold;
mod state;
mod status;

pub use change::{Contents, Line, OrderChange, Refund, RefundChange, Snapshot, Statuses};
pub use joined::{Ambiguous, Joined, JoinedPayment, JoinedReturn, JoinedShipment};
pub use line::{ORDER_STATUSES, OrderDetail, OrderLine};
pub use shipped::{OwnShipment, OwnShipmentChange, ShownShipment};
pub use state::OrderState;
pub use status::{Cancellation, Fulfilment, Payment};
