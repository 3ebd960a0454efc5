//! Deliveries: verified webhooks, stored unparsed.

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

/// The largest accepted body, in bytes after decoding: 4 MB, so that its base64 form fits into Lambda's 6 MB payload.
pub const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// The headers of a request; names are in lower case.
pub type Headers = BTreeMap<String, String>;

/// The deduplication topic: the part of a topic that distinguishes deliveries with equal bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DedupTopic {
    /// A topic that the channel documents.
    Known(&'static str),
    /// A documented topic whose bodies repeat byte for byte, so the delivery id includes the UTC day.
    Daily(&'static str),
    /// Any other topic. All share one value, so that invented topics cannot create rows without bound.
    Other,
}

/// What distinguishes a verified webhook from others of its integration. The caller bounds the number of different values
/// that do not come from signed bytes.
#[derive(Clone, Copy, Debug)]
pub struct DedupKey<'a> {
    /// The sender's own event id, where the signature covers it. Then nothing else counts.
    pub signed_event_id: Option<&'a str>,
    /// The topic, as the channel's adapter classifies it.
    pub topic: DedupTopic,
    /// The topic from the integration's own topic source, where it distinguishes webhooks: two different changes may have
    /// equal bodies there.
    pub configured_topic: Option<&'a str>,
    /// The sender's own event id from a header that the integration names. No signature covers it.
    pub unsigned_event_id: Option<&'a [u8]>,
}

impl DedupKey<'_> {
    /// The key of a webhook whose channel yields this topic, and nothing else.
    pub fn of_topic(topic: DedupTopic) -> Self {
        Self { signed_event_id: None, topic, configured_topic: None, unsigned_event_id: None }
    }
}

/// Identifies a delivery within its integration: 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
pub struct DeliveryId(String);

impl DeliveryId {
    /// The id is computed from the signed event id; else from deduplication topic and raw body, with the unsigned event
    /// id if there is one. It never depends on normalization, so that a better parser cannot make an old delivery new.
    pub fn of(channel: Channel, key: &DedupKey<'_>, received_at: Time, body: &Verified) -> Self {
        let channel = channel.name().as_bytes();
        if let Some(event_id) = key.signed_event_id {
            return Self::hashed(&[channel, b"event id"], event_id.as_bytes());
        }
        let (topic, day) = match key.topic {
            DedupTopic::Known(topic) => (topic, String::new()),
            DedupTopic::Daily(topic) => (topic, received_at.utc_day()),
            DedupTopic::Other => ("other", String::new()),
        };
        let (topic, day, configured) = (topic.as_bytes(), day.as_bytes(), key.configured_topic.map(str::as_bytes));
        match (key.unsigned_event_id, configured) {
            // The event id distinguishes the days, so the day is left out: a retry after midnight is a duplicate.
            (Some(event_id), configured) => {
                Self::hashed(&[channel, topic, b"", configured.unwrap_or_default(), event_id], body.bytes())
            }
            (None, Some(configured)) => Self::hashed(&[channel, topic, day, configured], body.bytes()),
            (None, None) => Self::hashed(&[channel, topic, day], body.bytes()),
        }
    }

    fn hashed(parts: &[&[u8]], last: &[u8]) -> Self {
        let mut hash = Sha256::new();
        // Each part ends with a zero byte, which no part contains. Lists of different lengths could hash the same bytes only
        // if a signed body contained zero bytes, which JSON does not.
        for part in parts {
            hash.update(part);
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
    /// The integration that received it.
    pub integration: IntegrationId,
    /// Its id within the integration.
    pub id: DeliveryId,
}

impl fmt::Display for DeliveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.integration, self.id)
    }
}

/// A delivery without its headers and body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryMetadata {
    /// The key of its row.
    pub key: DeliveryKey,
    /// The id of its event, minted with the first copy.
    pub event_id: EventId,
    /// The channel that sent it.
    pub channel: Channel,
    /// The integration's account at receipt, so that the stream's functions need no lookup.
    pub account: String,
    /// The topic; unsigned where a header names it. May be empty.
    pub topic: String,
    /// When the first copy was received.
    pub received_at: Time,
    /// How many replays a person or a schedule has requested.
    pub replays: u64,
    /// How many of these replays were automatic retries.
    pub retries: u32,
}

