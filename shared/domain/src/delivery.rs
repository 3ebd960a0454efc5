//! Deliveries: verified webhooks as they came.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use signatures::Verified;
use types::Channel;
use types::event_id::EventId;
use types::hex;
use types::time::Time;

use crate::integration::IntegrationId;

/// The largest body that is taken, in bytes after decoding: 4 MB, so that it fits Lambda's 6 MB as base64.
pub const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// The headers of a request, names in lower case.
pub type Headers = BTreeMap<String, String>;

/// What of a topic tells one delivery from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DedupTopic {
    /// A topic that the channel is known to send.
    Known(&'static str),
    /// A known topic whose bodies repeat to the byte, so that the UTC day belongs to the delivery id.
    Daily(&'static str),
    /// Any other text: all alike, so that invented topics make no rows without end.
    Other,
}

/// What tells one delivery from another within its integration: 64 hex digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
pub struct DeliveryId(String);

impl DeliveryId {
    /// From signed bytes only: the sender's own event id where the signature covers it, else topic class and raw body.
    /// Never from parsed meaning, so that a better parser cannot make an old delivery new.
    ///
    /// `signed_event_id` is the sender's own event id, where the signature covers it. `chosen` is the topic where an owner said where it stands, and where it can tell deliveries apart without making
    /// rows without end: two happenings may have the same body there.
    pub fn of(
        channel: Channel,
        class: DedupTopic,
        chosen: Option<&str>,
        received_at: Time,
        body: &Verified,
        signed_event_id: Option<&str>,
    ) -> Self {
        if let Some(event_id) = signed_event_id {
            return Self::hashed(&[channel.name(), "event id"], event_id.as_bytes());
        }
        let (topic, day) = match class {
            DedupTopic::Known(topic) => (topic, String::new()),
            DedupTopic::Daily(topic) => (topic, received_at.utc_day()),
            DedupTopic::Other => ("other", String::new()),
        };
        match chosen {
            Some(chosen) => Self::hashed(&[channel.name(), topic, &day, chosen], body.bytes()),
            None => Self::hashed(&[channel.name(), topic, &day], body.bytes()),
        }
    }

    fn hashed(parts: &[&str], last: &[u8]) -> Self {
        let mut hash = Sha256::new();
        // Each part is ended, and the lists of parts differ in length, so that no two of them make the same bytes.
        for part in parts {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.update(last);
        Self(hex(&hash.finalize()))
    }
}

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The key of a delivery's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryKey {
    /// Whose delivery it is.
    pub integration: IntegrationId,
    /// Its id there.
    pub id: DeliveryId,
}

impl fmt::Display for DeliveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.integration, self.id)
    }
}

/// A delivery, without its headers and body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryMetadata {
    /// Its key.
    pub key: DeliveryKey,
    /// The id of its event, minted for the first copy.
    pub event_id: EventId,
    /// The channel that it came from.
    pub channel: Channel,
    /// The integration's account at receipt, so that nothing behind the stream needs to look it up.
    pub account: String,
    /// The topic; where a header names it, it is unsigned. May be empty.
    pub topic: String,
    /// When the first copy was received.
    pub received_at: Time,
    /// How often a person or a schedule has asked for it to be processed again.
    pub replays: u64,
    /// How many of these replays were automatic retries.
    pub retries: u32,
}

/// A delivery on its way into the log. It holds a [`Verified`] body, so nothing unproven can be stored.
#[derive(Debug)]
pub struct NewDelivery {
    /// What it is.
    pub outline: DeliveryMetadata,
    /// The headers that are kept.
    pub headers: Headers,
    /// Whether the proof covers the body.
    pub body_authenticated: bool,
    /// The body.
    pub body: Verified,
}

/// A delivery as the log has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// What it is.
    pub outline: DeliveryMetadata,
    /// The headers that were kept.
    pub headers: Headers,
    /// Whether the proof covered the body.
    pub body_authenticated: bool,
    /// When a redaction took from it what is personal.
    pub redacted_at: Option<Time>,
    /// The raw body, or what a redaction left of it; `None` if it left nothing.
    pub body: Option<Vec<u8>>,
}

#[cfg(test)]
mod tests {
    use testing::verified_body;

    use super::*;

    fn id(topic: DedupTopic, body: &[u8], day: &str) -> DeliveryId {
        let (body, _) = verified_body(body);
        DeliveryId::of(Channel::Shopify, topic, None, day.parse().unwrap(), &body, None)
    }

    const DAY: &str = "2026-11-02T23:59:59Z";
    const NEXT_DAY: &str = "2026-11-03T00:00:00Z";

    #[test]
    fn copies_have_one_id_and_other_topics_and_bodies_have_others() {
        let created = id(DedupTopic::Known("orders/create"), b"{}", DAY);
        assert_eq!(created, id(DedupTopic::Known("orders/create"), b"{}", NEXT_DAY));
        assert_ne!(created, id(DedupTopic::Known("orders/updated"), b"{}", DAY));
        assert_ne!(created, id(DedupTopic::Known("orders/create"), b"{ }", DAY));
        assert_ne!(created, id(DedupTopic::Other, b"{}", DAY));
    }

    #[test]
    fn equal_bodies_of_a_daily_topic_have_one_id_per_day() {
        let topic = DedupTopic::Daily("app/uninstalled");
        assert_eq!(id(topic, b"{}", DAY), id(topic, b"{}", "2026-11-02T00:00:00Z"));
        assert_ne!(id(topic, b"{}", DAY), id(topic, b"{}", NEXT_DAY));
    }

    #[test]
    fn one_body_under_two_configured_topics_has_two_ids() {
        let (body, _) = verified_body(b"{}");
        let id = |configured| {
            let day = DAY.parse().unwrap();
            DeliveryId::of(Channel::Standard, DedupTopic::Daily("other"), configured, day, &body, None)
        };
        assert_ne!(id(Some("order/hold")), id(Some("order/unhold")));
        assert_ne!(id(Some("order/hold")), id(None));
    }

    #[test]
    fn a_signed_event_id_alone_tells_deliveries_apart() {
        let id = |event_id: &str, body: &[u8]| {
            let (body, _) = verified_body(body);
            DeliveryId::of(Channel::Shopify, DedupTopic::Other, None, DAY.parse().unwrap(), &body, Some(event_id))
        };
        assert_eq!(id("1", b"{}"), id("1", b"{ }"));
        assert_ne!(id("1", b"{}"), id("2", b"{}"));
    }
}
