//! Deletes connections: their rows and their pointers.

use super::{Connections, pointer_key, user_key};
use crate::error::StoreError;
use crate::rows::{Item, key};

impl Connections {
    /// Deletes a connection. It is no error if the connection does not exist.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn remove(&self, user: &str, id: &str) -> Result<(), StoreError> {
        self.remove_row(user, id).await?;
        self.remove_pointer(id).await
    }

    /// Deletes a connection's row, so that no push sends it frames. Without the row, a lookup by id finds no connection
    /// either, although the pointer remains.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn remove_row(&self, user: &str, id: &str) -> Result<(), StoreError> {
        self.delete(key(user_key(user), id)).await
    }

    /// Deletes the pointer of a connection whose row is deleted. Otherwise TTL deletes it.
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
