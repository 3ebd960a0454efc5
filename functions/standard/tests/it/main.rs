//! The webhook receiver on the embedded DynamoDB: what is stored, what is rejected, and the responses.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod delivery_ids;
mod distinct_event_ids;
mod distinct_topics;
mod handshakes;
mod message_receiver;
mod nonces;
mod sns_verification;
mod stack;
mod topic_and_reply;
