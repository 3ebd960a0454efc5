//! `resume`: live first, then the gap. `ping`: the gap alone.

use std::time::Duration;

use domain::live::Filter;
use live::PostResult;
use store::StoreError;
use store::connections::{Connection, ConnectionUpdate};
use tokio::time::timeout;
use tracing::error;
use types::event_id::EventId;

use crate::WebSocket;
use crate::client_message_error::ClientMessageError;

/// The time for all of a resume or a ping; the function has 10 s, and closing takes some of them.
const TIME_LIMIT: Duration = Duration::from_secs(7);

impl WebSocket {
    /// Makes the connection live, then sends what it missed after `after`, and says whether that is all. A connection
    /// for which that did not work out is closed: live without its gap it would have a hole and not know.
    pub(crate) async fn resume(
        &self,
        id: &str,
        after: Option<EventId>,
        filter: &Filter,
    ) -> Result<(), ClientMessageError> {
        let resumed = in_time(self.go_live(id, after, filter)).await;
        resumed.map_err(|refused| match refused {
            ClientMessageError::Store(error) => {
                error!(connection.id = id, %error, "a live client's gap was not read");
                ClientMessageError::Closed("its gap was not read")
            }
            other => other,
        })
    }

    async fn go_live(&self, id: &str, after: Option<EventId>, filter: &Filter) -> Result<(), ClientMessageError> {
        let connection = self.alive(id).await?;
        self.act(&connection, ConnectionUpdate::GoLive(filter)).await?;
        self.send_gap(&connection, filter, after).await
    }

    /// Sends what the connection's filter takes after `after`.
    pub(crate) async fn ping(&self, id: &str, after: EventId) -> Result<(), ClientMessageError> {
        in_time(async {
            let connection = self.alive(id).await?;
            self.act(&connection, ConnectionUpdate::CountMessage).await?;
            if !connection.live {
                return Err(ClientMessageError::NotLive);
            }
            self.send_gap(&connection, &connection.filter, Some(after)).await
        })
        .await
    }

    async fn send_gap(
        &self,
        connection: &Connection,
        filter: &Filter,
        after: Option<EventId>,
    ) -> Result<(), ClientMessageError> {
        let frames = self.gap.read(&connection.user, filter, after).await?;
        match self.gateway.post_all(&connection.id, frames.texts()).await {
            PostResult::Sent => Ok(()),
            PostResult::Gone | PostResult::Failed => Err(ClientMessageError::Closed("it was not reached")),
        }
    }
}

async fn in_time(work: impl Future<Output = Result<(), ClientMessageError>>) -> Result<(), ClientMessageError> {
    let late = || StoreError::Unavailable { operation: "a gap", detail: format!("not done in {TIME_LIMIT:?}") };
    timeout(TIME_LIMIT, work).await.unwrap_or_else(|_| Err(late().into()))
}
