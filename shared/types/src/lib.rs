//! The types that every other crate of Storebell builds on: times, ids, the names of channels and transports, secrets.
//!
//! Invariant: this crate depends on no other crate of the workspace and knows no AWS type.

mod channel;
pub mod concurrency;
pub mod event_id;
pub mod header_name;
mod hex;
pub mod json_text;
pub mod random;
pub mod secret;
pub mod sleep;
pub mod text;
pub mod time;
pub mod transport;

pub use channel::Channel;
pub use hex::hex;
