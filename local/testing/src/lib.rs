//! What the tests of several functions share: tables of the embedded DynamoDB, test doubles of AWS's side, tokens.
//!
//! Only a dev-dependency: nothing here is linked into a function, and no function is linked here.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

pub mod failing_client;
mod fault_gate;
mod management_api;
pub mod request_interceptor;
mod test_tables;
pub mod token_issuer;

pub use fault_gate::FaultGate;
pub use management_api::ManagementApi;
pub use test_tables::TestTables;
