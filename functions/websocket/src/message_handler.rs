//! `$default`: handles a client's message, and rejects it with an error frame or by closing the connection.

use lambda_http::Body;
use live::push::disconnect;
use runtime::response::Response;
use store::StoreError;
use tracing::{debug, error, info, warn};

use crate::client_message::ClientMessage;
use crate::client_message_error::ClientMessageError;
use crate::function::WebSocketFunction;
use crate::responses::empty_ok;

impl WebSocketFunction {
    /// Handles one message. An undefined message reads no table, unless it is over the rate limit of rejected messages:
    /// then its connection is closed.
    pub(crate) async fn handle_message(&self, id: &str, body: &Body) -> Result<Response, StoreError> {
        let handled = match ClientMessage::parse(body) {
            Ok(ClientMessage::Resume { after, filter }) => self.resume(id, after, &filter.unwrap_or_default()).await,
            Ok(ClientMessage::Ping { after }) => self.ping(id, after).await,
            Ok(ClientMessage::Filter { filter }) => self.set_filter(id, &filter).await,
            Ok(ClientMessage::Auth { token }) => self.reauthenticate(id, &token).await,
            Err(error) => Err(error),
        };
        if let Err(error) = handled {
            self.reject_message(id, &error).await?;
        }
        Ok(empty_ok())
    }

    async fn reject_message(&self, id: &str, error: &ClientMessageError) -> Result<(), StoreError> {
        match error {
            ClientMessageError::Closed(reason) => {
                warn!(connection.id = id, reason, "live connection closed");
                return self.close(id).await;
            }
            ClientMessageError::Evicted => {
                info!(connection.id = id, "live connection closed: its user has reached the connection limit");
                self.management_api.post(id, &error.frame()).await;
                return self.close(id).await;
            }
            ClientMessageError::Store(error) => {
                error!(connection.id = id, %error, "client message failed");
            }
            other if other.is_client_error() && self.rejected_messages.exceeds_limit(id, self.clock.now()) => {
                warn!(connection.id = id, reason = ?other, "live connection closed: too many rejected messages");
                return self.close(id).await;
            }
            other => debug!(connection.id = id, reason = ?other, "client message rejected"),
        }
        self.management_api.post(id, &error.frame()).await;
        Ok(())
    }

    /// Closes the socket even if the connection's row cannot be found or deleted.
    async fn close(&self, id: &str) -> Result<(), StoreError> {
        match self.connections.user_of(id).await {
            Ok(Some(user)) => disconnect(&self.connections, &self.management_api, &user, id).await,
            unknown => {
                self.management_api.close(id).await;
                unknown.map(drop)
            }
        }
    }
}
