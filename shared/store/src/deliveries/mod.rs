//! The table `deliveries`: every verified webhook, once.
//!
//! A body that stays over 300 KB when compressed is put in parts under keys of their own first; the head
//! row's conditional put is the only commit. Part keys carry the hash of the compressed bytes, so that parts of two
//! compressions (two versions of a function) can never mix.

mod redaction;

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use domain::delivery::{Delivery, DeliveryId, DeliveryKey, DeliveryMetadata, MAX_BODY_BYTES, NewDelivery};
use domain::integration::IntegrationId;
use runtime::environment::{ConfigError, Environment};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use sha2::{Digest, Sha256};
use types::Channel;
use types::event_id::EventId;
use types::hex;
use types::time::{DAY_MS, Time};

use super::StoreError;
use super::rows::{Item, from_item, number, text, to_item};

const TABLE: &str = "deliveries";
/// The largest compressed body that stands in the head row; an item may have 400 KB, keys and headers included.
const WHOLE: usize = 300 * 1024;
/// zstd's default: faster levels save no Lambda time that would show, slower ones no write unit.
const LEVEL: i32 = 3;

/// What a put has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutResult {
    /// This was the first copy.
    Stored(EventId),
    /// There was a copy already; this is its event.
    Duplicate(EventId),
}

/// Puts deliveries. Needs PutItem, and GetItem for large bodies.
#[derive(Clone, Debug)]
pub struct DeliveryLog {
    client: Client,
    table: String,
    retention_ms: i64,
}

/// Gets deliveries. Needs GetItem.
#[derive(Clone, Debug)]
pub struct DeliveryReader {
    client: Client,
    table: String,
}

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
    #[serde(default = "yes")]
    body_authenticated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<ByteBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<Parts>,
    /// When a redaction took from it what is personal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    redacted_at: Option<Time>,
    /// Parts of the whole body that a redaction has not removed yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    removing: Option<Parts>,
    replays: u64,
    /// Counted by `store::replays`; most deliveries never have one.
    #[serde(default, skip_serializing_if = "is_zero")]
    retries: u32,
    expires_at: i64,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Rows of before there were proofs that do not cover the body.
fn yes() -> bool {
    true
}

/// Where the parts of a large body are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Parts {
    hash: String,
    count: usize,
}

pub use redaction::DeliveryRedactor;

/// The value of `kind` in a head row; the stream mapping passes only these on.
const HEAD: &str = "delivery";
const PART: &str = "part";

impl DeliveryLog {
    /// On the table `DELIVERIES_TABLE`, rows kept for `RETENTION_DAYS`.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn new(client: Client, environment: &Environment) -> Result<Self, ConfigError> {
        let days = environment.number("RETENTION_DAYS", 90)?;
        Ok(Self { client, table: environment.text("DELIVERIES_TABLE")?, retention_ms: i64::from(days) * DAY_MS })
    }

    /// Puts a delivery unless it is there already.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]; then nothing that counts was stored, and the sender must come again.
    pub async fn put_if_absent(&self, delivery: &NewDelivery) -> Result<PutResult, StoreError> {
        let compressed = compress(delivery.body.bytes());
        let mut row = self.head(delivery);
        if compressed.len() <= WHOLE {
            row.body = Some(ByteBuf::from(compressed));
        } else {
            // A large body's copies are common (retries of a slow request) and its parts dear: look first.
            if let Some(event_id) = self.event_of(&row.pk).await? {
                return Ok(PutResult::Duplicate(event_id));
            }
            row.parts = Some(self.put_parts(&row, &compressed).await?);
        }
        self.commit(&row).await
    }

    fn head(&self, delivery: &NewDelivery) -> DeliveryRow {
        let DeliveryMetadata { key, event_id, channel, account, topic, received_at, replays, retries } =
            delivery.metadata.clone();
        DeliveryRow {
            pk: key.to_string(),
            kind: HEAD.to_owned(),
            integration: key.integration,
            delivery_id: key.id,
            event_id,
            channel,
            account,
            topic,
            received_at,
            headers: delivery.headers.clone(),
            body_authenticated: delivery.body_authenticated,
            body: None,
            parts: None,
            redacted_at: None,
            removing: None,
            replays,
            retries,
            expires_at: received_at.plus_millis(self.retention_ms).seconds(),
        }
    }

    async fn commit(&self, row: &DeliveryRow) -> Result<PutResult, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(to_item(row)))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match put.send().await {
            Ok(_) => Ok(PutResult::Stored(row.event_id)),
            Err(error) => {
                let held = error.as_service_error().and_then(|error| match error {
                    aws_sdk_dynamodb::operation::put_item::PutItemError::ConditionalCheckFailedException(failed) => {
                        failed.item.clone()
                    }
                    _ => None,
                });
                let held = held.ok_or_else(|| StoreError::of("PutItem deliveries")(error))?;
                let held: EventOf = from_item(TABLE, held)?;
                // The SDK tries again when an answer is lost; then the copy that is there is this one.
                Ok(if held.event_id == row.event_id {
                    PutResult::Stored(row.event_id)
                } else {
                    PutResult::Duplicate(held.event_id)
                })
            }
        }
    }

    async fn event_of(&self, pk: &str) -> Result<Option<EventId>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).key("pk", text(pk)).projection_expression("event_id");
        let row = get.send().await.map_err(StoreError::of("GetItem deliveries"))?.item;
        row.map(|row| from_item::<EventOf>(TABLE, row).map(|row| row.event_id)).transpose()
    }

    async fn put_parts(&self, head: &DeliveryRow, compressed: &[u8]) -> Result<Parts, StoreError> {
        let hash: String = hex(&Sha256::digest(compressed)).chars().take(32).collect();
        let parts: Vec<_> = compressed.chunks(WHOLE).collect();
        for (index, part) in parts.iter().enumerate() {
            let item = Item::from([
                ("pk".to_owned(), text(part_key(&head.pk, &hash, index))),
                ("kind".to_owned(), text(PART)),
                ("body".to_owned(), AttributeValue::B(Blob::new(*part))),
                ("expires_at".to_owned(), number(head.expires_at)),
            ]);
            let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
            put.send().await.map_err(StoreError::of("PutItem deliveries (part)"))?;
        }
        Ok(Parts { hash, count: parts.len() })
    }
}

