//! Checkpoints of reconciliation: the time up to which each integration's orders were fetched from its channel's API.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use domain::order_source::Window;
use serde::{Deserialize, Serialize};
use types::Channel;
use types::time::Time;

use super::TABLE;
use crate::error::StoreError;
use crate::rows::{from_item, key, text, to_item};

/// The most checkpoints of a channel. More are an error, since a shortened list would leave some out silently.
const MAX_CHECKPOINTS: usize = 20_000;

/// How far an integration is reconciled. A checkpoint moves only after the fetched orders were stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileCheckpoint {
    /// Orders that were changed before this time are stored; `None` before the first response.
    pub until: Option<Time>,
    /// When the last attempt began.
    #[serde(rename = "asked_at")]
    pub attempted_at: Time,
    /// The error code of the last attempt, if it failed.
    pub error: Option<String>,
    /// Where to continue, if not all pages of a window were fetched.
    pub unfinished: Option<UnfinishedWindow>,
}

/// A window of which some pages were fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnfinishedWindow {
    /// Where the window begins.
    pub from: Time,
    /// Where the window ends.
    pub to: Time,
    /// The channel's cursor of the next page.
    pub after: String,
}

impl UnfinishedWindow {
    /// The window.
    pub fn window(&self) -> Window {
        Window { from: self.from, to: self.to }
    }
}

/// Reads and writes checkpoints.
#[derive(Clone, Debug)]
pub struct ReconcileCheckpoints {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    sk: String,
    integration: IntegrationId,
    #[serde(flatten)]
    checkpoint: ReconcileCheckpoint,
}

impl ReconcileCheckpoints {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// All checkpoints of a channel, by integration. Needs Query.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of_channel(
        &self,
        channel: Channel,
    ) -> Result<BTreeMap<IntegrationId, ReconcileCheckpoint>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(partition(channel)))
            .consistent_read(true);
        let mut pages = query.into_paginator().send();
        let mut checkpoints = BTreeMap::new();
        while let Some(page) = pages.next().await {
            for row in page.map_err(StoreError::of("Query ledger"))?.items.unwrap_or_default() {
                let row: Row = from_item(TABLE, row)?;
                checkpoints.insert(row.integration, row.checkpoint);
            }
            if checkpoints.len() > MAX_CHECKPOINTS {
                return Err(StoreError::TooMany("reconcile checkpoints"));
            }
        }
        Ok(checkpoints)
    }

    /// The checkpoint of one integration. Needs GetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of(
        &self,
        channel: Channel,
        integration: &IntegrationId,
    ) -> Result<Option<ReconcileCheckpoint>, StoreError> {
        let key = key(partition(channel), integration);
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key)).consistent_read(true);
        let row = get.send().await.map_err(StoreError::of("GetItem ledger"))?.item;
        row.map(|row| from_item::<Row>(TABLE, row).map(|row| row.checkpoint)).transpose()
    }

    /// Writes a checkpoint. Two concurrent runs may set each other's back: then some orders are fetched twice, and none
    /// is missed. Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put(
        &self,
        channel: Channel,
        integration: &IntegrationId,
        checkpoint: &ReconcileCheckpoint,
    ) -> Result<(), StoreError> {
        let (pk, sk) = (partition(channel), integration.to_string());
        let row = Row { pk, sk, integration: integration.clone(), checkpoint: checkpoint.clone() };
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        put.send().await.map_err(StoreError::of("PutItem ledger")).map(drop)
    }
}

fn partition(channel: Channel) -> String {
    format!("reconciled#{}", channel.name())
}
