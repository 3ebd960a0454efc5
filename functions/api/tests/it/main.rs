//! The HTTP API against the embedded DynamoDB, with requests as API Gateway hands them over.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod costs;
mod deliveries;
mod endings;
mod events;
mod held;
mod integrations;
mod orders;
mod registration;
mod replays;
mod revoked;
mod stack;
mod statistics;
mod test_webhooks;
