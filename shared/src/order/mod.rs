//! Orders: what deliveries change in them, and the fold that makes their state. Pure; knows no AWS and no channel.

mod change;
mod line;
mod register;
mod state;

pub use change::{Contents, Line, OrderChange, Refund, RefundChange, Snapshot};
pub use line::{OrderDetail, OrderLine};
pub use register::Register;
pub use state::OrderState;
