//! The step `read`: the delivery of a stream record, and its stored body.

use aws_lambda_events::event::dynamodb::EventRecord;
use domain::delivery::{DeliveryMetadata, Headers};
use runtime::environment::ConfigError;
use store::Store;
use store::StoreError;
use store::deliveries::{DeliveryReader, DeliveryRow};
use store::stream_record;

/// The body of a delivery as it is stored now.
pub(crate) enum StoredBody {
    /// The body, or the part of it that a redaction has left.
    Readable(Vec<u8>),
    /// A redaction has left nothing.
    Removed,
    /// The body cannot be read.
    Unreadable { detail: String },
}

/// A stored delivery that is to be processed.
pub(crate) struct ReadDelivery {
    pub(crate) metadata: DeliveryMetadata,
    pub(crate) headers: Headers,
    pub(crate) body: StoredBody,
}

/// Reads the deliveries of stream records.
pub(crate) struct RecordReader {
    deliveries: DeliveryReader,
}

impl RecordReader {
    /// On the table that `environment` names.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub(crate) fn new(store: &Store) -> Result<Self, ConfigError> {
        Ok(Self { deliveries: store.delivery_reader()? })
    }

    /// The delivery of `record`; `None` if the record is not to be processed.
    ///
    /// # Errors
    /// [`StoreError`]: the record has to be sent again.
    pub(crate) async fn read(&self, record: EventRecord) -> Result<Option<ReadDelivery>, StoreError> {
        let Some(row) = stream_record::delivery(record)? else { return Ok(None) };
        let body = match self.body(&row).await {
            Ok(Some(body)) => StoredBody::Readable(body),
            Ok(None) => StoredBody::Removed,
            // A retry would not help, and the records after this one would have to wait: its event fails instead.
            Err(StoreError::Unreadable { detail, .. }) => StoredBody::Unreadable { detail },
            Err(error) => return Err(error),
        };
        Ok(Some(ReadDelivery { metadata: row.metadata(), headers: row.into_headers(), body }))
    }

    /// The body of a row. If a redaction has removed parts of it since the record was made, the redacted body.
    async fn body(&self, row: &DeliveryRow) -> Result<Option<Vec<u8>>, StoreError> {
        let body = self.deliveries.body(row).await;
        if !matches!(body, Err(StoreError::Unreadable { .. })) {
            return body;
        }
        match self.deliveries.head(&row.metadata().key).await? {
            Some(current) if current.is_redacted() || current.is_half_redacted() => {
                self.deliveries.body(&current).await
            }
            _ => body,
        }
    }
}
