//! The function `rollup` on the embedded DynamoDB.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod concurrent_runs;
mod event_rollups;
mod fault_gate;
mod manual_clock;
mod order_rollups;
mod stack;
