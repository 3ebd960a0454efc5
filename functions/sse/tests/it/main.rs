//! The bridge against a WebSocket server in the test, through the same adapter as on Lambda.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../../api/tests/it/issuer.rs"]
mod issuer;
mod reading;
mod refusals;
mod streams;
mod upstream;
