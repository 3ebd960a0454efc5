//! The event list's lines: what a delivery was and what became of it.

use serde::{Deserialize, Deserializer, Serialize};
use types::Channel;
use types::event_id::EventId;
use types::time::Time;

use crate::integration::IntegrationId;
use crate::subject::Subject;

/// Whether a delivery was understood and applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = EventStatus))]
pub enum Status {
    /// It was.
    Processed,
    /// It was not; `error` says why.
    Failed,
}

/// A subject of a kind that only a newer version knows is none here: a list must not fail for one line of it.
fn known_subject<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Subject>, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    Ok(text.and_then(|text| text.parse().ok()))
}

/// One event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventSummary {
    /// Its id; sorts by receipt.
    pub id: EventId,
    /// Whose event it is.
    pub integration: IntegrationId,
    /// The channel.
    pub source: Channel,
    /// The account on the channel; at Shopify the shop's domain.
    pub shop_domain: String,
    /// The topic as the sender's header said it.
    pub topic: String,
    /// What it is about, where that was found.
    #[serde(default, deserialize_with = "known_subject")]
    pub subject: Option<Subject>,
    /// What became of it.
    pub status: Status,
    /// One line for people; an order's has its id.
    pub payload_summary: String,
    /// When it was received.
    pub received_at: Time,
    /// The sender's own time of the change.
    pub occurred_at: Option<Time>,
    /// When it was processed last.
    pub processed_at: Time,
    /// A stable word, a colon, and a sentence; `None` where all went well.
    pub error: Option<String>,
    /// How often it was tried again by itself, which is done only after a passing reason; lists always show it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub attempt: u32,
    /// When it is tried again by itself; `None` where that is not done, or no longer.
    #[serde(default)]
    pub next_retry_at: Option<Time>,
    /// Grows with every change.
    pub rev: u64,
}