/// A delivery to be stored. It holds a [`Verified`] body, so an unverified one cannot be stored.
#[derive(Debug)]
pub struct NewDelivery {
    /// Everything but headers and body.
    pub metadata: DeliveryMetadata,
    /// The headers to keep.
    pub headers: Headers,
    /// Whether the signature covers the body.
    pub body_authenticated: bool,
    /// The body.
    pub body: Verified,
}

/// A stored delivery.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Everything but headers and body.
    pub metadata: DeliveryMetadata,
    /// The headers that were kept.
    pub headers: Headers,
    /// Whether the signature covered the body.
    pub body_authenticated: bool,
    /// When a redaction removed its personal data.
    pub redacted_at: Option<Time>,
    /// The raw body, or what a redaction left of it; `None` if nothing was left.
    pub body: Option<Vec<u8>>,
}

#[cfg(test)]
mod tests {
    use testing::verified_body;

    use super::*;

    fn id(topic: DedupTopic, body: &[u8], day: &str) -> DeliveryId {
        let (body, _) = verified_body(body);
        DeliveryId::of(Channel::Shopify, &DedupKey::of_topic(topic), day.parse().unwrap(), &body)
    }

    const DAY: &str = "2026-11-02T23:59:59Z";
    const NEXT_DAY: &str = "2026-11-03T00:00:00Z";

    #[test]
    fn copies_share_an_id_and_other_topics_or_bodies_do_not() {
        let created = id(DedupTopic::Known("orders/create"), b"{}", DAY);
        assert_eq!(created, id(DedupTopic::Known("orders/create"), b"{}", NEXT_DAY));
        assert_ne!(created, id(DedupTopic::Known("orders/updated"), b"{}", DAY));
        assert_ne!(created, id(DedupTopic::Known("orders/create"), b"{ }", DAY));
        assert_ne!(created, id(DedupTopic::Other, b"{}", DAY));
    }

    #[test]
    fn daily_topic_has_one_id_per_day_for_equal_bodies() {
        let topic = DedupTopic::Daily("app/uninstalled");
        assert_eq!(id(topic, b"{}", DAY), id(topic, b"{}", "2026-11-02T00:00:00Z"));
        assert_ne!(id(topic, b"{}", DAY), id(topic, b"{}", NEXT_DAY));
    }

    #[test]
    fn configured_topics_distinguish_equal_bodies() {
        let (body, _) = verified_body(b"{}");
        let id = |configured| {
            let day = DAY.parse().unwrap();
            let key = DedupKey { configured_topic: configured, ..DedupKey::of_topic(DedupTopic::Daily("other")) };
            DeliveryId::of(Channel::Standard, &key, day, &body)
        };
        assert_ne!(id(Some("order/hold")), id(Some("order/unhold")));
        assert_ne!(id(Some("order/hold")), id(None));
    }

    #[test]
    fn unsigned_event_ids_distinguish_equal_bodies_and_never_join_different_ones() {
        let id = |event_id: Option<&[u8]>, configured_topic: Option<&str>, body: &[u8], day: &str| {
            let (body, _) = verified_body(body);
            let topic = DedupKey::of_topic(DedupTopic::Daily("other"));
            let key = DedupKey { configured_topic, unsigned_event_id: event_id, ..topic };
            DeliveryId::of(Channel::Standard, &key, day.parse().unwrap(), &body)
        };
        let first = id(Some(b"1"), None, b"{}", DAY);
        assert_eq!(first, id(Some(b"1"), None, b"{}", NEXT_DAY));
        for other in [
            id(Some(b"2"), None, b"{}", DAY),
            id(Some(b"1"), None, b"{ }", DAY),
            id(Some(b"1"), Some("order.deleted"), b"{}", DAY),
            id(None, None, b"{}", DAY),
            id(None, Some("1"), b"{}", DAY),
        ] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn signed_event_id_alone_identifies_a_delivery() {
        let id = |event_id: &str, body: &[u8]| {
            let (body, _) = verified_body(body);
            let key = DedupKey { signed_event_id: Some(event_id), ..DedupKey::of_topic(DedupTopic::Other) };
            DeliveryId::of(Channel::Shopify, &key, DAY.parse().unwrap(), &body)
        };
        assert_eq!(id("1", b"{}"), id("1", b"{ }"));
        assert_ne!(id("1", b"{}"), id("2", b"{}"));
    }
}
