//! The rollup function against the embedded DynamoDB.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod events;
mod gate;
mod orders;
mod runs;
mod stack;
