//! Finds the integration that a webhook is for.

use aws_sdk_dynamodb::Client;
use domain::integration::{Integration, IntegrationId};
use types::Channel;

use super::{AccountRow, REMOVED_AT, SETTINGS, SettingsRow, TABLE, account_key, integration_key};
use crate::error::StoreError;
use crate::rows::{Item, from_item, key};

/// An id that no integration can have. It is read where an account has no owner, so that guessing accounts causes the
/// same work, and takes the same time, whether or not they exist.
const ABSENT_ID: &str = "#";

/// Finds integrations by id or by account. Needs GetItem.
#[derive(Clone, Debug)]
pub struct IntegrationFinder {
    client: Client,
    table: String,
}

impl IntegrationFinder {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Opens the connection to DynamoDB by reading a row that does not exist. A TLS handshake while a function starts
    /// takes a tenth of the time that it takes in the first request. An error is ignored: the first request repeats it.
    pub async fn open_connection(&self) {
        let _ = self.settings(ABSENT_ID).await;
    }

    /// The integration with this id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn by_id(&self, id: &IntegrationId) -> Result<Option<Integration>, StoreError> {
        self.settings(id.as_str()).await
    }

    /// The integration that owns this account key on this channel.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn by_account(&self, channel: Channel, account: &str) -> Result<Option<Integration>, StoreError> {
        let owner = self.get(key(account_key(channel, account), "-")).await?;
        let owner = owner.map(|row| from_item::<AccountRow>(TABLE, row)).transpose()?;
        self.settings(owner.as_ref().map_or(ABSENT_ID, |row| row.integration.as_str())).await
    }

    async fn settings(&self, id: &str) -> Result<Option<Integration>, StoreError> {
        let row = self.get(key(integration_key(id), SETTINGS)).await?.filter(|row| !row.contains_key(REMOVED_AT));
        row.map(|row| from_item::<SettingsRow>(TABLE, row).map(Integration::from)).transpose()
    }

    async fn get(&self, key: Item) -> Result<Option<Item>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key)).consistent_read(true);
        Ok(get.send().await.map_err(StoreError::of("GetItem integrations"))?.item)
    }
}
