//! The table `connections`: the connections of live clients by user, and for each a pointer row by connection id.
//!
//! The limit of connections per user, `MAX_CONNECTIONS_PER_USER`, is enforced by the function `websocket`.

mod message_rate_limit;
mod removal;
mod user_connections;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::live::Filter;
use serde::{Deserialize, Serialize};
use types::time::Time;

use crate::error::StoreError;
use crate::rows::{Item, from_item, key, to_item};

pub use message_rate_limit::{ConnectionUpdate, UpdateResult};
pub use user_connections::UserConnections;

const TABLE: &str = "connections";
/// API Gateway closes a WebSocket connection after 2 hours
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html>);
/// a little later, TTL deletes a row whose `$disconnect` was lost.
const CONNECTION_TTL_MS: i64 = (2 * 60 + 10) * 60 * 1000;

/// How a client receives frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LiveTransport {
    /// By a WebSocket of its own.
    Websocket,
    /// By the function `sse`, which holds the WebSocket and sends server-sent events.
    Sse,
}

/// One connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// API Gateway's id of the connection.
    pub id: String,
    /// The user who connected.
    pub user: String,
    /// How the client receives frames.
    pub transport: LiveTransport,
    /// Whether frames are pushed to it: from its `resume` message on.
    pub live: bool,
    /// When it was opened.
    pub connected_at: Time,
    /// When its token expires; after that it receives nothing.
    pub token_expires_at: Time,
    /// Which of the updates that its user may see it receives.
    pub filter: Filter,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    sk: String,
    user: String,
    transport: LiveTransport,
    live: bool,
    connected_at: Time,
    token_expires_at: Time,
    /// Not called `filter`, which is a reserved word of DynamoDB.
    #[serde(default, rename = "wanted")]
    filter: Filter,
    /// Milliseconds since the Unix epoch, see [`message_rate_limit`].
    #[serde(default)]
    busy_until: i64,
    expires_at: i64,
}

#[derive(Serialize, Deserialize)]
struct Pointer {
    pk: String,
    sk: String,
    user: String,
    /// Whether the connection's row was deleted because of the connection limit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    evicted: bool,
    expires_at: i64,
}

/// All operations on connections. The policies of `stream` and `retry` grant Query and DeleteItem, that of `websocket`
/// also PutItem, GetItem and UpdateItem.
#[derive(Clone, Debug)]
pub struct Connections {
    client: Client,
    table: String,
}

impl Connections {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Stores a new connection and its pointer in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add(&self, connection: &Connection) -> Result<(), StoreError> {
        const OPERATION: &str = "TransactWriteItems connections";
        let expires_at = connection.connected_at.plus_millis(CONNECTION_TTL_MS).seconds();
        let row = Row {
            pk: user_key(&connection.user),
            sk: connection.id.clone(),
            user: connection.user.clone(),
            transport: connection.transport,
            live: connection.live,
            connected_at: connection.connected_at,
            token_expires_at: connection.token_expires_at,
            filter: connection.filter.clone(),
            busy_until: connection.connected_at.millis(),
            expires_at,
        };
        let pointer = Pointer {
            pk: pointer_key(&connection.id),
            sk: "-".into(),
            user: connection.user.clone(),
            evicted: false,
            expires_at,
        };
        let mut transaction = self.client.transact_write_items();
        for item in [to_item(&row), to_item(&pointer)] {
            let put =
                Put::builder().table_name(&self.table).set_item(Some(item)).build().expect("table and item are set");
            transaction = transaction.transact_items(TransactWriteItem::builder().put(put).build());
        }
        transaction.send().await.map(drop).map_err(StoreError::of(OPERATION))
    }

    /// The connection with this id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find(&self, id: &str) -> Result<Option<Connection>, StoreError> {
        let Some(user) = self.user_of(id).await? else { return Ok(None) };
        let row = self.get(user_key(&user), id).await?;
        row.map(|row| from_item::<Row>(TABLE, row).map(Connection::from)).transpose()
    }

    /// The user of the connection with this id, by its pointer alone, so that an unreadable row does not matter.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn user_of(&self, id: &str) -> Result<Option<String>, StoreError> {
        Ok(self.pointer(id).await?.map(|pointer| pointer.user))
    }

    /// Whether the connection's row was deleted by [`Connections::evict`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_evicted(&self, id: &str) -> Result<bool, StoreError> {
        Ok(self.pointer(id).await?.is_some_and(|pointer| pointer.evicted))
    }

    async fn pointer(&self, id: &str) -> Result<Option<Pointer>, StoreError> {
        let pointer = self.get(pointer_key(id), "-").await?;
        pointer.map(|pointer| from_item(TABLE, pointer)).transpose()
    }

    async fn get(&self, pk: String, sk: &str) -> Result<Option<Item>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key(pk, sk))).consistent_read(true);
        Ok(get.send().await.map_err(StoreError::of("GetItem connections"))?.item)
    }
}

impl From<Row> for Connection {
    fn from(row: Row) -> Self {
        Self {
            id: row.sk,
            user: row.user,
            transport: row.transport,
            live: row.live,
            connected_at: row.connected_at,
            token_expires_at: row.token_expires_at,
            filter: row.filter,
        }
    }
}

fn user_key(user: &str) -> String {
    format!("u#{user}")
}

fn pointer_key(id: &str) -> String {
    format!("c#{id}")
}
