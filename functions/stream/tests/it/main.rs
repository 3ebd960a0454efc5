//! The stream function with the embedded DynamoDB and an emulated management API.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod batch_failures;
mod connections;
mod deleted_orders;
mod disconnects;
mod integrations;
mod late_events;
mod late_pushes;
mod order_joins;
mod pushes;
mod redaction_runs;
mod redaction_samples;
mod redactions;
mod replays;
mod request_counts;
mod revocations;
mod shop_redactions;
mod stack;
mod statistics;
mod ties;
