//! The state of each subject, and the changes that deliveries make to it.
//!
//! | kind | fields |
//! |---|---|
//! | [`order`] | contents, statuses, refunds, shipments |
//! | [`shipment`] | status, tracking, contents, order |
//! | [`returned`] | status, tracking, contents, order |
//! | [`payment`], [`product`], [`stock`], [`job`], [`shop`] | one snapshot, replaced as a whole |
//!
//! Invariant: `apply` of each kind is commutative, associative and idempotent, so that deliveries may be applied in any
//! order, concurrently, and repeatedly. Each field is a [`lww_register::LwwRegister`].

mod change;
mod field_changes;
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
mod subject_state;

#[cfg(test)]
mod tests;

pub use change::Change;
pub use field_changes::{FieldChange, StateFields};
pub use join_key::JoinKey;
pub use latest_snapshot::{LatestSnapshot, SnapshotChange};
pub use subject_state::State;
