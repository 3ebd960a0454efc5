//! The connections of one user, read row by row, so that an unreadable row hides none of the others.

use tracing::warn;
use types::time::Time;

use super::{Connection, Connections, Row, TABLE, user_key};
use crate::error::StoreError;
use crate::rows::{Item, from_item, number, text};

/// The connections of one user.
#[derive(Debug, Default)]
pub struct UserConnections {
    /// The readable ones, live or pending.
    pub connections: Vec<Connection>,
    /// Ids of connections whose rows are unreadable: a newer version of a function may have written them.
    pub unreadable: Vec<String>,
}

impl Connections {
    /// All connections of a user, by a consistent read, so that a client that has just become live is included. Rows of
    /// connections whose `$disconnect` was lost stay until TTL deletes them. They are few, since `$connect` closes the
    /// oldest connections of a user with too many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn all_of_user(&self, user: &str, now: Time) -> Result<UserConnections, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(user_key(user)))
            .filter_expression("expires_at > :now")
            .expression_attribute_values(":now", number(now.seconds()))
            .consistent_read(true);
        let mut pages = query.into_paginator().send();
        let mut all = UserConnections::default();
        while let Some(page) = pages.next().await {
            let items = page.map_err(StoreError::of("Query connections"))?.items.unwrap_or_default();
            items.into_iter().for_each(|item| all.add(item));
        }
        Ok(all)
    }

    /// The readable connections of a user, live or pending.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn of_user(&self, user: &str, now: Time) -> Result<Vec<Connection>, StoreError> {
        Ok(self.all_of_user(user, now).await?.connections)
    }

    /// The readable live connections of a user, also those whose token has expired.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn live_of_user(&self, user: &str, now: Time) -> Result<Vec<Connection>, StoreError> {
        let mut connections = self.of_user(user, now).await?;
        connections.retain(|connection| connection.live);
        Ok(connections)
    }
}

impl UserConnections {
    /// The sort key is the connection's id in every version's rows.
    fn add(&mut self, item: Item) {
        let id = item.get("sk").and_then(|sk| sk.as_s().ok()).cloned().unwrap_or_default();
        match from_item::<Row>(TABLE, item) {
            Ok(row) => self.connections.push(row.into()),
            Err(error) => {
                warn!(connection.id = id, %error, "the row of a connection is unreadable");
                self.unreadable.push(id);
            }
        }
    }
}
