//! What the tests of the function `retry` share, whether they run it alone or with the stream function.
//!
//! A crate of its own, apart from `local-testing`: tests without a bucket do not compile the S3 emulator. Only a
//! dev-dependency. It links no function; the tests pass theirs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod failed_batches;
mod retry_stack;

pub use failed_batches::FailedBatches;
pub use retry_stack::{NewFunction, RetryStack, delivery_key, minutes_after};
