//! The door on an embedded DynamoDB: what it stores, what it refuses, and what its senders are told.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod choices;
mod one_time;
mod queues;
mod sns;
mod stack;
