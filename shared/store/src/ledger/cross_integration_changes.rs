//! Orders that events of other integrations changed.
//!
//! A courier's event changes the order of the shop for which the courier ships. A user who may see the shop but not the
//! courier does not receive that event in a catch-up, but does receive the order.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use serde::{Deserialize, Serialize};
use types::time::{DAY_MS, Time};

use super::TABLE;
use crate::error::StoreError;
use crate::rows::{batch_put, from_item, text, to_item};

/// How long a row is kept: longer than the longest catch-up, which is a day.
const ROW_TTL_MS: i64 = 2 * DAY_MS;
/// Sorts behind all times.
const LAST: &str = "~";

/// Records and reads such orders.
#[derive(Clone, Debug)]
pub struct CrossIntegrationChanges {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    sk: String,
    order: String,
    expires_at: i64,
}

impl CrossIntegrationChanges {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Records that these orders, by integration and id, were changed up to `now`. Needs BatchWriteItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]; then some of them may have been recorded.
    pub async fn record(&self, orders: &BTreeSet<(&IntegrationId, &str)>, now: Time) -> Result<(), StoreError> {
        let row = |(integration, order): &(&IntegrationId, &str)| Row {
            pk: partition(integration),
            sk: format!("{now}#{order}"),
            order: (*order).to_owned(),
            expires_at: now.plus_millis(ROW_TTL_MS).seconds(),
        };
        batch_put(&self.client, &self.table, orders.iter().map(|order| to_item(&row(order))).collect()).await
    }

    /// Passes the ids of the integration's orders that were recorded at `from` or later to `take`, page by page, until
    /// that breaks. An order that was recorded twice comes twice. Reads consistently. Needs Query.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn since(
        &self,
        integration: &IntegrationId,
        from: Time,
        mut take: impl FnMut(Vec<String>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :end")
            .expression_attribute_values(":pk", text(partition(integration)))
            .expression_attribute_values(":from", text(from))
            .expression_attribute_values(":end", text(LAST))
            .consistent_read(true);
        let mut pages = query.into_paginator().send();
        while let Some(page) = pages.next().await {
            let rows = page.map_err(StoreError::of("Query ledger"))?.items.unwrap_or_default().into_iter();
            let ids = rows.map(|row| from_item::<Row>(TABLE, row).map(|row| row.order)).collect::<Result<_, _>>()?;
            if take(ids).is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn partition(integration: &IntegrationId) -> String {
    format!("foreign#{integration}")
}
