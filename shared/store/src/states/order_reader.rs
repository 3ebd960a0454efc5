//! Reads orders: pages of the list, those of a time range, and those with given ids.

use std::cmp::Reverse;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use domain::state::order::{OrderDetail, OrderState, OrderSummary};
use domain::subject::Subject;
use types::Channel;
use types::time::Time;

use super::{Row, StoredState, TABLE};
use crate::error::StoreError;
use crate::rows::{Item, batch_get, from_item, key, key_of, text};

/// Orders that are held in memory at once where all of a time range are read.
const MAX_ORDERS_PER_PAGE: i32 = 100;

/// The stored state of an order.
#[derive(Clone, Debug)]
pub struct StoredOrder {
    /// The integration of the order.
    pub integration: IntegrationId,
    /// The channel.
    pub channel: Channel,
    /// The state.
    pub state: OrderState,
    /// The order's `rev`.
    pub version: u64,
}

impl StoredOrder {
    /// The order in its form for lists and frames; `None` while it cannot be shown yet.
    pub fn summary(&self) -> Option<OrderSummary> {
        self.state.summary(&self.integration, self.channel, self.version)
    }

    /// The order with all its details; `None` while it cannot be shown yet.
    pub fn detail(&self) -> Option<OrderDetail> {
        self.state.detail(&self.integration, self.channel, self.version)
    }

    /// The order's position in the list; `None` while it cannot be shown yet.
    pub fn position(&self) -> Option<OrderPosition> {
        self.state.placed_at().map(|at| OrderPosition { at, id: self.state.id.clone() })
    }
}

/// A position in the list of orders: that of the order with this time and id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderPosition {
    /// When the order was placed.
    pub at: Time,
    /// The order's id.
    pub id: String,
}

impl OrderPosition {
    /// The sort key of the order in the index `by_placed_at`.
    pub(super) fn sort_key(&self) -> String {
        format!("{}#{}", self.at, self.id)
    }
}

/// Reads orders.
#[derive(Clone, Debug)]
pub struct OrderReader {
    client: Client,
    table: String,
}

impl OrderReader {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Up to `limit` orders of an integration that were placed in `from..to`, the newest first, after `after`. Needs
    /// Query on the index and BatchGetItem. The index may still contain an order that was deleted a moment ago.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn newest(
        &self,
        integration: &IntegrationId,
        after: Option<&OrderPosition>,
        range: (Time, Time),
        limit: i32,
    ) -> Result<Vec<StoredOrder>, StoreError> {
        let keys = self.keys(integration, after, range, limit).await?;
        let mut orders = self.get(keys, false).await?;
        orders.sort_by_cached_key(|order| Reverse(order.position()));
        Ok(orders)
    }

    /// Passes the orders of an integration that were placed in `from..to` to `take`, page by page, each read
    /// consistently. Orders that the index does not contain yet are left out; orders that were deleted a moment ago may be
    /// among them. Needs Query on the index and BatchGetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn placed_in(
        &self,
        integration: &IntegrationId,
        range: (Time, Time),
        mut take: impl FnMut(StoredOrder),
    ) -> Result<(), StoreError> {
        let mut after: Option<OrderPosition> = None;
        loop {
            let keys = self.keys(integration, after.as_ref(), range, MAX_ORDERS_PER_PAGE).await?;
            let is_last = keys.len() < usize::try_from(MAX_ORDERS_PER_PAGE).unwrap_or_default();
            let orders = self.get(keys, true).await?;
            let last = orders.iter().filter_map(StoredOrder::position).min();
            orders.into_iter().for_each(&mut take);
            // A page whose orders were all deleted has no last position. Orders are deleted only with their
            // integration.
            if is_last || last.is_none() {
                return Ok(());
            }
            after = last;
        }
    }

    /// The keys of up to `limit` orders, the newest first.
    async fn keys(
        &self,
        integration: &IntegrationId,
        after: Option<&OrderPosition>,
        (from, to): (Time, Time),
        limit: i32,
    ) -> Result<Vec<Item>, StoreError> {
        let end = after.map_or_else(|| to.to_string(), |after| after.sort_key().min(to.to_string()));
        if end < from.to_string() {
            // DynamoDB rejects a range whose end is before its start.
            return Ok(Vec::new());
        }
        let mut keys = Vec::new();
        let mut start = None;
        loop {
            let query = self
                .client
                .query()
                .table_name(&self.table)
                .index_name("by_placed_at")
                .key_condition_expression("pk = :pk AND placed BETWEEN :from AND :end")
                .expression_attribute_values(":pk", text(integration))
                .expression_attribute_values(":from", text(from))
                .expression_attribute_values(":end", text(&end))
                .scan_index_forward(false)
                .limit(limit + 1)
                .set_exclusive_start_key(start);
            let page = query.send().await.map_err(StoreError::of("Query state"))?;
            // BETWEEN includes the end, a page does not.
            let is_before_end = |row: &Item| {
                row.get("placed").and_then(|placed| placed.as_s().ok()).is_some_and(|placed| placed < &end)
            };
            let rows = page.items.unwrap_or_default().into_iter().filter(is_before_end);
            keys.extend(rows.filter_map(key_of));
            start = page.last_evaluated_key;
            if start.is_none() || keys.len() >= usize::try_from(limit).unwrap_or_default() {
                break;
            }
        }
        keys.truncate(usize::try_from(limit).unwrap_or_default());
        Ok(keys)
    }

    /// The current orders with these ids, by a consistent read, in no order; orders that are not stored are left out.
    /// Needs BatchGetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of_ids(
        &self,
        ids: impl IntoIterator<Item = (IntegrationId, String)>,
    ) -> Result<Vec<StoredOrder>, StoreError> {
        self.get(ids.into_iter().map(|(integration, id)| key(integration, Subject::order(&id))).collect(), true).await
    }

    async fn get(&self, keys: Vec<Item>, consistent: bool) -> Result<Vec<StoredOrder>, StoreError> {
        let rows = batch_get(&self.client, &self.table, keys, consistent).await?;
        let read = |row| from_item::<Row>(TABLE, row)?.read();
        let orders = rows.into_iter().map(read).map(|stored| stored.map(StoredState::into_order));
        orders.filter_map(Result::transpose).collect()
    }
}
