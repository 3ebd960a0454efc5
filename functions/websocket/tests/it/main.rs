//! The function `websocket` on the embedded DynamoDB, with a management API that records its calls.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod catch_up;
mod catch_up_filters;
mod client_messages;
mod connection_limit;
mod event_samples;
mod filter;
mod ping;
mod rate_limit;
mod reauthenticate;
mod rejected_messages;
mod resume;
mod stack;
