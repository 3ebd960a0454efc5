//! Tied orders: orders of which two snapshots have one source time, and neither is known to be newer. The function
//! `reconcile` fetches each from its channel's API, which decides.
//!
//! There is one row for an order, so that however many snapshots tie, it is fetched once.

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use serde::{Deserialize, Serialize};
use tracing::error;
use types::Channel;
use types::time::{DAY_MS, Time};

use super::TABLE;
use crate::error::{StoreError, conditional};
use crate::rows::{from_item, key, text, to_item};

/// How long a row is kept: longer than all attempts take.
const TTL_MS: i64 = 2 * DAY_MS;
/// The most rows that one listing reads, so that rows that are not due cannot make it long.
const MAX_ROWS_READ: usize = 5_000;

/// An order that has to be fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TiedOrder {
    /// The integration.
    pub integration: IntegrationId,
    /// The channel's id of the order.
    #[serde(rename = "order_id")]
    pub order: String,
    /// The source time of the snapshots.
    pub tied_at: Time,
    /// When it is to be fetched.
    pub due_at: Time,
    /// How often fetching it has failed.
    pub failures: u32,
}

/// Writes and lists tied orders.
#[derive(Clone, Debug)]
pub struct TiedOrders {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    sk: String,
    #[serde(flatten)]
    order: TiedOrder,
    expires_at: i64,
}

impl Row {
    fn of(channel: Channel, order: &TiedOrder) -> Self {
        let expires_at = order.due_at.plus_millis(TTL_MS).seconds();
        Self { pk: partition(channel), sk: sort_key(order), order: order.clone(), expires_at }
    }
}

impl TiedOrders {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Adds an order, unless it is listed with the same source time or a newer one. Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add(&self, channel: Channel, order: &TiedOrder) -> Result<(), StoreError> {
        self.put(channel, order, "attribute_not_exists(pk) OR tied_at < :tied_at").await
    }

    /// The orders of a channel that are due by `time`, at most `limit`, by a consistent read. Needs Query.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]. An unreadable row is logged and left out.
    pub async fn due(&self, channel: Channel, time: Time, limit: usize) -> Result<Vec<TiedOrder>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(partition(channel)))
            .consistent_read(true);
        let mut pages = query.into_paginator().items().send();
        let (mut due, mut read) = (Vec::new(), 0);
        while let Some(row) = pages.next().await {
            let row = from_item::<Row>(TABLE, row.map_err(StoreError::of("Query ledger"))?);
            read += 1;
            match row {
                Ok(row) if row.order.due_at <= time => due.push(row.order),
                Ok(_) => {}
                Err(error) => error!(%error, "the row of a tied order is unreadable"),
            }
            if due.len() >= limit || read >= MAX_ROWS_READ {
                break;
            }
        }
        Ok(due)
    }

    /// Replaces the row of `order` by this one, unless it was added again with a newer source time. Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn postpone(&self, channel: Channel, order: &TiedOrder) -> Result<(), StoreError> {
        self.put(channel, order, "tied_at = :tied_at").await
    }

    /// Writes the row of `order` if `condition` holds, which may use `:tied_at`.
    async fn put(&self, channel: Channel, order: &TiedOrder, condition: &str) -> Result<(), StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(to_item(&Row::of(channel, order))))
            .condition_expression(condition)
            .expression_attribute_values(":tied_at", text(order.tied_at));
        conditional("PutItem ledger", put.send().await).map(drop)
    }

    /// Removes an order, unless it was added again with a newer source time. Needs DeleteItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn remove(&self, channel: Channel, order: &TiedOrder) -> Result<(), StoreError> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key(partition(channel), sort_key(order))))
            .condition_expression("tied_at = :tied_at")
            .expression_attribute_values(":tied_at", text(order.tied_at));
        conditional("DeleteItem ledger", delete.send().await).map(drop)
    }
}

fn partition(channel: Channel) -> String {
    format!("tied#{}", channel.name())
}

fn sort_key(order: &TiedOrder) -> String {
    format!("{}#{}", order.integration, order.order)
}
