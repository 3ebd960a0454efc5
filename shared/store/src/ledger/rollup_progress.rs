//! The time up to which statistics are complete.

use aws_sdk_dynamodb::Client;
use serde::Deserialize;
use types::time::Time;

use super::TABLE;
use crate::error::{StoreError, conditional};
use crate::rows::{Item, from_item, key, text};

/// Reads and writes the time at which the last complete run of the function `rollup` began. A complete run rolls up all
/// dirty buckets.
#[derive(Clone, Debug)]
pub struct RollupProgress {
    client: Client,
    table: String,
}

#[derive(Deserialize)]
struct Row {
    #[serde(rename = "at")]
    began_at: Time,
}

impl RollupProgress {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Records that a run which began at `began_at` was complete. Needs UpdateItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn record(&self, began_at: Time) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(row_key()))
            .update_expression("SET #at = :at")
            // Of two concurrent runs the one that began later stays, whichever ends last.
            .condition_expression("attribute_not_exists(#at) OR #at < :at")
            .expression_attribute_names("#at", "at")
            .expression_attribute_values(":at", text(began_at));
        conditional("UpdateItem ledger", update.send().await).map(drop)
    }

    /// When the last complete run began; `None` before the first one. Needs GetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn last_complete_run(&self) -> Result<Option<Time>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(row_key()));
        let row = get.send().await.map_err(StoreError::of("GetItem ledger"))?.item;
        row.map(|row| from_item::<Row>(TABLE, row).map(|row| row.began_at)).transpose()
    }
}

fn row_key() -> Item {
    key("progress#rollup", "-")
}
