//! Notes of late changes: what a gap does not reach back to, or was pushed late.
//!
//! A row is made by whoever changes something late, for each integration, before he looks who is live, and over once all of
//! it has been pushed. A client that was told its cursor before that may have missed it.

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use domain::live::ResumeWindow;
use runtime::environment::{ConfigError, Environment};
use serde::{Deserialize, Serialize};
use types::event_id::EventId;
use types::time::{DAY_MS, Time};

use super::super::StoreError;
use super::super::rows::{from_item, key, text, to_item};
use super::TABLE;

/// How long a note is kept, in milliseconds: longer than the longest gap, a day.
const KEPT_MS: i64 = 2 * DAY_MS;

/// Makes notes, and reads them.
#[derive(Clone, Debug)]
pub struct LateChangeMarkers {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    /// Minted when it was made.
    sk: EventId,
    /// When all that it tells of had been pushed; `None` as long as that may not be so.
    #[serde(skip_serializing_if = "Option::is_none")]
    over_at: Option<Time>,
    expires_at: i64,
}

impl Row {
    /// Whether a client that was told its cursor at `told_at` may have missed what it tells of. An invocation that never
    /// said that it was over has not lasted longer than a window.
    fn is_missed_since(&self, told_at: Time, window: ResumeWindow) -> bool {
        let over_at = self.over_at.unwrap_or_else(|| self.sk.received_at().plus_millis(window.ms()));
        over_at.plus_millis(window.max_missing_age_ms()) >= told_at
    }
}

impl LateChangeMarkers {
    /// On the table `LEDGER_TABLE`.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn new(client: Client, environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self { client, table: environment.text("LEDGER_TABLE")? })
    }

    /// Notes late changes that are about to be written, or lines that are about to be pushed late; `stamp` is minted for
    /// this note. Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn note(&self, integration: &IntegrationId, stamp: EventId) -> Result<(), StoreError> {
        let expires_at = stamp.received_at().plus_millis(KEPT_MS).seconds();
        let row = Row { pk: partition(integration), sk: stamp, over_at: None, expires_at };
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        put.send().await.map(drop).map_err(StoreError::of("PutItem ledger"))
    }

    /// Says that all that the note `stamp` tells of has been pushed. Needs UpdateItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn end(&self, integration: &IntegrationId, stamp: EventId, now: Time) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(partition(integration), stamp)))
            .update_expression("SET over_at = :now")
            .expression_attribute_values(":now", text(now));
        update.send().await.map(drop).map_err(StoreError::of("UpdateItem ledger"))
    }

    /// Whether a client that was told its cursor at `told_at` may have missed a late change of the integration. Read
    /// consistently. Needs Query.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_missed_since(
        &self,
        integration: &IntegrationId,
        told_at: Time,
        window: ResumeWindow,
    ) -> Result<bool, StoreError> {
        let first = EventId::first_of(told_at.plus_millis(-window.ms() - window.max_missing_age_ms()));
        // The newest ones first: one that was made after that time decides.
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND sk >= :first")
            .expression_attribute_values(":pk", text(partition(integration)))
            .expression_attribute_values(":first", text(first))
            .scan_index_forward(false)
            .consistent_read(true);
        let mut pages = query.into_paginator().items().send();
        while let Some(row) = pages.next().await {
            let note: Row = from_item(TABLE, row.map_err(StoreError::of("Query ledger"))?)?;
            if note.is_missed_since(told_at, window) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn partition(integration: &IntegrationId) -> String {
    format!("late#{integration}")
}
