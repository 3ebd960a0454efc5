//! The table `state`: the current picture of each order.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::StoreError;
use super::rows::{batch_get, from_item, key, number, text, to_item};
use crate::channel::Channel;
use crate::environment::{BadEnvironment, Environment};
use crate::integration::IntegrationId;
use crate::order::{OrderDetail, OrderLine, OrderState};
use crate::subject::Subject;
use crate::time::Time;

const TABLE: &str = "state";
/// The largest state document, compressed: an item may have 400 KB, and the rest of the row is small.
const LARGEST: usize = 380 * 1024;
/// The largest state document as JSON that is written; a page of orders is held in memory at once.
const LARGEST_DOCUMENT: usize = 2 * 1024 * 1024;
/// The largest that is read: what was written once can be read also if the other bound is lowered.
const LARGEST_READ: usize = 64 * 1024 * 1024;

/// An order's state as it is stored.
#[derive(Clone, Debug)]
pub struct StoredOrder {
    /// Whose order it is.
    pub integration: IntegrationId,
    /// The channel.
    pub channel: Channel,
    /// The state.
    pub state: OrderState,
    /// Grows with every change; the order's `rev`. 0 is for an order that is not stored yet.
    pub version: u64,
}

impl StoredOrder {
    /// The order as lists and frames show it, once there is something to show.
    pub fn line(&self) -> Option<OrderLine> {
        self.state.line(&self.integration, self.channel, self.version)
    }

    /// The order with all that is known of it.
    pub fn detail(&self) -> Option<OrderDetail> {
        self.state.detail(&self.integration, self.channel, self.version)
    }
}

/// What a save has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Save {
    /// It is stored.
    Saved,
    /// Another writer was faster; load again.
    Conflict,
    /// The state does not fit an item.
    TooLarge,
}

/// A place in the list of orders: after the order of this time and id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placed {
    /// When the order was placed.
    pub at: Time,
    /// Its id.
    pub id: String,
}

/// Orders' states.
#[derive(Clone, Debug)]
pub struct OrderStates {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: IntegrationId,
    sk: String,
    channel: Channel,
    /// zstd of the state's JSON: a third of the write units.
    document: ByteBuf,
    version: u64,
    /// Sort key of the list of orders; only orders that can be shown are in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    placed: Option<String>,
}

impl OrderStates {
    /// On the table `STATE_TABLE`.
    ///
    /// # Errors
    /// [`BadEnvironment`].
    pub fn new(client: Client, environment: &Environment) -> Result<Self, BadEnvironment> {
        Ok(Self { client, table: environment.text("STATE_TABLE")? })
    }

    /// The order as it is stored now, by a consistent read. Needs GetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load(&self, integration: &IntegrationId, order_id: &str) -> Result<Option<StoredOrder>, StoreError> {
        let get = self.client.get_item().table_name(&self.table);
        let get = get.set_key(Some(key(integration, Subject::order(order_id)))).consistent_read(true);
        let row = get.send().await.map_err(StoreError::of("GetItem state"))?.item;
        row.map(|row| from_item::<Row>(TABLE, row)?.read()).transpose()
    }

    /// Saves the next version of an order, if the stored one is still `order.version`. Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn save(&self, order: &StoredOrder) -> Result<Save, StoreError> {
        let json = order.state.to_json();
        let row = Row::next_of(order, &json);
        if json.len() > LARGEST_DOCUMENT || row.document.len() > LARGEST {
            return Ok(Save::TooLarge);
        }
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        let put = if order.version == 0 {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            put.condition_expression("version = :version")
                .expression_attribute_values(":version", number(order.version))
        };
        match put.send().await {
            Ok(_) => Ok(Save::Saved),
            Err(error)
                if error.as_service_error().is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Ok(Save::Conflict)
            }
            Err(error) => Err(StoreError::of("PutItem state")(error)),
        }
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
        (from, to): (Time, Time),
        limit: i32,
    ) -> Result<Vec<StoredOrder>, StoreError> {
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
        let mut orders = self.get(keys, false).await?;
        orders.sort_by_cached_key(|order| std::cmp::Reverse(order.place()));
        Ok(orders)
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

    async fn get(&self, keys: Vec<super::rows::Item>, consistent: bool) -> Result<Vec<StoredOrder>, StoreError> {
        let rows = batch_get(&self.client, &self.table, keys, consistent).await?;
        rows.into_iter().map(|row| from_item::<Row>(TABLE, row)?.read()).collect()
    }
}

impl StoredOrder {
    /// The order's place in the list.
    pub fn place(&self) -> Option<Placed> {
        self.state.placed_at().map(|at| Placed { at, id: self.state.id.clone() })
    }
}

impl Row {
    fn next_of(order: &StoredOrder, json: &[u8]) -> Self {
        Self {
            pk: order.integration.clone(),
            sk: Subject::order(&order.state.id).to_string(),
            channel: order.channel,
            document: ByteBuf::from(
                zstd::bulk::compress(json, 3).expect("zstd compresses any bytes that fit in memory"),
            ),
            version: order.version + 1,
            placed: order.place().map(|place| sort_key(place.at, &place.id)),
        }
    }

    fn read(self) -> Result<StoredOrder, StoreError> {
        let unreadable = |detail: String| StoreError::Unreadable { table: TABLE, detail };
        let json =
            zstd::bulk::decompress(&self.document, LARGEST_READ).map_err(|error| unreadable(error.to_string()))?;
        let state = serde_json::from_slice(&json).map_err(|error| unreadable(error.to_string()))?;
        Ok(StoredOrder { integration: self.pk, channel: self.channel, state, version: self.version })
    }
}

fn sort_key(at: Time, id: &str) -> String {
    format!("{at}#{id}")
}
