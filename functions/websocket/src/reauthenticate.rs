//! The message `auth`: replaces the connection's token before it expires.

use auth::AuthError;
use live::auth_frame;
use store::connections::{Connection, ConnectionUpdate, UpdateResult};
use types::secret::Secret;
use types::time::Time;

use crate::client_message_error::ClientMessageError;
use crate::function::WebSocketFunction;

impl WebSocketFunction {
    /// Extends the connection to the expiry of `token`, which must be of the same user. The old token may have expired
    /// already, as long as no push has closed the connection because of it.
    pub(crate) async fn reauthenticate(&self, id: &str, token: &Secret) -> Result<(), ClientMessageError> {
        let token = std::str::from_utf8(token.expose()).unwrap_or_default();
        // Verified before any table is read: a message with an invalid token costs no more than an undefined message.
        let session = self.auth.verify(token).await.map_err(|error| match error {
            AuthError::KeysUnavailable(_) => ClientMessageError::KeysUnavailable,
            _ => ClientMessageError::BadToken,
        })?;
        let connection = self.connection(id).await?;
        if connection.user != session.user.as_str() {
            // It has cost two reads, as a ping does, so it counts as an accepted message, too.
            self.count_message(&connection).await?;
            return Err(ClientMessageError::BadToken);
        }
        let expires_at = self.extend_token(&connection, session.expires_at).await?;
        self.management_api.post(id, &auth_frame(expires_at)).await;
        Ok(())
    }

    /// Moves the connection's token expiry to `expires_at`, unless it is later already. Returns the expiry in force.
    async fn extend_token(&self, connection: &Connection, expires_at: Time) -> Result<Time, ClientMessageError> {
        match self.update(connection, ConnectionUpdate::ExtendToken(expires_at)).await? {
            UpdateResult::TokenExpiresLater(later) => {
                // The update changed nothing, so the message has not been counted yet.
                self.count_message(connection).await?;
                Ok(later)
            }
            _ => Ok(expires_at),
        }
    }
}
