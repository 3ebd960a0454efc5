//! Stores deliveries, with deduplication: N copies of a webhook are one row.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use domain::delivery::{DeliveryMetadata, NewDelivery};
use serde::Deserialize;
use serde_bytes::ByteBuf;
use sha2::{Digest, Sha256};
use types::event_id::EventId;
use types::hex;

use super::{BodyParts, DeliveryRow, HEAD, MAX_BODY_BYTES_PER_ROW, PART, TABLE, compress};
use crate::error::StoreError;
use crate::rows::{Item, from_item, number, text, to_item};

/// Digits of the hash in the keys of parts: 128 bits.
const HASH_DIGITS: usize = 32;

/// The outcome of [`DeliveryLog::put_if_absent`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutResult {
    /// The delivery was stored: it was the first copy. Holds the id of its event.
    Stored(EventId),
    /// A copy was stored before. Holds the id of that copy's event.
    Duplicate(EventId),
}

/// Stores deliveries. Needs PutItem, and GetItem for large bodies.
#[derive(Clone, Debug)]
pub struct DeliveryLog {
    client: Client,
    table: String,
    retention_ms: i64,
}

#[derive(Deserialize)]
struct EventIdOnly {
    event_id: EventId,
}

impl DeliveryLog {
    pub(crate) fn on(client: Client, table: String, retention_ms: i64) -> Self {
        Self { client, table, retention_ms }
    }

    /// Stores a delivery unless one with its key exists (deduplication).
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]. In this case the caller must ask the sender to send the webhook again. The head row
    /// was not stored, unless only the response was lost.
    pub async fn put_if_absent(&self, delivery: &NewDelivery) -> Result<PutResult, StoreError> {
        let compressed = compress(delivery.body.bytes());
        let mut row = self.head(delivery);
        if compressed.len() <= MAX_BODY_BYTES_PER_ROW {
            row.body = Some(ByteBuf::from(compressed));
        } else {
            // Senders often send a large body again, because its request is slow. Writing its parts costs many write
            // units, so a read first checks whether a copy is stored.
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
        let Err(error) = put.send().await else { return Ok(PutResult::Stored(row.event_id)) };
        let existing = match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(failed)) => failed.item.clone(),
            _ => None,
        };
        let existing = existing.ok_or_else(|| StoreError::of("PutItem deliveries")(error))?;
        let existing: EventIdOnly = from_item(TABLE, existing)?;
        // The SDK repeats a put whose response was lost. In this case the existing row is the one that this call wrote.
        Ok(if existing.event_id == row.event_id {
            PutResult::Stored(row.event_id)
        } else {
            PutResult::Duplicate(existing.event_id)
        })
    }

    async fn event_of(&self, pk: &str) -> Result<Option<EventId>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).key("pk", text(pk)).projection_expression("event_id");
        let row = get.send().await.map_err(StoreError::of("GetItem deliveries"))?.item;
        row.map(|row| from_item::<EventIdOnly>(TABLE, row).map(|row| row.event_id)).transpose()
    }

    async fn put_parts(&self, head: &DeliveryRow, compressed: &[u8]) -> Result<BodyParts, StoreError> {
        let bytes: Vec<_> = compressed.chunks(MAX_BODY_BYTES_PER_ROW).collect();
        let hash = hex(&Sha256::digest(compressed)).chars().take(HASH_DIGITS).collect();
        let parts = BodyParts { hash, count: bytes.len() };
        for (index, part) in bytes.into_iter().enumerate() {
            let item = Item::from([
                ("pk".to_owned(), text(parts.key(&head.pk, index))),
                ("kind".to_owned(), text(PART)),
                ("body".to_owned(), AttributeValue::B(Blob::new(part))),
                ("expires_at".to_owned(), number(head.expires_at)),
            ]);
            let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
            put.send().await.map_err(StoreError::of("PutItem deliveries (part)"))?;
        }
        Ok(parts)
    }
}
