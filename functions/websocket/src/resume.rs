//! `resume`: live first, then the gap.

use shared::event_id::EventId;
use shared::live::{Delivered, Frames};
use shared::store::StoreError;
use shared::store::connections::Connection;
use tracing::{debug, warn};

use crate::WebSocket;

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
        self.send_gap(&connection, after).await
    }

    async fn send_gap(&self, connection: &Connection, after: Option<EventId>) -> Result<(), StoreError> {
        let gap = self.gap.read(&connection.user, after).await?;
        let frames = Frames::answer(&gap.lines, Some(gap.cursor), gap.resumed);
        match self.gateway.post_all(&connection.id, frames.texts()).await {
            Delivered::Sent => {}
            Delivered::Gone => self.connections.remove(&connection.user, &connection.id).await?,
            Delivered::Failed => {
                // Half a gap is a hole: the client comes back and asks again.
                debug!(connection.id = connection.id, "a gap was not delivered; the connection is closed");
                self.connections.remove(&connection.user, &connection.id).await?;
                self.gateway.close(&connection.id).await;
            }
        }
        Ok(())
    }
}
