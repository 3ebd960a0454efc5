//! Lambda glue: configuration, log lines, HTTP responses.
//!
//! Invariants: nothing here refers to an integration, a table or a channel. No other crate reads environment variables
//! (`disallowed-methods` in clippy.toml).

pub mod environment;
pub mod response;
pub mod telemetry;
