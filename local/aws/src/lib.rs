//! The AWS services that Storebell uses, for one machine: Lambda, API Gateway, the event source mapping of a stream,
//! schedules, an OIDC issuer, and emulators of SNS, S3 and Shopify.
//!
//! The crate depends on no function of Storebell: functions are passed in as services ([`lambda::Function`]), so that a
//! function's own tests can use it.

pub mod emulators;
pub mod gateway;
pub mod invoke;
pub mod issuer;
mod key_file;
pub mod lambda;
pub mod ndjson_file;
pub mod schedule;
mod sdk_config;
pub mod stream_mapping;

pub use sdk_config::sdk_config;
