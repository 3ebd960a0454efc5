//! The function `retry` against the embedded DynamoDB and the S3 emulator, with the stream function behind it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod batches;
mod behind;
mod bucket;
mod due;
mod healing;
#[path = "../../../stream/tests/it/management.rs"]
mod management;
mod stack;
