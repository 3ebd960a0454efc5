//! Deletes connections: their rows and their pointers.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::AttributeValue;

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

    /// Deletes a connection's row because of the connection limit. The pointer stays and says so: the client may not be
    /// reachable yet, and learns the reason when it sends its first message.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn evict(&self, user: &str, id: &str) -> Result<(), StoreError> {
        // The mark first: a client whose row is gone must find the reason.
        let mark = self.client.update_item().table_name(&self.table).set_key(Some(key(pointer_key(id), "-")));
        let mark = mark
            .update_expression("SET evicted = :evicted")
            .expression_attribute_values(":evicted", AttributeValue::Bool(true))
            // A connection that has ended meanwhile has no pointer, and must not get one.
            .condition_expression("attribute_exists(pk)");
        match mark.send().await {
            Err(error)
                if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(())
            }
            result => result.map(drop).map_err(StoreError::of("UpdateItem connections")),
        }?;
        self.remove_row(user, id).await
    }

    async fn delete(&self, key: Item) -> Result<(), StoreError> {
        let delete = self.client.delete_item().table_name(&self.table).set_key(Some(key));
        delete.send().await.map(drop).map_err(StoreError::of("DeleteItem connections"))
    }
}
