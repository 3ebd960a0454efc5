//! The channel function of Amazon on the embedded DynamoDB, with events as AWS sends them, and an SNS emulator.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod sns_emulator;
mod sns_https;
mod sns_requests;
mod sqs_and_eventbridge;
mod stack;
mod subscription_confirmations;
