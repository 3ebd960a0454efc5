//! Taking from a stored delivery what is personal. The row stays, with its keys, its times and its topic.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::delivery::{DeliveryKey, Headers};
use types::Channel;
use types::time::Time;

use super::{DeliveryReader, DeliveryRow, Parts, WHOLE, compress, part_key};
use crate::rows::{text, to_item};
use crate::{StoreError, on_condition};

/// Redacts deliveries. Needs GetItem, UpdateItem for head rows and DeleteItem for parts.
#[derive(Clone, Debug)]
pub struct DeliveryRedactor {
    client: Client,
    table: String,
    reader: DeliveryReader,
    redact_headers: fn(Channel, Headers) -> Headers,
}

impl DeliveryRow {
    /// Whether a redaction is done with it.
    pub fn is_redacted(&self) -> bool {
        self.redacted_at.is_some() && self.removing.is_none()
    }

    /// Whether a redaction has begun with it, and was cut off.
    pub fn is_half_redacted(&self) -> bool {
        self.removing.is_some()
    }

    /// Whether a redaction left nothing of its body.
    pub fn is_without_body(&self) -> bool {
        self.redacted_at.is_some() && self.body.is_none()
    }
}

impl DeliveryRedactor {
    pub(crate) fn on(client: Client, table: String, redact_headers: fn(Channel, Headers) -> Headers) -> Self {
        let reader = DeliveryReader::on(client.clone(), table.clone());
        Self { client, table, reader, redact_headers }
    }

    /// The head row of this key as it is now, if it is still kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn head(&self, key: &DeliveryKey) -> Result<Option<DeliveryRow>, StoreError> {
        self.reader.head(key).await
    }

    /// The whole body; `None` where there is none, or what there is cannot be put together.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn body(&self, row: &DeliveryRow) -> Result<Option<Vec<u8>>, StoreError> {
        match self.reader.body(row).await {
            Err(StoreError::Unreadable { .. }) => Ok(None),
            read => read,
        }
    }

    /// Puts `left`, or nothing, in the place of the body, and takes away the headers that could name a person. Again it
    /// changes nothing but what a crash has left undone.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn redact(&self, row: &DeliveryRow, left: Option<&[u8]>, now: Time) -> Result<(), StoreError> {
        if row.redacted_at.is_none() {
            // What would need parts of its own is no short picture of anything.
            self.replace(row, left.map(compress).filter(|left| left.len() <= WHOLE), now).await?;
        }
        match row.removing.as_ref().or(row.parts.as_ref()) {
            Some(parts) => self.remove_parts(row, parts).await,
            None => Ok(()),
        }
    }

    /// One write. It notes the parts that are to go, so that whoever comes after a crash knows their keys.
    async fn replace(&self, row: &DeliveryRow, left: Option<Vec<u8>>, now: Time) -> Result<(), StoreError> {
        let (mut set, mut remove) = ("SET redacted_at = :now, headers = :headers".to_owned(), "");
        let mut values = vec![
            (":now", text(now)),
            (":headers", AttributeValue::M(to_item(&(self.redact_headers)(row.channel, row.headers.clone())))),
        ];
        match left {
            Some(left) => {
                set.push_str(", body = :body");
                values.push((":body", AttributeValue::B(Blob::new(left))));
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
        // It has expired, or another redaction was faster.
        on_condition("UpdateItem deliveries", update.send().await).map(drop)
    }

    async fn remove_parts(&self, row: &DeliveryRow, parts: &Parts) -> Result<(), StoreError> {
        for index in 0..parts.count {
            let key = text(part_key(&row.pk, &parts.hash, index));
            let delete = self.client.delete_item().table_name(&self.table).key("pk", key);
            delete.send().await.map_err(StoreError::of("DeleteItem deliveries"))?;
        }
        let update = self.client.update_item().table_name(&self.table).key("pk", text(&row.pk));
        let update = update.update_expression("REMOVE removing").condition_expression("attribute_exists(pk)");
        on_condition("UpdateItem deliveries", update.send().await).map(drop)
    }
}
