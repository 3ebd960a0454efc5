//! Orders that events of other integrations have changed.
//!
//! A courier's event changes the order of the shop that it ships for. Who may see the shop and not the courier is not told
//! of that event in a gap, but of the order.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use serde::{Deserialize, Serialize};
use types::time::{DAY_MS, Time};

use super::super::StoreError;
use super::super::rows::{batch_put, from_item, text, to_item};
use super::TABLE;

/// How long a note is kept, in milliseconds: longer than the longest gap, a day.
const KEPT_MS: i64 = 2 * DAY_MS;
/// Behind all times.
const LAST: &str = "~";

/// Notes of such orders, and reads them.
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

    /// Notes that the orders of these integrations and ids were changed up to `now`. Needs BatchWriteItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]; then some of them may have been noted.
    pub async fn note(&self, orders: &BTreeSet<(&IntegrationId, &str)>, now: Time) -> Result<(), StoreError> {
        let row = |(integration, order): &(&IntegrationId, &str)| Row {
            pk: partition(integration),
            sk: format!("{now}#{order}"),
            order: (*order).to_owned(),
            expires_at: now.plus_millis(KEPT_MS).seconds(),
        };
        batch_put(&self.client, &self.table, orders.iter().map(|order| to_item(&row(order))).collect()).await
    }

    /// Hands the ids of the integration's orders that were noted at `from` or later to `take`, page by page, until that has
    /// enough; one that was noted twice comes twice. Read consistently. Needs Query.
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
