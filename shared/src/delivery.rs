//! Deliveries: verified webhooks as they came.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::channel::{Channel, DedupTopic, Headers};
use crate::event_id::EventId;
use crate::integration::IntegrationId;
use crate::scheme::{Verification, Verified};
use crate::time::Time;

/// The largest body that is taken, in bytes after decoding: 4 MB, so that it fits Lambda's 6 MB as base64.
pub const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// What tells one delivery from another within its integration: 64 hex digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeliveryId(String);

impl DeliveryId {
    /// From signed bytes only: the sender's own event id where the signature covers it, else topic class and raw body.
    /// Never from parsed meaning, so that a better parser cannot make an old delivery new.
    ///
    /// `chosen` is the topic where an owner said where it stands, and where it can tell deliveries apart without making
    /// rows without end: two happenings may have the same body there.
    pub fn of(
        channel: Channel,
        class: DedupTopic,
        chosen: Option<&str>,
        received_at: Time,
        body: &Verified,
        proof: &Verification,
    ) -> Self {
        let signed = || channel.adapter().event_id(body, proof);
        if let Some(event_id) = proof.body_authenticated.then(signed).flatten() {
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

/// Bytes as lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
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
    use super::*;
    use crate::scheme::genuine;

    fn id(class: DedupTopic, body: &[u8], day: &str) -> DeliveryId {
        let (body, proof) = genuine(body);
        DeliveryId::of(Channel::Shopify, class, None, day.parse().unwrap(), &body, &proof)
    }

    const DAY: &str = "2026-11-02T23:59:59Z";
    const NEXT: &str = "2026-11-03T00:00:00Z";

    #[test]
    fn copies_have_one_id_and_others_have_others() {
        let created = id(DedupTopic::Known("orders/create"), b"{}", DAY);
        assert_eq!(created, id(DedupTopic::Known("orders/create"), b"{}", NEXT));
        assert_ne!(created, id(DedupTopic::Known("orders/updated"), b"{}", DAY));
        assert_ne!(created, id(DedupTopic::Known("orders/create"), b"{ }", DAY));
        assert_ne!(created, id(DedupTopic::Other, b"{}", DAY));
    }

    #[test]
    fn bodies_that_repeat_to_the_byte_are_told_apart_by_the_day() {
        let class = DedupTopic::Daily("app/uninstalled");
        assert_eq!(id(class, b"{}", DAY), id(class, b"{}", "2026-11-02T00:00:00Z"));
        assert_ne!(id(class, b"{}", DAY), id(class, b"{}", NEXT));
    }

    #[test]
    fn one_body_under_two_topics_that_an_owner_chose_is_two() {
        let (body, proof) = genuine(b"{}");
        let id = |chosen| {
            let day = DAY.parse().unwrap();
            DeliveryId::of(Channel::Standard, DedupTopic::Daily("other"), chosen, day, &body, &proof)
        };
        assert_ne!(id(Some("order/hold")), id(Some("order/unhold")));
        assert_ne!(id(Some("order/hold")), id(None));
    }

    #[test]
    fn the_senders_own_signed_id_is_all_that_counts() {
        let id = |event_id: &str, body: &[u8]| {
            let (body, proof) = genuine(body);
            let proof = Verification { event_id: Some(event_id.to_owned()), ..proof };
            DeliveryId::of(Channel::Shopify, DedupTopic::Other, None, DAY.parse().unwrap(), &body, &proof)
        };
        assert_eq!(id("1", b"{}"), id("1", b"{ }"));
        assert_ne!(id("1", b"{}"), id("2", b"{}"));
    }

    #[test]
    fn an_id_counts_only_where_the_body_is_proven_too() {
        let id = |body: &[u8]| {
            let (body, proof) = genuine(body);
            let proof = Verification { event_id: Some("1".to_owned()), body_authenticated: false, ..proof };
            DeliveryId::of(Channel::Shopify, DedupTopic::Other, None, DAY.parse().unwrap(), &body, &proof)
        };
        assert_ne!(id(b"{}"), id(b"{ }"));
    }
}
