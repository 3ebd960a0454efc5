//! The function on an embedded DynamoDB, asking a small Shopify.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod failures;
mod pages;
mod stack;
