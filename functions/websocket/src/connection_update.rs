//! Reading and updating the row of the connection that sent a message. Every update counts the message for the rate
//! limit of accepted messages (`store::connections::message_rate_limit`).

use store::connections::{Connection, ConnectionUpdate, UpdateResult};

use crate::client_message_error::ClientMessageError;
use crate::function::WebSocketFunction;

/// Why a connection without a row is closed.
const UNKNOWN_CONNECTION: &str = "the connection is unknown";

impl WebSocketFunction {
    /// The connection, whether or not its token has expired.
    pub(crate) async fn connection(&self, id: &str) -> Result<Connection, ClientMessageError> {
        match self.connections.find(id).await? {
            Some(connection) => Ok(connection),
            None => Err(self.reason_without_row(id, UNKNOWN_CONNECTION).await?),
        }
    }

    /// Why a connection without a row is closed: because of the connection limit, or `otherwise`.
    async fn reason_without_row(
        &self,
        id: &str,
        otherwise: &'static str,
    ) -> Result<ClientMessageError, ClientMessageError> {
        let is_evicted = self.connections.is_evicted(id).await?;
        Ok(if is_evicted { ClientMessageError::Evicted } else { ClientMessageError::Closed(otherwise) })
    }

    /// The connection, if its token has not expired.
    pub(crate) async fn unexpired_connection(&self, id: &str) -> Result<Connection, ClientMessageError> {
        let connection = self.connection(id).await?;
        let is_expired = connection.token_expires_at <= self.clock.now();
        if is_expired { Err(ClientMessageError::Closed("its token has expired")) } else { Ok(connection) }
    }

    /// Counts a message of the connection that changes nothing in its row.
    pub(crate) async fn count_message(&self, connection: &Connection) -> Result<(), ClientMessageError> {
        self.update(connection, ConnectionUpdate::CountMessage).await.map(drop)
    }

    /// Updates the connection's row.
    ///
    /// # Errors
    /// [`ClientMessageError::RateLimited`]; [`ClientMessageError::Evicted`] or [`ClientMessageError::Closed`] if the row
    /// was deleted meanwhile.
    pub(crate) async fn update(
        &self,
        connection: &Connection,
        update: ConnectionUpdate<'_>,
    ) -> Result<UpdateResult, ClientMessageError> {
        match self.connections.update(connection, update, self.clock.now()).await? {
            UpdateResult::RateLimited => Err(ClientMessageError::RateLimited),
            UpdateResult::Gone => Err(self.reason_without_row(&connection.id, "its row was deleted").await?),
            result @ (UpdateResult::Applied | UpdateResult::TokenExpiresLater(_)) => Ok(result),
        }
    }
}
