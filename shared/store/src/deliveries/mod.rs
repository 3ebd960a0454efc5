//! The table `deliveries`: every verified webhook, once.
//!
//! A compressed body over 300 KB is first stored in parts under keys of their own. The conditional put of the head row
//! is the only commit.

mod log;
mod probe;
mod reader;
mod redactor;

use std::collections::BTreeMap;

use domain::delivery::{DeliveryId, DeliveryKey, DeliveryMetadata, Headers};
use domain::integration::IntegrationId;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use types::Channel;
use types::event_id::EventId;
use types::time::Time;

pub use log::{DeliveryLog, PutResult};
pub use probe::DeliveryProbe;
pub use reader::DeliveryReader;
pub use redactor::DeliveryRedactor;

const TABLE: &str = "deliveries";
/// The value of `kind` in a head row. The stream mapping's filter passes only these.
const HEAD: &str = "delivery";
/// The value of `kind` in the row of a body's part.
const PART: &str = "part";
/// Bound of the compressed body in one row. DynamoDB allows 400 KB for a row, with its keys and headers.
const MAX_BODY_BYTES_PER_ROW: usize = 300 * 1024;
/// zstd's default level. Faster ones save no Lambda time that shows, slower ones no write unit.
const ZSTD_LEVEL: i32 = 3;

/// The head row of a delivery, in the table and in images of its stream.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeliveryRow {
    pk: String,
    kind: String,
    integration: IntegrationId,
    delivery_id: DeliveryId,
    event_id: EventId,
    channel: Channel,
    account: String,
    topic: String,
    received_at: Time,
    headers: BTreeMap<String, String>,
    /// Rows lack this member if they were written when every signature still covered the body.
    #[serde(default = "yes")]
    body_authenticated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<ByteBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<BodyParts>,
    /// When a redaction removed the personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    redacted_at: Option<Time>,
    /// Parts of the original body that a redaction has not deleted yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    removing: Option<BodyParts>,
    replays: u64,
    /// Counted by [`Replays`](crate::replays::Replays); most deliveries have none.
    #[serde(default, skip_serializing_if = "is_zero")]
    retries: u32,
    expires_at: i64,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

fn yes() -> bool {
    true
}

/// The rows that hold the parts of a large body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct BodyParts {
    /// The first 32 hex digits of the SHA-256 of the compressed body.
    hash: String,
    count: usize,
}

impl BodyParts {
    /// The key of the part at `index` of the delivery with the key `pk`.
    ///
    /// It contains a hash of the compressed bytes: two versions of a function may compress differently, and their parts
    /// must never be mixed. A large body is looked up before its parts are put, so that a duplicate writes nothing.
    fn key(&self, pk: &str, index: usize) -> String {
        format!("{pk}#{}#{index}", self.hash)
    }
}

impl DeliveryRow {
    /// Everything but headers and body.
    pub fn metadata(&self) -> DeliveryMetadata {
        DeliveryMetadata {
            key: DeliveryKey { integration: self.integration.clone(), id: self.delivery_id.clone() },
            event_id: self.event_id,
            channel: self.channel,
            account: self.account.clone(),
            topic: self.topic.clone(),
            received_at: self.received_at,
            replays: self.replays,
            retries: self.retries,
        }
    }

    /// The kept headers.
    pub fn into_headers(self) -> Headers {
        self.headers
    }

    /// How many replays were requested.
    pub fn replays(&self) -> u64 {
        self.replays
    }

    /// Whether a redaction of the delivery is complete.
    pub fn is_redacted(&self) -> bool {
        self.redacted_at.is_some() && self.removing.is_none()
    }

    /// Whether a redaction of the delivery was interrupted before it deleted all parts of the body.
    pub fn is_half_redacted(&self) -> bool {
        self.removing.is_some()
    }

    /// Whether a redaction left nothing of the body.
    pub fn is_without_body(&self) -> bool {
        self.redacted_at.is_some() && self.body.is_none()
    }
}

fn compress(body: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(body, ZSTD_LEVEL).expect("zstd compresses any bytes that fit in memory")
}
