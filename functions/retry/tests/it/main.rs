//! The function `retry` on the embedded DynamoDB and the S3 emulator. The tests with the stream function are in
//! tests/functions.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod failed_batches;
mod retry_markers;
mod stack;
