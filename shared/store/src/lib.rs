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
pub mod replays;
mod rows;
pub mod states;
pub mod stream_record;

pub use error::StoreError;
use error::on_condition;
