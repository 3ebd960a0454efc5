//! DynamoDB for one machine and for tests: an embedded engine on a loopback port, its tables, and clients for any endpoint.
//!
//! A leaf crate: it depends on no other crate of the workspace.

mod clients;
mod engine;
mod maintenance;
mod stream_records;
mod table_setup;
mod tables;

pub use clients::{REGION, dynamodb, dynamodb_streams};
pub use engine::{Engine, EngineError};
pub use table_setup::{TableError, drop_table, ensure_tables, stream_arn};
pub use tables::{Index, TABLES, Table};
