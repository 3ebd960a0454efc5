//! Orders as lists show them.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::integration::IntegrationId;
use domain::state::order::{OrderDetail, OrderState, OrderSummary};
use domain::subject::Subject;
use runtime::environment::{ConfigError, Environment};
use types::Channel;
use types::time::Time;

use super::{Row, StoredState, TABLE, sort_key};
use crate::StoreError;
use crate::rows::{Item, batch_get, from_item, key, text};

/// How many orders are held in memory at once where all of a time are read.
const PAGE: i32 = 100;

/// An order's state as it is stored.
#[derive(Clone, Debug)]
pub struct StoredOrder {
    /// Whose order it is.
    pub integration: IntegrationId,
    /// The channel.
    pub channel: Channel,
    /// The state.
    pub state: OrderState,
    /// The order's `rev`.
    pub version: u64,
}

impl StoredOrder {
    /// The order as lists and frames show it, once there is something to show.
    pub fn line(&self) -> Option<OrderSummary> {
        self.state.summary(&self.integration, self.channel, self.version)
    }

    /// The order with all that is known of it.
    pub fn detail(&self) -> Option<OrderDetail> {
        self.state.detail(&self.integration, self.channel, self.version)
    }

    /// The order's place in the list.
    pub fn place(&self) -> Option<Placed> {
        self.state.placed_at().map(|at| Placed { at, id: self.state.id.clone() })
    }
}

/// A place in the list of orders: after the order of this time and id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placed {
    /// When the order was placed.
    pub at: Time,
    /// Its id.
    pub id: String,
}

/// Reads orders.
#[derive(Clone, Debug)]
pub struct OrderReader {
    client: Client,
    table: String,
}

impl OrderReader {
    /// On the table `STATE_TABLE`.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn new(client: Client, environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self { client, table: environment.text("STATE_TABLE")? })
    }

    /// Up to `limit` orders of one integration, the newest first, from behind `after`, placed in `from..to`.
    /// Needs Query on the index and BatchGetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn newest(
        &self,
        integration: &IntegrationId,
        after: Option<&Placed>,
        window: (Time, Time),
        limit: i32,
    ) -> Result<Vec<StoredOrder>, StoreError> {
        let keys = self.keys(integration, after, window, limit).await?;
        let mut orders = self.get(keys, false).await?;
        orders.sort_by_cached_key(|order| std::cmp::Reverse(order.place()));
        Ok(orders)
    }

    /// The orders of one integration that were placed in `from..to`, a page at a time, each as it is now by a consistent
    /// read; what the index does not show yet is left out. Each is handed to `take`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn placed_in(
        &self,
        integration: &IntegrationId,
        window: (Time, Time),
        mut take: impl FnMut(StoredOrder),
    ) -> Result<(), StoreError> {
        let mut after: Option<Placed> = None;
        loop {
            let keys = self.keys(integration, after.as_ref(), window, PAGE).await?;
            let is_last = keys.len() < usize::try_from(PAGE).unwrap_or_default();
            let orders = self.get(keys, true).await?;
            let last = orders.iter().filter_map(StoredOrder::place).min();
            orders.into_iter().for_each(&mut take);
            // A page whose orders have all gone has no last place; none is ever removed but with its integration.
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
        after: Option<&Placed>,
        (from, to): (Time, Time),
        limit: i32,
    ) -> Result<Vec<Item>, StoreError> {
        let end = after.map_or_else(|| to.to_string(), |after| sort_key(after.at, &after.id).min(to.to_string()));
        if end < from.to_string() {
            // DynamoDB refuses a range whose end is before its start.
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
            // BETWEEN takes the end in; a page starts behind it.
            let behind = |row: &HashMap<String, AttributeValue>| {
                row.get("placed").and_then(|v| v.as_s().ok()).is_some_and(|placed| placed < &end)
            };
            let found = page.items.unwrap_or_default().into_iter().filter(behind);
            keys.extend(found.filter_map(|mut row| {
                Some(HashMap::from([("pk".to_owned(), row.remove("pk")?), ("sk".to_owned(), row.remove("sk")?)]))
            }));
            start = page.last_evaluated_key;
            if start.is_none() || keys.len() >= usize::try_from(limit).unwrap_or_default() {
                break;
            }
        }
        keys.truncate(usize::try_from(limit).unwrap_or_default());
        Ok(keys)
    }

    /// The orders of these ids as they are now, by a consistent read, in no order; what is not stored is left out.
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
