//! The webhook receiver on the embedded DynamoDB: what is stored, what is rejected, and the responses.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod delivery_ids;
mod message_receiver;
mod nonces;
mod sns_verification;
mod stack;
mod topic_and_reply;
