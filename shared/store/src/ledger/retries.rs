//! The schedule of automatic retries: which event is due when. The backoff is `domain::retry_backoff`.

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use serde::{Deserialize, Serialize};
use tracing::error;
use types::event_id::EventId;
use types::time::Time;

use super::TABLE;
use crate::error::StoreError;
use crate::rows::{from_item, key, text, to_item};

/// Partitions over which scheduled retries are spread. A partition accepts 1,000 writes a second, and while an API is
/// down every event fails.
const PARTITIONS: u8 = 4;

/// A scheduled retry. The event's own row decides: where it has another time for its next retry, or none, this one is
/// stale.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DueRetry {
    /// When it is due.
    pub at: Time,
    /// The integration of the event.
    pub integration: IntegrationId,
    /// The event.
    pub event: EventId,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    sk: String,
    at: Time,
    integration: IntegrationId,
    event: EventId,
}

/// Schedules retries and lists those that are due.
#[derive(Clone, Debug)]
pub struct Retries {
    client: Client,
    table: String,
}

impl Retries {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Schedules a retry. Called again it changes nothing. Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn schedule(&self, due: &DueRetry) -> Result<(), StoreError> {
        let DueRetry { at, integration, event } = due.clone();
        let row = Row { pk: partition_of(event), sk: sort_key(due), at, integration, event };
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        put.send().await.map(drop).map_err(StoreError::of("PutItem ledger"))
    }

    /// The retries that are due at `now`, up to `limit` of each partition, the oldest first, by consistent reads. Needs
    /// Query.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]. An unreadable row is logged and left out.
    pub async fn due(&self, now: Time, limit: i32) -> Result<Vec<DueRetry>, StoreError> {
        let mut due = Vec::new();
        for number in 0..PARTITIONS {
            let query = self
                .client
                .query()
                .table_name(&self.table)
                // `$` sorts behind the `#` that follows the time: retries of this very millisecond are included.
                .key_condition_expression("pk = :pk AND sk < :end")
                .expression_attribute_values(":pk", text(partition(number)))
                .expression_attribute_values(":end", text(format!("{now}$")))
                .consistent_read(true)
                .limit(limit);
            let rows = query.send().await.map_err(StoreError::of("Query ledger"))?.items.unwrap_or_default();
            due.extend(rows.into_iter().filter_map(|row| {
                let row = from_item::<Row>(TABLE, row);
                let row = row.inspect_err(|error| error!(%error, "the row of a scheduled retry is unreadable")).ok()?;
                Some(DueRetry { at: row.at, integration: row.integration, event: row.event })
            }));
        }
        due.sort_unstable();
        Ok(due)
    }

    /// Deletes a scheduled retry. Needs DeleteItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn remove(&self, due: &DueRetry) -> Result<(), StoreError> {
        let key = key(partition_of(due.event), sort_key(due));
        let delete = self.client.delete_item().table_name(&self.table).set_key(Some(key));
        delete.send().await.map(drop).map_err(StoreError::of("DeleteItem ledger"))
    }
}

/// By the last character of the event's id, which is random.
fn partition_of(event: EventId) -> String {
    partition(event.to_string().bytes().last().unwrap_or_default() % PARTITIONS)
}

fn partition(number: u8) -> String {
    format!("retry#{number}")
}

fn sort_key(DueRetry { at, integration, event }: &DueRetry) -> String {
    format!("{at}#{integration}#{event}")
}
