//! The way in: what comes becomes a stored delivery, or is refused and leaves nothing.
//!
//! Ingest does the least that makes a webhook safe, and understands as little of the body as it can. [`Door`] is for
//! requests over HTTPS, [`QueueDoor`] for what a queue or a bus hands over; behind both is one [`Intake`].

mod door;
mod intake;
mod integrations;
mod outside;
mod queue_door;
mod received;
mod refused;

pub use door::Door;
pub use intake::Intake;
pub use integrations::{Integrations, Lookup};
pub use outside::Request;
pub use queue_door::{Message, QueueDoor};
pub use received::Received;
pub use refused::Refused;
