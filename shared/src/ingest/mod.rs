//! The way in: a request becomes a stored delivery, or is refused and leaves nothing.
//!
//! Ingest does the least that makes a webhook safe, and understands as little of the body as it can.

mod door;
mod integrations;
mod refused;

pub use door::{Door, Request};
pub use integrations::{Integrations, Lookup};
pub use refused::Refused;
