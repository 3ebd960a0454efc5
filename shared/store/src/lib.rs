//! The DynamoDB tables: one module for each table, one narrow store for each capability.
//!
//! [`Store`] is the only entry point. A function takes the narrow stores that it needs from it, so that its type
//! signatures say what it may read and write; its policy in `template.yaml` grants exactly the actions that the
//! documentation of those stores names.
//!
//! | look for | in |
//! |---|---|
//! | deduplication of webhooks (`put_if_absent`) | `deliveries::DeliveryLog` |
//! | retention, table names | [`Tables`] |
//! | rate limit of client messages | `connections` (`message_rate_limit.rs`); the limit of connections per user, `MAX_CONNECTIONS_PER_USER`, is the function `websocket`'s |
//! | replays and automatic retries; their backoff is `domain::retry_backoff` | `replays`, `ledger::Retries` |
//! | nonces, which protect against reuse of a signature | `ledger::NonceStore` |
//! | costs, links, rollups, checkpoints, markers | `ledger` |
//!
//! Invariant: only this crate reads and writes the tables, and it knows no channel, no HTTP and no live client.

pub mod client;
pub mod connections;
pub mod deliveries;
mod error;
pub mod event_writer;
pub mod events;
pub mod integrations;
pub mod ledger;
pub mod replays;
mod rows;
pub mod states;
mod store;
pub mod stream_record;
mod tables;

pub use error::StoreError;
pub use store::Store;
pub use tables::{DEFAULT_RETENTION_DAYS, Tables};
