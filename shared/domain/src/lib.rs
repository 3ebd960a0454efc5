//! Storebell's domain types and rules, without input or output: integrations, deliveries, the state of orders and other
//! subjects, profit, statistics, privacy requests, and the updates that live clients receive.
//!
//! Invariants: this crate knows no table, no function, no AWS type, and no channel's payload. Applying a change to a
//! state is commutative, associative and idempotent ([`state`]). Serialized member names are stored or sent to clients:
//! they never change.

pub mod delivery;
pub mod event_summary;
pub mod integration;
mod json_pointer;
pub mod live;
pub mod order_source;
pub mod permissions;
pub mod privacy;
pub mod profit;
pub mod retry_backoff;
pub mod state;
pub mod statistics;
pub mod subject;
