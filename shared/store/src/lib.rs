//! DynamoDB: one file for each table, one type for each thing that a function may do there.
//!
//! A function is handed only the types that it needs, as its policy in `template.yaml` grants only their actions.

pub mod client;
pub mod connections;
pub mod deliveries;
mod error;
pub mod event_writer;
pub mod events;
pub mod integrations;
pub mod ledger;
mod old_constructors;
pub mod replays;
mod rows;
pub mod states;
mod store;
pub mod stream_record;
mod tables;

pub use error::StoreError;
use error::on_condition;
pub use store::Store;
pub use tables::{DEFAULT_RETENTION_DAYS, Tables};
