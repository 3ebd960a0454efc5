//! A user's connections, row by row: one that cannot be read hides none of the others.

use tracing::warn;
use types::time::Time;

use super::super::StoreError;
use super::super::rows::{Item, from_item, number, text};
use super::{Connection, Connections, Row, TABLE, user_key};

/// What the rows of a user's connections say.
#[derive(Debug, Default)]
pub struct OfUser {
    /// The connections, live or pending.
    pub connections: Vec<Connection>,
    /// The ids of those whose rows cannot be read: a newer version may have stored what this one does not know.
    pub unreadable: Vec<String>,
}

impl Connections {
    /// All of a user's connections, by a consistent read, so that a client that has just become live is not missed. Rows
    /// of connections that ended unheard stay until TTL removes them, and are few: `$connect` closes the oldest.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn all_of_user(&self, user: &str, now: Time) -> Result<OfUser, StoreError> {
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
        let mut found = OfUser::default();
        while let Some(page) = pages.next().await {
            let items = page.map_err(StoreError::of("Query connections"))?.items.unwrap_or_default();
            items.into_iter().for_each(|item| found.add(item));
        }
        Ok(found)
    }

    /// A user's connections, live or pending, as far as they can be read.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn of_user(&self, user: &str, now: Time) -> Result<Vec<Connection>, StoreError> {
        Ok(self.all_of_user(user, now).await?.connections)
    }

    /// A user's live connections, as far as they can be read. Those whose token has ended are among them.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn unexpired_of_user(&self, user: &str, now: Time) -> Result<Vec<Connection>, StoreError> {
        let mut connections = self.of_user(user, now).await?;
        connections.retain(|connection| connection.live);
        Ok(connections)
    }
}

impl OfUser {
    /// Every key of the table is two texts, so that a row always has its connection's id.
    fn add(&mut self, item: Item) {
        let id = item.get("sk").and_then(|sk| sk.as_s().ok()).cloned().unwrap_or_default();
        match from_item::<Row>(TABLE, item) {
            Ok(row) => self.connections.push(row.into()),
            Err(error) => {
                warn!(connection.id = id, %error, "a connection is passed over");
                self.unreadable.push(id);
            }
        }
    }
}
