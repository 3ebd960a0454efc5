//! What each Lambda function needs of its surroundings: configuration, log lines, HTTP responses.
//!
//! Invariant: nothing here knows an integration, a table or a channel.

pub mod environment;
pub mod response;
pub mod telemetry;
