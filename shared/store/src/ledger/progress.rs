//! Up to when everything was rolled up.

use aws_sdk_dynamodb::Client;
use serde::Deserialize;
use types::time::Time;

use super::super::rows::{Item, from_item, key, text};
use super::super::{StoreError, on_condition};
use super::TABLE;

/// When the last run began that left nothing undone.
#[derive(Clone, Debug)]
pub struct RollupProgress {
    client: Client,
    table: String,
}

#[derive(Deserialize)]
struct Row {
    at: Time,
}

impl RollupProgress {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Notes that a run which began at `at` has done all that was due then. Needs UpdateItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn reached(&self, at: Time) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(row_key()))
            .update_expression("SET #at = :at")
            // Two runs at once: the later one stays, whichever ends last.
            .condition_expression("attribute_not_exists(#at) OR #at < :at")
            .expression_attribute_names("#at", "at")
            .expression_attribute_values(":at", text(at));
        on_condition("UpdateItem ledger", update.send().await).map(drop)
    }

    /// When that run began; `None` before the first one. Needs GetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn last(&self) -> Result<Option<Time>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(row_key()));
        let row = get.send().await.map_err(StoreError::of("GetItem ledger"))?.item;
        row.map(|row| from_item::<Row>(TABLE, row).map(|row| row.at)).transpose()
    }
}

fn row_key() -> Item {
    key("progress#rollup", "-")
}
