//! The message `resume`: makes the connection live, then sends its catch-up. The message `ping`: only the catch-up.

use std::time::Duration;

use domain::live::Filter;
use live::PostResult;
use store::StoreError;
use store::connections::{Connection, ConnectionUpdate};
use tokio::time::timeout;
use tracing::error;
use types::event_id::EventId;

use crate::client_message_error::ClientMessageError;
use crate::function::WebSocketFunction;

/// The time for a resume or a ping. The function's timeout is 10 s, and closing the connection takes part of it.
const CATCH_UP_TIMEOUT: Duration = Duration::from_secs(7);

impl WebSocketFunction {
    /// Makes the connection live, then sends what it missed after `after`, and whether that is complete. If the
    /// catch-up fails, the connection is closed: a live connection without its catch-up would miss events and its
    /// client would not know.
    pub(crate) async fn resume(
        &self,
        id: &str,
        after: Option<EventId>,
        filter: &Filter,
    ) -> Result<(), ClientMessageError> {
        let resumed = within_timeout(self.go_live(id, after, filter)).await;
        resumed.map_err(|error| match error {
            ClientMessageError::Store(error) => {
                error!(connection.id = id, %error, "catch-up could not be read");
                ClientMessageError::Closed("its catch-up could not be read")
            }
            other => other,
        })
    }

    async fn go_live(&self, id: &str, after: Option<EventId>, filter: &Filter) -> Result<(), ClientMessageError> {
        let connection = self.unexpired_connection(id).await?;
        self.update(&connection, ConnectionUpdate::GoLive(filter)).await?;
        self.send_catch_up(&connection, filter, after).await
    }

    /// Sends the catch-up of everything after `after` that matches the connection's filter.
    pub(crate) async fn ping(&self, id: &str, after: EventId) -> Result<(), ClientMessageError> {
        within_timeout(async {
            let connection = self.unexpired_connection(id).await?;
            self.count_message(&connection).await?;
            if !connection.live {
                return Err(ClientMessageError::NotLive);
            }
            self.send_catch_up(&connection, &connection.filter, Some(after)).await
        })
        .await
    }

    async fn send_catch_up(
        &self,
        connection: &Connection,
        filter: &Filter,
        after: Option<EventId>,
    ) -> Result<(), ClientMessageError> {
        let frames = self.catch_up.read(&connection.user, filter, after).await?;
        match self.management_api.post_all(&connection.id, frames.texts()).await {
            PostResult::Sent => Ok(()),
            PostResult::Gone | PostResult::Failed => Err(ClientMessageError::Closed("its catch-up could not be sent")),
        }
    }
}

async fn within_timeout(work: impl Future<Output = Result<(), ClientMessageError>>) -> Result<(), ClientMessageError> {
    let timed_out = || StoreError::Unavailable {
        operation: "catch-up",
        detail: format!("not finished within {CATCH_UP_TIMEOUT:?}"),
    };
    timeout(CATCH_UP_TIMEOUT, work).await.unwrap_or_else(|_| Err(timed_out().into()))
}
