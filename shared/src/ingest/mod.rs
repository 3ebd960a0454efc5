//! The way in: what comes becomes a stored delivery, or is refused and leaves nothing.
//!
//! Ingest does the least that makes a webhook safe, and understands as little of the body as it can. [`Door`] is for
//! requests over HTTPS, [`QueueDoor`] for what a queue or a bus hands over, [`AskedDoor`] for what the
//! channel answered when it was asked; behind all is one [`Intake`].

mod asked_door;
mod door;
mod intake;
mod integrations;
mod outside;
mod queue_door;
mod received;
mod refused;

pub use asked_door::AskedDoor;
pub use door::Door;
pub use intake::Intake;
pub use integrations::{Integrations, Lookup};
pub use outside::Request;
pub use queue_door::{Message, QueueDoor};
pub use received::Received;
pub use refused::Refused;
