//! The function `retry` on the embedded DynamoDB and the S3 emulator, with the stream function as its neighbor.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod automatic_retries;
mod failed_batches;
mod later_steps;
mod manual_clock;
mod retry_markers;
mod s3_failures;
mod stack;
