//! What was received: proven, and stored now or before.

use std::sync::Arc;

use domain::delivery::DeliveryKey;
use domain::integration::Integration;
use http::StatusCode;
use runtime::response::{Response, json};
use serde::Serialize;
use signatures::Verified;
use store::deliveries::PutResult;
use types::event_id::EventId;

/// A delivery that is in the log.
#[derive(Debug)]
pub struct Received {
    /// Whose it is.
    pub integration: Arc<Integration>,
    /// Its key in the log.
    pub key: DeliveryKey,
    /// Its topic; may be empty.
    pub topic: String,
    /// What was proven, byte for byte.
    pub body: Verified,
    /// Whether this was the first copy, and its event.
    pub put: PutResult,
}

impl Received {
    /// The id of its event: that of the first copy.
    pub fn event_id(&self) -> EventId {
        match self.put {
            PutResult::Stored(id) | PutResult::Duplicate(id) => id,
        }
    }

    /// `stored` or `duplicate`.
    pub fn status(&self) -> &'static str {
        match self.put {
            PutResult::Stored(_) => "stored",
            PutResult::Duplicate(_) => "duplicate",
        }
    }

    /// What the sender is told: 200 with the event's id, or the reply that the integration's owner chose.
    pub(super) fn response(&self) -> Response {
        #[derive(Serialize)]
        struct Stored {
            id: EventId,
            status: &'static str,
        }
        match &self.integration.reply {
            Some(reply) => json(StatusCode::OK, &reply.body),
            None => json(StatusCode::OK, &Stored { id: self.event_id(), status: self.status() }),
        }
    }
}
