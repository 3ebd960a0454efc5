//! What the tests of several functions share: tables of the embedded DynamoDB, test doubles of AWS, and samples of what the
//! tables contain.
//!
//! Only a dev-dependency: no function links this crate, and this crate links no function.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

pub mod connections;
pub mod deliveries;
pub mod events;
pub mod failing_client;
mod fault_gate;
pub mod integrations;
mod management_api;
pub mod orders;
mod request_counts;
pub mod request_interceptor;
pub mod shopify_bodies;
mod test_tables;
pub mod token_issuer;

pub use fault_gate::FaultGate;
pub use management_api::ManagementApi;
pub use request_counts::RequestCounts;
pub use test_tables::{TestTables, store};
pub use testing::ManualClock;
