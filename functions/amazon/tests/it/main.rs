//! The function on an embedded DynamoDB, with events as AWS hands them over, and a small SNS beside it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod confirmations;
mod https;
mod queues;
mod sns;
mod stack;