#[derive(Deserialize)]
struct EventOf {
    event_id: EventId,
}

impl DeliveryReader {
    /// On the table `DELIVERIES_TABLE`.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn new(client: Client, environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self { client, table: environment.text("DELIVERIES_TABLE")? })
    }

    /// The delivery of this key, if it is still kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, key: &DeliveryKey) -> Result<Option<Delivery>, StoreError> {
        match self.item(&key.to_string()).await? {
            Some(item) => self.whole(from_item(TABLE, item)?).await.map(Some),
            None => Ok(None),
        }
    }

    /// Whether the table answers: one read of a key that no delivery has.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn reachable(&self) -> Result<(), StoreError> {
        self.item("-").await.map(drop)
    }

    async fn whole(&self, row: DeliveryRow) -> Result<Delivery, StoreError> {
        let (metadata, body) = (row.metadata(), self.body(&row).await?);
        let DeliveryRow { headers, body_authenticated, redacted_at, .. } = row;
        Ok(Delivery { metadata, headers, body_authenticated, redacted_at, body })
    }

    /// The raw body of a head row, or what a redaction left of it; its parts are fetched where it has some. `None`
    /// where a redaction left nothing.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreError::Unreadable`] where the body cannot be put together.
    pub async fn body(&self, row: &DeliveryRow) -> Result<Option<Vec<u8>>, StoreError> {
        let parts;
        let compressed = match (&row.body, &row.parts) {
            (Some(body), _) => body.as_slice(),
            (None, Some(named)) => {
                parts = self.parts(&row.pk, named).await?;
                parts.as_slice()
            }
            (None, None) if row.redacted_at.is_some() => return Ok(None),
            (None, None) => return Err(unreadable("it has neither a body nor parts")),
        };
        let body = zstd::bulk::decompress(compressed, MAX_BODY_BYTES);
        body.map(Some).map_err(|_| unreadable("its body does not decompress"))
    }

    async fn parts(&self, pk: &str, parts: &Parts) -> Result<Vec<u8>, StoreError> {
        let mut compressed = Vec::new();
        for index in 0..parts.count {
            let part = self.item(&part_key(pk, &parts.hash, index)).await?;
            match part.and_then(|mut part| part.remove("body")) {
                Some(AttributeValue::B(bytes)) => compressed.extend_from_slice(bytes.as_ref()),
                _ => return Err(unreadable("a part of its body is missing")),
            }
        }
        Ok(compressed)
    }

    /// The head row of this key as it is now, if it is still kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn head(&self, key: &DeliveryKey) -> Result<Option<DeliveryRow>, StoreError> {
        self.item(&key.to_string()).await?.map(|item| from_item(TABLE, item)).transpose()
    }

    async fn item(&self, pk: &str) -> Result<Option<Item>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).key("pk", text(pk)).consistent_read(true);
        Ok(get.send().await.map_err(StoreError::of("GetItem deliveries"))?.item)
    }
}

impl DeliveryRow {
    /// All but headers and body.
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

    /// How often a replay was asked for.
    pub fn replays(&self) -> u64 {
        self.replays
    }
}

fn part_key(pk: &str, hash: &str, index: usize) -> String {
    format!("{pk}#{hash}#{index}")
}

fn unreadable(detail: &str) -> StoreError {
    StoreError::Unreadable { table: TABLE, detail: detail.to_owned() }
}

fn compress(body: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(body, LEVEL).expect("zstd compresses any bytes that fit in memory")
}
