//! Reads deliveries, with their bodies put together from parts.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::delivery::{Delivery, DeliveryKey, MAX_BODY_BYTES};

use super::{BodyParts, DeliveryRow, TABLE};
use crate::error::StoreError;
use crate::rows::{Item, from_item, text};

/// Reads deliveries. Needs GetItem.
#[derive(Clone, Debug)]
pub struct DeliveryReader {
    client: Client,
    table: String,
}

impl DeliveryReader {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// The delivery, unless it has expired.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, key: &DeliveryKey) -> Result<Option<Delivery>, StoreError> {
        let Some(row) = self.head(key).await? else { return Ok(None) };
        let (metadata, body) = (row.metadata(), self.body(&row).await?);
        let DeliveryRow { headers, body_authenticated, redacted_at, .. } = row;
        Ok(Some(Delivery { metadata, headers, body_authenticated, redacted_at, body }))
    }

    /// The current head row, unless the delivery has expired.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn head(&self, key: &DeliveryKey) -> Result<Option<DeliveryRow>, StoreError> {
        self.item(&key.to_string()).await?.map(|item| from_item(TABLE, item)).transpose()
    }

    /// The raw body of a delivery, or what a redaction left of it; reads its parts where it has some. `None` where a
    /// redaction left nothing.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreError::Unreadable`] where a part is missing or the body does not decompress.
    pub async fn body(&self, row: &DeliveryRow) -> Result<Option<Vec<u8>>, StoreError> {
        let joined;
        let compressed = match (&row.body, &row.parts) {
            (Some(body), _) => body.as_slice(),
            (None, Some(parts)) => {
                joined = self.join(&row.pk, parts).await?;
                joined.as_slice()
            }
            (None, None) if row.redacted_at.is_some() => return Ok(None),
            (None, None) => return Err(unreadable("it has neither a body nor parts")),
        };
        let body = zstd::bulk::decompress(compressed, MAX_BODY_BYTES);
        body.map(Some).map_err(|_| unreadable("its body does not decompress"))
    }

    async fn join(&self, pk: &str, parts: &BodyParts) -> Result<Vec<u8>, StoreError> {
        let mut compressed = Vec::new();
        for index in 0..parts.count {
            let part = self.item(&parts.key(pk, index)).await?;
            match part.and_then(|mut part| part.remove("body")) {
                Some(AttributeValue::B(bytes)) => compressed.extend_from_slice(bytes.as_ref()),
                _ => return Err(unreadable("a part of its body is missing")),
            }
        }
        Ok(compressed)
    }

    async fn item(&self, pk: &str) -> Result<Option<Item>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).key("pk", text(pk)).consistent_read(true);
        Ok(get.send().await.map_err(StoreError::of("GetItem deliveries"))?.item)
    }
}

fn unreadable(detail: &str) -> StoreError {
    StoreError::Unreadable { table: TABLE, detail: detail.to_owned() }
}
