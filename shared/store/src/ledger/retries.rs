//! Automatic retries: which event is due when.

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use serde::{Deserialize, Serialize};
use tracing::error;
use types::event_id::EventId;
use types::time::Time;

use super::super::StoreError;
use super::super::rows::{from_item, key, text, to_item};
use super::TABLE;

/// Over how many partitions the notes are spread: a partition takes 1,000 writes a second, and an API that is down
/// fails every event.
const PARTITIONS: u8 = 4;

/// A note that an event is to be tried again. The event's line decides: where it names another time, or none, the note
/// is stale.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DueRetry {
    /// When.
    pub at: Time,
    /// Whose event it is.
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

/// The notes of all events that are tried again by themselves.
#[derive(Clone, Debug)]
pub struct Retries {
    client: Client,
    table: String,
}

impl Retries {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Writes a note; again it changes nothing. Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn note(&self, due: &DueRetry) -> Result<(), StoreError> {
        let DueRetry { at, integration, event } = due.clone();
        let row = Row { pk: partition_of(event), sk: sort_key(due), at, integration, event };
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        put.send().await.map(drop).map_err(StoreError::of("PutItem ledger"))
    }

    /// What is due at `now`, up to `limit` of each partition, the oldest first, by consistent reads. Needs Query.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]. A note that cannot be read is logged and passed over.
    pub async fn due(&self, now: Time, limit: i32) -> Result<Vec<DueRetry>, StoreError> {
        let mut due = Vec::new();
        for number in 0..PARTITIONS {
            let query = self
                .client
                .query()
                .table_name(&self.table)
                // `$` comes behind the `#` after the time: what is due in this very millisecond is in it.
                .key_condition_expression("pk = :pk AND sk < :end")
                .expression_attribute_values(":pk", text(partition(number)))
                .expression_attribute_values(":end", text(format!("{now}$")))
                .consistent_read(true)
                .limit(limit);
            let rows = query.send().await.map_err(StoreError::of("Query ledger"))?.items.unwrap_or_default();
            due.extend(rows.into_iter().filter_map(|row| {
                let read = from_item::<Row>(TABLE, row).inspect_err(|error| error!(%error, "a retry is passed over"));
                read.ok().map(|row| DueRetry { at: row.at, integration: row.integration, event: row.event })
            }));
        }
        due.sort_unstable();
        Ok(due)
    }

    /// Removes a note. Needs DeleteItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn remove(&self, due: &DueRetry) -> Result<(), StoreError> {
        let key = key(partition_of(due.event), sort_key(due));
        let delete = self.client.delete_item().table_name(&self.table).set_key(Some(key));
        delete.send().await.map(drop).map_err(StoreError::of("DeleteItem ledger"))
    }
}

/// The last character of an event's id is random.
fn partition_of(event: EventId) -> String {
    partition(event.to_string().bytes().last().unwrap_or_default() % PARTITIONS)
}

fn partition(number: u8) -> String {
    format!("retry#{number}")
}

fn sort_key(DueRetry { at, integration, event }: &DueRetry) -> String {
    format!("{at}#{integration}#{event}")
}
