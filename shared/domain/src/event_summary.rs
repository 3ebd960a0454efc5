//! Event summaries: the form of an event in lists and live frames.

use serde::{Deserialize, Deserializer, Serialize};
use types::Channel;
use types::event_id::EventId;
use types::time::Time;

use crate::integration::IntegrationId;
use crate::subject::Subject;

/// Whether a delivery was normalized and applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = EventStatus))]
pub enum Status {
    /// The delivery was normalized and applied.
    Processed,
    /// It was not; [`EventSummary::error`] says why.
    Failed,
}

/// Reads a subject of an unknown kind, which only a newer version writes, as `None`: one row must not fail a whole
/// list.
fn known_subject<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Subject>, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    Ok(text.and_then(|text| text.parse().ok()))
}

/// The summary of one event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventSummary {
    /// Event id; sorts by time of receipt.
    pub id: EventId,
    /// The integration that received it.
    pub integration: IntegrationId,
    /// The channel.
    pub source: Channel,
    /// The account on the channel; for Shopify, the shop's domain.
    pub shop_domain: String,
    /// The topic, as the sender wrote it.
    pub topic: String,
    /// The subject, where one was identified.
    #[serde(default, deserialize_with = "known_subject")]
    pub subject: Option<Subject>,
    /// The result of processing.
    pub status: Status,
    /// One line for people; that of an order contains its id.
    pub payload_summary: String,
    /// When the first copy was received.
    pub received_at: Time,
    /// The time of the change by the sender's clock.
    pub occurred_at: Option<Time>,
    /// When it was last processed.
    pub processed_at: Time,
    /// An error code, a colon, and a sentence; `None` if it was processed.
    pub error: Option<String>,
    /// How many automatic retries it has had. Only transient failures are retried.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub attempt: u32,
    /// When the next automatic retry is due; `None` if there is none.
    #[serde(default)]
    pub next_retry_at: Option<Time>,
    /// Revision: increases with every change.
    pub rev: u64,
}

impl EventSummary {
    /// The code of its error, without the sentence; `None` if it has no error.
    pub fn error_code(&self) -> Option<&str> {
        self.error.as_deref().map(|error| error.split_once(':').map_or(error, |(code, _)| code))
    }
}
