//! Late-change markers: they tell a reconnecting client that its catch-up may be incomplete.
//!
//! A catch-up reads events from a window before the client's cursor. A change of an older event, or one that was pushed
//! late, may be missing from it. Before a function writes such a change, and before it reads which clients are live, it
//! writes a marker for the integration; once everything has been pushed, it ends the marker. A client that received its
//! cursor before that end may have missed the change. docs/live.md has the proof.

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use domain::live::ResumeWindow;
use serde::{Deserialize, Serialize};
use types::event_id::EventId;
use types::time::{DAY_MS, Time};

use super::TABLE;
use crate::error::StoreError;
use crate::rows::{from_item, key, text, to_item};

/// How long a marker is kept: longer than the longest catch-up, which is a day.
const MARKER_TTL_MS: i64 = 2 * DAY_MS;

/// Writes and reads markers.
#[derive(Clone, Debug)]
pub struct LateChangeMarkers {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    /// The stamp, minted when the marker was written.
    sk: EventId,
    /// When all marked changes had been pushed; `None` until then.
    #[serde(rename = "over_at", skip_serializing_if = "Option::is_none")]
    ended_at: Option<Time>,
    expires_at: i64,
}

impl Row {
    /// Whether a client that received its cursor at `cursor_at` may have missed the marked changes. An invocation that
    /// never ended its marker lasted no longer than a window.
    fn is_missed_since(&self, cursor_at: Time, window: ResumeWindow) -> bool {
        let ended_at = self.ended_at.unwrap_or_else(|| self.sk.received_at().plus_millis(window.ms()));
        ended_at.plus_millis(window.max_missing_age_ms()) >= cursor_at
    }
}

impl LateChangeMarkers {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Marks late changes that are about to be written, or updates that are about to be pushed late. `stamp` is minted
    /// for this marker. Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn mark(&self, integration: &IntegrationId, stamp: EventId) -> Result<(), StoreError> {
        let expires_at = stamp.received_at().plus_millis(MARKER_TTL_MS).seconds();
        let row = Row { pk: partition(integration), sk: stamp, ended_at: None, expires_at };
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        put.send().await.map(drop).map_err(StoreError::of("PutItem ledger"))
    }

    /// Ends the marker `stamp`: everything that it marks has been pushed. Needs UpdateItem.
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

    /// Whether a client that received its cursor at `cursor_at` may have missed a late change of the integration. Reads
    /// consistently. Needs Query.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_missed_since(
        &self,
        integration: &IntegrationId,
        cursor_at: Time,
        window: ResumeWindow,
    ) -> Result<bool, StoreError> {
        let first = EventId::first_of(cursor_at.plus_millis(-window.ms() - window.max_missing_age_ms()));
        // The newest first: one that was written after the cursor decides at once.
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
            let marker: Row = from_item(TABLE, row.map_err(StoreError::of("Query ledger"))?)?;
            if marker.is_missed_since(cursor_at, window) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn partition(integration: &IntegrationId) -> String {
    format!("late#{integration}")
}
