//! Disconnects connections that were not sent everything, or that must receive nothing any more.
//!
//! All their rows are deleted first: a connection whose row remains is sent the next batch, and its client's cursor
//! passes the updates that it did not receive.

use std::time::Duration;

use store::StoreError;
use store::connections::{Connection, Connections};
use tokio::join;
use tokio::time::timeout;
use tracing::{debug, warn};
use types::concurrency::bounded;

use crate::management::ManagementApi;

/// How many rows, and how many sockets, are handled concurrently.
const MAX_CONCURRENT: usize = 64;
/// Deleting the rows takes a few milliseconds while DynamoDB works.
const DELETE_TIMEOUT: Duration = Duration::from_secs(5);
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// Connections that are to be disconnected.
#[derive(Default)]
pub(super) struct Disconnects(Vec<PendingDisconnect>);

struct PendingDisconnect {
    user: String,
    id: String,
    /// Whether there is a socket to close.
    is_open: bool,
}

/// Disconnects one connection.
///
/// # Errors
/// [`StoreError`] if its row or its pointer may remain. The socket was closed nevertheless.
pub async fn disconnect(
    connections: &Connections,
    gateway: &ManagementApi,
    user: &str,
    id: &str,
) -> Result<(), StoreError> {
    // Concurrently, so that a failure of one does not delay the other.
    let (removed, ()) = join!(connections.remove(user, id), gateway.close(id));
    removed
}

impl Disconnects {
    /// Adds a connection that was not sent everything, or whose token has expired.
    pub(super) fn add(&mut self, connection: Connection) {
        self.add_unreadable(connection.user, connection.id);
    }

    /// Adds a connection whose row is unreadable.
    pub(super) fn add_unreadable(&mut self, user: String, id: String) {
        self.0.push(PendingDisconnect { user, id, is_open: true });
    }

    /// Adds a connection whose client has disconnected.
    pub(super) fn add_gone(&mut self, connection: Connection) {
        debug!(connection.id = connection.id, "a live client had disconnected");
        self.0.push(PendingDisconnect { user: connection.user, id: connection.id, is_open: false });
    }

    /// Disconnects them.
    ///
    /// # Errors
    /// [`StoreError`] if a row may remain. The sockets were closed nevertheless: clients that reconnect resume.
    pub(super) async fn run(&self, connections: &Connections, gateway: &ManagementApi) -> Result<(), StoreError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let open = self.0.iter().filter(|pending| pending.is_open).count();
        if open > 0 {
            warn!(
                connections.open = open,
                "closing connections that were not sent everything or whose token has expired"
            );
        }
        let deleted = self.delete_rows(connections).await;
        self.close_sockets(connections, gateway).await;
        deleted
    }

    async fn delete_rows(&self, connections: &Connections) -> Result<(), StoreError> {
        let deletes = self.0.iter().map(|pending| connections.remove_row(&pending.user, &pending.id)).collect();
        let timed_out = |_| StoreError::Unavailable {
            operation: "DeleteItem connections",
            detail: format!("not all rows were deleted in {DELETE_TIMEOUT:?}"),
        };
        timeout(DELETE_TIMEOUT, bounded(MAX_CONCURRENT, deletes)).await.map_err(timed_out)?.into_iter().collect()
    }

    /// Best effort: a connection that stays open is closed at its client's next message, since its row is deleted.
    async fn close_sockets(&self, connections: &Connections, gateway: &ManagementApi) {
        let closing = self.0.iter().map(|pending| async move {
            let close = async {
                if pending.is_open {
                    gateway.close(&pending.id).await;
                }
            };
            // A pointer without its row is harmless, so an error is ignored.
            let _ = join!(close, connections.remove_pointer(&pending.id));
        });
        if timeout(CLOSE_TIMEOUT, bounded(MAX_CONCURRENT, closing.collect())).await.is_err() {
            warn!("some connections were not closed in time; they are closed at their client's next message");
        }
    }
}
