//! Tests of the HTTP API on the embedded DynamoDB, with requests as API Gateway sends them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod costs;
mod data_export;
mod deletion;
mod deliveries;
mod disconnect_revoked;
mod events;
mod health;
mod integrations;
mod leaving;
mod orders;
mod registration;
mod replays;
mod secret_rotation;
mod stack;
mod statistics;
mod test_webhooks;
