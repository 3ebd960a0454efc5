//! The HTTP API against the embedded DynamoDB, with requests as API Gateway hands them over.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod costs;
mod deliveries;
mod events;
mod integrations;
mod issuer;
mod orders;
mod registration;
mod replays;
mod stack;
