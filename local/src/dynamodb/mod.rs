//! DynamoDB for one machine: an embedded engine behind a loopback port, its tables, and clients for any endpoint.

mod clients;
mod engine;
mod stream_records;
mod table_setup;
mod tables;
mod upkeep;

pub use clients::{REGION, dynamodb, dynamodb_streams};
pub use engine::{Engine, EngineError};
pub use table_setup::{TableError, drop_table, ensure_tables, stream_arn};
pub use tables::{Index, TABLES, Table};
