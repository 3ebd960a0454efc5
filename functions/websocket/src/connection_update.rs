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
        self.connections.find(id).await?.ok_or(ClientMessageError::Closed(UNKNOWN_CONNECTION))
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
    /// [`ClientMessageError::RateLimited`], or [`ClientMessageError::Closed`] if the row was deleted meanwhile.
    pub(crate) async fn update(
        &self,
        connection: &Connection,
        update: ConnectionUpdate<'_>,
    ) -> Result<UpdateResult, ClientMessageError> {
        match self.connections.update(connection, update, self.clock.now()).await? {
            UpdateResult::RateLimited => Err(ClientMessageError::RateLimited),
            UpdateResult::Gone => Err(ClientMessageError::Closed("its row was deleted")),
            result @ (UpdateResult::Applied | UpdateResult::TokenExpiresLater(_)) => Ok(result),
        }
    }
}
