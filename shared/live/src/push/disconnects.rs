//! Ending connections that were not sent everything, or are sent nothing any more.
//!
//! Their rows go first, all of them: a connection whose row stays is sent the next batch, and its client's cursor moves
//! past the hole.

use std::time::Duration;

use store::StoreError;
use store::connections::{Connection, Connections};
use tokio::join;
use tokio::time::timeout;
use tracing::{debug, warn};
use types::concurrency::bounded;

use crate::ManagementApi;

/// How many rows, and how many sockets, are worked on at once.
const AT_ONCE: usize = 64;
/// The time for removing rows: a few milliseconds, unless DynamoDB is in trouble.
const REMOVING: Duration = Duration::from_secs(5);
/// The time for closing sockets.
const CLOSING: Duration = Duration::from_secs(1);

/// Connections that are to end.
#[derive(Default)]
pub(super) struct Disconnects(Vec<DisconnectResult>);

struct DisconnectResult {
    user: String,
    id: String,
    /// Whether there is a socket to close.
    is_open: bool,
}

/// Ends one connection.
///
/// # Errors
/// [`StoreError`] if its row or its pointer stayed. The socket was closed all the same.
pub async fn close(connections: &Connections, gateway: &ManagementApi, user: &str, id: &str) -> Result<(), StoreError> {
    // Side by side: neither has to wait for the other one's trouble.
    let (removed, ()) = join!(connections.remove(user, id), gateway.close(id));
    removed
}

impl Disconnects {
    /// It was not reached, or its token has ended.
    pub(super) fn add(&mut self, connection: Connection) {
        self.add_row(connection.user, connection.id);
    }

    /// What its row says cannot be read.
    pub(super) fn add_row(&mut self, user: String, id: String) {
        self.0.push(DisconnectResult { user, id, is_open: true });
    }

    /// Its client has gone.
    pub(super) fn add_gone(&mut self, connection: Connection) {
        debug!(connection.id = connection.id, "a connection was gone");
        self.0.push(DisconnectResult { user: connection.user, id: connection.id, is_open: false });
    }

    /// Ends them.
    ///
    /// # Errors
    /// [`StoreError`] if a row stayed. The sockets were closed all the same: whoever comes back resumes.
    pub(super) async fn end(&self, connections: &Connections, gateway: &ManagementApi) -> Result<(), StoreError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let open = self.0.iter().filter(|ended| ended.is_open).count();
        if open > 0 {
            warn!(open, "connections are closed that were not sent everything, or whose token has ended");
        }
        let removed = self.remove_rows(connections).await;
        self.close(connections, gateway).await;
        removed
    }

    async fn remove_rows(&self, connections: &Connections) -> Result<(), StoreError> {
        let removals = self.0.iter().map(|ended| connections.remove_row(&ended.user, &ended.id)).collect();
        let late = |_| StoreError::Unavailable {
            operation: "DeleteItem connections",
            detail: format!("not all rows were removed in {REMOVING:?}"),
        };
        timeout(REMOVING, bounded(AT_ONCE, removals)).await.map_err(late)?.into_iter().collect()
    }

    /// Best effort: who is not closed here is closed at his next message, since his connection is unknown by then.
    async fn close(&self, connections: &Connections, gateway: &ManagementApi) {
        let closing = self.0.iter().map(|ended| async move {
            let close = async {
                if ended.is_open {
                    gateway.close(&ended.id).await;
                }
            };
            // The pointer leads nowhere any more.
            let _ = join!(close, connections.remove_pointer(&ended.id));
        });
        if timeout(CLOSING, bounded(AT_ONCE, closing.collect())).await.is_err() {
            warn!("not all connections were closed in time; the others are at their next message");
        }
    }
}
