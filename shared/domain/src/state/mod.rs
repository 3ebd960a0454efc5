//! States: the current picture of each subject, and what deliveries change in it. Pure; knows no AWS and no channel.
//!
//! | kind | what its deliveries say of it |
//! |---|---|
//! | [`order`](crate::state::order) | contents, statuses, refunds |
//! | [`shipment`] | where it is, how it is tracked, what is in it, whose order it carries |
//! | [`returned`] | where it stands, what comes back of which shipment |
//! | [`payment`], [`product`], [`stock`], [`job`], [`shop`] | one picture, taken whole from the newest delivery |
//!
//! `apply` of each kind is commutative, associative and idempotent, so that deliveries may come in any order, at once,
//! and more than once: each field follows the newest source time, equal times go by meaning, equal meanings by hash.

mod change;
mod difference;
mod document;
pub mod job;
mod join_key;
mod latest_snapshot;
pub mod lww_register;
pub mod order;
pub mod payment;
pub mod product;
pub mod returned;
pub mod shipment;
pub mod shop;
pub mod stock;

#[cfg(test)]
mod tests;

pub use change::Change;
pub use difference::{Changed, Fields};
pub use document::State;
pub use join_key::JoinKey;
pub use latest_snapshot::{LatestSnapshot, SnapshotChange};
