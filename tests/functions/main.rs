//! Functions that work together: a batch that the stream function could not process is retried by `retry`, and processed
//! by the stream function.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod automatic_retries;
mod failed_batches;
mod later_steps;
mod stack;
