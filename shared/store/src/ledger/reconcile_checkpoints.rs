//! How far each integration's channel was asked for what its webhooks did not bring.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use domain::order_source::Window;
use serde::{Deserialize, Serialize};
use types::Channel;
use types::time::Time;

use super::super::StoreError;
use super::super::rows::{from_item, key, text, to_item};
use super::TABLE;

/// The most marks of a channel. More are an error and never cut off.
const MOST: usize = 20_000;

/// How far an integration's channel was asked. A mark moves only when what it stands for is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileCheckpoint {
    /// What was changed up to then is stored; `None` before the first answer.
    pub until: Option<Time>,
    /// When it was asked last.
    pub asked_at: Time,
    /// Why there was no answer, a stable word.
    pub error: Option<String>,
    /// Where to go on, if a window was not asked to its end.
    pub unfinished: Option<Unfinished>,
}

/// A window that was asked for in part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfinished {
    /// The window's begin.
    pub from: Time,
    /// The window's end.
    pub to: Time,
    /// What the last page gave as the place of the next one.
    pub after: String,
}

impl Unfinished {
    /// The window.
    pub fn window(&self) -> Window {
        Window { from: self.from, to: self.to }
    }
}

/// Reads and writes marks.
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
    mark: ReconcileCheckpoint,
}

impl ReconcileCheckpoints {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// All marks of a channel. Needs Query.
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
        let mut marks = BTreeMap::new();
        while let Some(page) = pages.next().await {
            for row in page.map_err(StoreError::of("Query ledger"))?.items.unwrap_or_default() {
                let row: Row = from_item(TABLE, row)?;
                marks.insert(row.integration, row.mark);
            }
            if marks.len() > MOST {
                return Err(StoreError::TooMany("marks"));
            }
        }
        Ok(marks)
    }

    /// The mark of one integration. Needs GetItem.
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
        row.map(|row| from_item::<Row>(TABLE, row).map(|row| row.mark)).transpose()
    }

    /// Puts a mark. Two runs at once may put each other's back: then something is asked for twice, and nothing is missed.
    /// Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put(
        &self,
        channel: Channel,
        integration: &IntegrationId,
        mark: &ReconcileCheckpoint,
    ) -> Result<(), StoreError> {
        let (pk, sk) = (partition(channel), integration.to_string());
        let row = Row { pk, sk, integration: integration.clone(), mark: mark.clone() };
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        put.send().await.map_err(StoreError::of("PutItem ledger")).map(drop)
    }
}

fn partition(channel: Channel) -> String {
    format!("reconciled#{}", channel.name())
}
