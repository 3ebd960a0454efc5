//! Removing connections: their rows, and the pointers to them.

use super::super::StoreError;
use super::super::rows::{Item, key};
use super::{Connections, pointer_key, user_key};

impl Connections {
    /// Removes a connection; one that is not there is no error.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn remove(&self, user: &str, id: &str) -> Result<(), StoreError> {
        self.remove_row(user, id).await?;
        self.remove_pointer(id).await
    }

    /// Removes a connection's row, so that no push finds it. Its pointer leads nowhere then: to everybody who follows it
    /// the connection is unknown.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn remove_row(&self, user: &str, id: &str) -> Result<(), StoreError> {
        self.delete(key(user_key(user), id)).await
    }

    /// Removes the pointer of a connection whose row is gone; left, it goes by TTL.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn remove_pointer(&self, id: &str) -> Result<(), StoreError> {
        self.delete(key(pointer_key(id), "-")).await
    }

    async fn delete(&self, key: Item) -> Result<(), StoreError> {
        let delete = self.client.delete_item().table_name(&self.table).set_key(Some(key));
        delete.send().await.map(drop).map_err(StoreError::of("DeleteItem connections"))
    }
}
