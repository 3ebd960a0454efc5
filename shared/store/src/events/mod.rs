//! The table `events`: one row for each processed delivery, ordered by its key alone.

mod catch_up;
mod log;
mod reader;

use domain::delivery::{DeliveryId, DeliveryKey};
use domain::event_summary::EventSummary;
use domain::integration::IntegrationId;
use domain::subject::Subject;
use serde::{Deserialize, Serialize};
use types::event_id::EventId;

pub use catch_up::{CatchUpPage, CatchUpQuery};
pub use log::EventLog;
pub use reader::EventReader;

const TABLE: &str = "events";
/// Sorts behind every event that will ever be received.
const LAST: EventId = EventId::MAX;

/// An event and the delivery that it records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The event in its form for lists and frames.
    #[serde(flatten)]
    pub summary: EventSummary,
    /// The delivery's id within the integration.
    pub delivery_id: DeliveryId,
    /// The delivery's count of replays when it was processed.
    pub replays: u64,
    /// Orders that it changed besides its subject, by integration and id. A catch-up that includes the event includes
    /// them. They may belong to integrations that the reader of the event must not see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<(IntegrationId, String)>,
}

impl Event {
    /// The key of its delivery.
    pub fn delivery_key(&self) -> DeliveryKey {
        DeliveryKey { integration: self.summary.integration.clone(), id: self.delivery_id.clone() }
    }
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: IntegrationId,
    sk: EventId,
    /// Key of the index that lists the events of a subject, and those without a subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_subject: Option<String>,
    expires_at: i64,
    #[serde(flatten)]
    event: Event,
}

/// The partition of the index by subject.
///
/// Events without a subject are in the index under `<integration>#-`, since no kind of subject is named `-`: a
/// redaction searches those that could not be normalized without reading the whole table.
fn subject_key(integration: &IntegrationId, subject: Option<&Subject>) -> String {
    subject.map_or_else(|| format!("{integration}#-"), |subject| format!("{integration}#{subject}"))
}
