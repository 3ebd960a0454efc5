//! The table `connections`: live clients, by user; and for each a pointer row by connection id.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use serde::{Deserialize, Serialize};

use super::StoreError;
use super::rows::{from_item, key, number, text, to_item};
use crate::environment::{BadEnvironment, Environment};
use crate::time::Time;

const TABLE: &str = "connections";
/// API Gateway ends a WebSocket connection after 2 hours
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html>);
/// a row whose `$disconnect` got lost goes a little later by TTL.
const LIFE_MS: i64 = (2 * 60 + 10) * 60 * 1000;

/// How a client receives frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// By a WebSocket of its own.
    Websocket,
    /// By the bridge to server-sent events.
    Sse,
}

/// One connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// API Gateway's id of it.
    pub id: String,
    /// Whose connection it is.
    pub user: String,
    /// How it receives frames.
    pub transport: Transport,
    /// Whether frames are sent to it: from its `resume` on.
    pub live: bool,
    /// When it was made.
    pub connected_at: Time,
    /// When its token ends; after that it gets nothing.
    pub token_expires_at: Time,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    sk: String,
    user: String,
    transport: Transport,
    live: bool,
    connected_at: Time,
    token_expires_at: Time,
    expires_at: i64,
}

#[derive(Serialize, Deserialize)]
struct Pointer {
    pk: String,
    sk: String,
    user: String,
    expires_at: i64,
}

/// All that is done with connections. The stream function's policy has Query and DeleteItem, the websocket function's
/// also PutItem, GetItem and UpdateItem.
#[derive(Clone, Debug)]
pub struct Connections {
    client: Client,
    table: String,
}

impl Connections {
    /// On the table `CONNECTIONS_TABLE`.
    ///
    /// # Errors
    /// [`BadEnvironment`].
    pub fn new(client: Client, environment: &Environment) -> Result<Self, BadEnvironment> {
        Ok(Self { client, table: environment.text("CONNECTIONS_TABLE")? })
    }

    /// Stores a new connection, and its pointer, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add(&self, connection: &Connection) -> Result<(), StoreError> {
        const OPERATION: &str = "TransactWriteItems connections";
        let expires_at = connection.connected_at.plus_millis(LIFE_MS).seconds();
        let row = Row {
            pk: user_key(&connection.user),
            sk: connection.id.clone(),
            user: connection.user.clone(),
            transport: connection.transport,
            live: connection.live,
            connected_at: connection.connected_at,
            token_expires_at: connection.token_expires_at,
            expires_at,
        };
        let pointer =
            Pointer { pk: pointer_key(&connection.id), sk: "-".into(), user: connection.user.clone(), expires_at };
        let mut transaction = self.client.transact_write_items();
        for item in [to_item(&row), to_item(&pointer)] {
            let put =
                Put::builder().table_name(&self.table).set_item(Some(item)).build().expect("table and item are set");
            transaction = transaction.transact_items(TransactWriteItem::builder().put(put).build());
        }
        transaction.send().await.map(drop).map_err(StoreError::of(OPERATION))
    }

    /// The connection of this id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find(&self, id: &str) -> Result<Option<Connection>, StoreError> {
        let Some(pointer) = self.get(pointer_key(id), "-").await? else { return Ok(None) };
        let user = from_item::<Pointer>(TABLE, pointer)?.user;
        let row = self.get(user_key(&user), id).await?;
        row.map(|row| from_item::<Row>(TABLE, row).map(Connection::from)).transpose()
    }

    async fn get(&self, pk: String, sk: &str) -> Result<Option<super::rows::Item>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key(pk, sk))).consistent_read(true);
        Ok(get.send().await.map_err(StoreError::of("GetItem connections"))?.item)
    }

    /// Makes a connection live: from now on every push goes to it. `false` if it is gone.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn make_live(&self, connection: &Connection) -> Result<bool, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(user_key(&connection.user), &connection.id)))
            .update_expression("SET live = :live")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":live", AttributeValue::Bool(true));
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error)
                if error.as_service_error().is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Ok(false)
            }
            Err(error) => Err(StoreError::of("UpdateItem connections")(error)),
        }
    }

    /// Removes a connection; one that is not there is no error.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn remove(&self, user: &str, id: &str) -> Result<(), StoreError> {
        for key in [key(user_key(user), id), key(pointer_key(id), "-")] {
            let delete = self.client.delete_item().table_name(&self.table).set_key(Some(key));
            delete.send().await.map_err(StoreError::of("DeleteItem connections"))?;
        }
        Ok(())
    }

    /// A user's live connections, by a consistent read, so that a client that has just become live is not missed.
    /// Those whose token has ended are among them: they are to be closed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn live_of_user(&self, user: &str, now: Time) -> Result<Vec<Connection>, StoreError> {
        let query = self.of_user(user, now).filter_expression("live = :live AND expires_at > :now");
        let mut pages = query.expression_attribute_values(":live", AttributeValue::Bool(true)).into_paginator().send();
        let mut connections = Vec::new();
        while let Some(page) = pages.next().await {
            let items = page.map_err(StoreError::of("Query connections"))?.items.unwrap_or_default();
            for item in items {
                connections.push(from_item::<Row>(TABLE, item).map(Connection::from)?);
            }
        }
        Ok(connections)
    }

    /// How many connections a user has, live or pending.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_of_user(&self, user: &str, now: Time) -> Result<usize, StoreError> {
        let query = self.of_user(user, now).filter_expression("expires_at > :now");
        let mut pages = query.select(aws_sdk_dynamodb::types::Select::Count).into_paginator().send();
        let mut count = 0;
        while let Some(page) = pages.next().await {
            count += page.map_err(StoreError::of("Query connections"))?.count;
        }
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// A query of a user's connections. Rows of connections that ended unheard stay until TTL removes them, and are
    /// few: `$connect` counts before it adds.
    fn of_user(&self, user: &str, now: Time) -> aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(user_key(user)))
            .expression_attribute_values(":now", number(now.seconds()))
            .consistent_read(true)
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
        }
    }
}

fn user_key(user: &str) -> String {
    format!("u#{user}")
}

fn pointer_key(id: &str) -> String {
    format!("c#{id}")
}
