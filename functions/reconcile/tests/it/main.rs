//! The function `reconcile` on the embedded DynamoDB, with the Shopify emulator as its source.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fetched_pages;
mod source_failures;
mod stack;
mod ties;
mod worked_orders;
