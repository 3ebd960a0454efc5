//! The way in: what comes becomes a stored delivery, or is refused and leaves nothing.
//!
//! Ingest does the least that makes a webhook safe, and understands as little of the body as it can. [`WebhookReceiver`] is for
//! requests over HTTPS, [`MessageReceiver`] for what a queue or a bus hands over, [`FetchedReceiver`] for what the
//! channel answered when it was asked; behind all is one [`DeliveryRecorder`].

mod asked_door;
mod door;
mod error;
mod intake;
mod integrations;
mod outside;
mod queue_door;
mod received;

pub use asked_door::FetchedReceiver;
pub use door::WebhookReceiver;
pub use error::IngestError;
pub use intake::DeliveryRecorder;
pub use integrations::{IntegrationCache, IntegrationLookup};
pub use outside::Request;
pub use queue_door::{Message, MessageReceiver};
pub use received::Received;
