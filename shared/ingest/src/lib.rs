//! Ingest: from a request, a queue message or a fetched order to a stored delivery.
//!
//! A webhook passes these steps in this order, each a module that is entered once:
//!
//! 1. `parse`: what the request or message says of itself; nothing of the body is read.
//! 2. `find`: the integration that it names, through a cache with a short TTL.
//! 3. `verify`: the signature over the raw bytes. A rejected webhook costs the same work, whatever the reason.
//! 4. `admit`: whether this integration receives such webhooks.
//! 5. `record`: put once; a copy gets the event id of the first one.
//! 6. `respond`: the HTTP response and the log line.
//!
//! A queue message takes the same path with its own parser. An order that a channel's API returned is trusted by its type
//! ([`signatures::FetchedBody`]), so it enters at step 4.
//!
//! Invariants: only a [`signatures::Verified`] body is recorded. Before verification no step reads the body, and after it
//! ingest reads at most the topic and the event id. A body that verification rejected is compared with the handshake of the
//! channel's sender, and nothing is read from it.

mod admit;
mod deduplicate;
mod distinct_topics;
mod error;
mod find;
mod parse;
mod receiver;
mod record;
mod respond;
mod verify;

pub use error::{EVENT_ID_FLOOD, IngestError};
pub use find::{IntegrationCache, IntegrationLookup};
pub use parse::{Message, Request};
pub use receiver::WebhookReceiver;
pub use record::{DeliveryRecorder, Received};
