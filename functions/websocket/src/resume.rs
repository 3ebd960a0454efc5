//! `resume`: live first, then the gap.

use std::time::Duration;

use shared::event_id::EventId;
use shared::live::{Delivered, Frames};
use shared::store::StoreError;
use shared::store::connections::Connection;
use tokio::time::timeout;
use tracing::warn;

use crate::WebSocket;

/// The time for reading and sending a gap; the function has 10 s.
const TIME_LIMIT: Duration = Duration::from_secs(8);

impl WebSocket {
    /// Makes the connection live, then sends what it missed after `after`, and says whether that is all.
    pub(crate) async fn resume(&self, connection_id: &str, after: Option<EventId>) -> Result<(), StoreError> {
        let found = self.connections.find(connection_id).await?;
        let Some(connection) = found.filter(|connection| self.clock.now() < connection.token_expires_at) else {
            warn!(connection.id = connection_id, "a connection that is unknown, or whose token has ended, is closed");
            self.gateway.close(connection_id).await;
            return Ok(());
        };
        if !self.connections.make_live(&connection).await? {
            return Ok(());
        }
        let sent = timeout(TIME_LIMIT, self.send_gap(&connection, after)).await;
        let late = || StoreError::Unavailable { operation: "the gap", detail: format!("not sent in {TIME_LIMIT:?}") };
        match sent.unwrap_or_else(|_| Err(late())) {
            Ok(Delivered::Sent) => Ok(()),
            Ok(Delivered::Gone) => self.connections.remove(&connection.user, &connection.id).await,
            // Live without its gap it would have a hole and not know: the client comes back and asks again.
            failed => {
                self.gateway.close(connection_id).await;
                self.connections.remove(&connection.user, &connection.id).await?;
                failed.map(drop)
            }
        }
    }

    async fn send_gap(&self, connection: &Connection, after: Option<EventId>) -> Result<Delivered, StoreError> {
        let gap = self.gap.read(&connection.user, after).await?;
        let frames = Frames::answer(&gap.lines, gap.cursor, gap.resumed);
        Ok(self.gateway.post_all(&connection.id, frames.texts()).await)
    }
}
