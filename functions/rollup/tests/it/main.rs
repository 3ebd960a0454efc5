//! The function `rollup` on the embedded DynamoDB.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod concurrent_runs;
mod event_rollups;
mod order_rollups;
mod stack;
