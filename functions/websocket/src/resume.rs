//! `resume`: live first, then the gap.

use std::time::Duration;

use shared::event_id::EventId;
use shared::live::{Delivered, Frames};
use shared::store::StoreError;
use tokio::time::timeout;
use tracing::warn;

use crate::WebSocket;

/// The time for all of a resume; the function has 10 s, and closing takes some of them.
const TIME_LIMIT: Duration = Duration::from_secs(7);

impl WebSocket {
    /// Makes the connection live, then sends what it missed after `after`, and says whether that is all. A connection
    /// for which that did not work out is closed: live without its gap it would have a hole and not know.
    pub(crate) async fn resume(&self, connection_id: &str, after: Option<EventId>) -> Result<(), StoreError> {
        let resumed = timeout(TIME_LIMIT, self.go_live(connection_id, after)).await;
        let late = || StoreError::Unavailable { operation: "a resume", detail: format!("not done in {TIME_LIMIT:?}") };
        let ended = match resumed.unwrap_or_else(|_| Err(late())) {
            Ok(true) => return Ok(()),
            ended => ended.map(drop),
        };
        self.gateway.close(connection_id).await;
        if let Some(connection) = self.connections.find(connection_id).await? {
            self.connections.remove(&connection.user, connection_id).await?;
        }
        ended
    }

    /// `false` if the connection is to be closed, or is gone.
    async fn go_live(&self, connection_id: &str, after: Option<EventId>) -> Result<bool, StoreError> {
        let found = self.connections.find(connection_id).await?;
        let Some(connection) = found.filter(|connection| self.clock.now() < connection.token_expires_at) else {
            warn!(connection.id = connection_id, "a connection that is unknown, or whose token has ended, is closed");
            return Ok(false);
        };
        if !self.connections.make_live(&connection).await? {
            return Ok(false);
        }
        let gap = self.gap.read(&connection.user, after).await?;
        let frames = Frames::answer(&gap.lines, gap.cursor, gap.resumed);
        Ok(self.gateway.post_all(connection_id, frames.texts()).await == Delivered::Sent)
    }
}
