//! Notes of late changes.

use aws_sdk_dynamodb::Client;
use serde::Deserialize;

use super::super::rows::{Item, from_item, key, text};
use super::super::{StoreError, on_condition};
use super::TABLE;
use crate::environment::{BadEnvironment, Environment};
use crate::integration::IntegrationId;
use crate::time::Time;

/// When an event row older than the window of a resume was last written or changed: a client that resumes from
/// before that may have missed it.
#[derive(Clone, Debug)]
pub struct LateChanges {
    client: Client,
    table: String,
}

#[derive(Deserialize)]
struct Note {
    changed_at: Time,
}

impl LateChanges {
    /// On the table `LEDGER_TABLE`.
    ///
    /// # Errors
    /// [`BadEnvironment`].
    pub fn new(client: Client, environment: &Environment) -> Result<Self, BadEnvironment> {
        Ok(Self { client, table: environment.text("LEDGER_TABLE")? })
    }

    /// Notes a late change that is about to be written. Needs UpdateItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn note(&self, integration: &IntegrationId, now: Time) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(note_key(integration)))
            .update_expression("SET changed_at = :now")
            // Two at once: the newer one stays, whichever is written last.
            .condition_expression("attribute_not_exists(changed_at) OR changed_at < :now")
            .expression_attribute_values(":now", text(now));
        on_condition("UpdateItem ledger", update.send().await).map(drop)
    }

    /// The newest late change of an integration. Needs GetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn newest(&self, integration: &IntegrationId) -> Result<Option<Time>, StoreError> {
        let get =
            self.client.get_item().table_name(&self.table).set_key(Some(note_key(integration))).consistent_read(true);
        let row = get.send().await.map_err(StoreError::of("GetItem ledger"))?.item;
        row.map(|row| from_item::<Note>(TABLE, row).map(|note| note.changed_at)).transpose()
    }
}

fn note_key(integration: &IntegrationId) -> Item {
    key(format!("late#{integration}"), "-")
}
