//! Removes personal data from stored deliveries. The row stays, with its keys, times and topic.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::delivery::{DeliveryKey, Headers};
use types::Channel;
use types::time::Time;

use super::{BodyParts, DeliveryReader, DeliveryRow, MAX_BODY_BYTES_PER_ROW, compress};
use crate::error::{StoreError, conditional};
use crate::rows::{text, to_item};

/// Redacts deliveries. Needs GetItem, UpdateItem for head rows and DeleteItem for parts.
#[derive(Clone, Debug)]
pub struct DeliveryRedactor {
    client: Client,
    table: String,
    reader: DeliveryReader,
    redact_headers: fn(Channel, Headers) -> Headers,
}

impl DeliveryRedactor {
    pub(crate) fn on(client: Client, table: String, redact_headers: fn(Channel, Headers) -> Headers) -> Self {
        let reader = DeliveryReader::on(client.clone(), table.clone());
        Self { client, table, reader, redact_headers }
    }

    /// The current head row, unless the delivery has expired.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn head(&self, key: &DeliveryKey) -> Result<Option<DeliveryRow>, StoreError> {
        self.reader.head(key).await
    }

    /// The body; `None` where there is none or where it is unreadable.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn body(&self, row: &DeliveryRow) -> Result<Option<Vec<u8>>, StoreError> {
        match self.reader.body(row).await {
            Err(StoreError::Unreadable { .. }) => Ok(None),
            read => read,
        }
    }

    /// Replaces the body by `redacted_body`, or removes it, and removes headers that may name a person. Called again it
    /// only completes what a crash interrupted.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn redact(&self, row: &DeliveryRow, redacted_body: Option<&[u8]>, now: Time) -> Result<(), StoreError> {
        if row.redacted_at.is_none() {
            // A redacted body is a short list of ids. One that would need parts is not that, and is dropped.
            let body = redacted_body.map(compress).filter(|body| body.len() <= MAX_BODY_BYTES_PER_ROW);
            self.replace(row, body, now).await?;
        }
        match row.removing.as_ref().or(row.parts.as_ref()) {
            Some(parts) => self.delete_parts(row, parts).await,
            None => Ok(()),
        }
    }

    /// One write. It keeps the names of the parts to delete, so that a run after a crash knows their keys.
    async fn replace(&self, row: &DeliveryRow, body: Option<Vec<u8>>, now: Time) -> Result<(), StoreError> {
        let (mut set, mut remove) = ("SET redacted_at = :now, headers = :headers".to_owned(), "");
        let mut values = vec![
            (":now", text(now)),
            (":headers", AttributeValue::M(to_item(&(self.redact_headers)(row.channel, row.headers.clone())))),
        ];
        match body {
            Some(body) => {
                set.push_str(", body = :body");
                values.push((":body", AttributeValue::B(Blob::new(body))));
            }
            None => remove = " REMOVE body",
        }
        if let Some(parts) = &row.parts {
            set.push_str(", removing = :parts");
            remove = if remove.is_empty() { " REMOVE parts" } else { " REMOVE body, parts" };
            values.push((":parts", AttributeValue::M(to_item(parts))));
        }
        let update = self.client.update_item().table_name(&self.table).key("pk", text(&row.pk));
        let update = update
            .update_expression(set + remove)
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(redacted_at)")
            .set_expression_attribute_values(Some(
                values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            ));
        // The condition does not hold where the row has expired or another redaction was faster.
        conditional("UpdateItem deliveries", update.send().await).map(drop)
    }

    async fn delete_parts(&self, row: &DeliveryRow, parts: &BodyParts) -> Result<(), StoreError> {
        for index in 0..parts.count {
            let key = text(parts.key(&row.pk, index));
            let delete = self.client.delete_item().table_name(&self.table).key("pk", key);
            delete.send().await.map_err(StoreError::of("DeleteItem deliveries"))?;
        }
        let update = self.client.update_item().table_name(&self.table).key("pk", text(&row.pk));
        let update = update.update_expression("REMOVE removing").condition_expression("attribute_exists(pk)");
        conditional("UpdateItem deliveries", update.send().await).map(drop)
    }
}
