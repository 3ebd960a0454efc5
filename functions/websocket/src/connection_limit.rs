//! The connection limit: which connections of a user are closed when the user opens another one.
//!
//! If API Gateway's `$disconnect` is lost, a closed connection keeps its row until a push fails. So a new connection is
//! never rejected because of the limit. The oldest connections are closed instead: rows of closed connections become
//! the oldest sooner or later.
//!
//! A client that is closed because of the limit is sent the reason first, so that it waits before it reconnects. Otherwise
//! the clients of a user with one connection too many would evict each other again and again.

use live::push::disconnect;
use store::StoreError;
use store::connections::{Connection, LiveTransport};
use tracing::info;
use types::concurrency::bounded;
use types::time::Time;

use crate::client_message_error::eviction_frame;
use crate::function::WebSocketFunction;

/// Connections per user, of both transports: some tabs on some devices.
pub(crate) const MAX_CONNECTIONS_PER_USER: usize = 50;
/// Server-sent event streams per user: an idle stream costs as much as hundreds of idle WebSocket connections, since
/// its function runs as long as it is open.
pub(crate) const MAX_STREAMS_PER_USER: usize = 3;
/// Connections that are closed at the same time.
const MAX_CONCURRENT_CLOSES: usize = 8;

impl WebSocketFunction {
    /// Closes the user's expired connections, and the oldest above the limits. The caller has already stored the new
    /// connection: of two connections that open at the same time, each counts the other.
    pub(crate) async fn enforce_connection_limit(&self, user: &str, now: Time) -> Result<(), StoreError> {
        let excess = expired_or_excess(self.connections.of_user(user, now).await?, now);
        let closes = excess.iter().map(|connection| self.close_excess(connection, now)).collect();
        bounded(MAX_CONCURRENT_CLOSES, closes).await.into_iter().collect()
    }

    async fn close_excess(&self, connection: &Connection, now: Time) -> Result<(), StoreError> {
        let Connection { id, user, .. } = connection;
        if connection.token_expires_at <= now {
            info!(connection.id = id, "live connection closed: its token expired");
            return disconnect(&self.connections, &self.management_api, user, id).await;
        }
        info!(connection.id = id, "live connection closed: its user has reached the connection limit");
        // The row first: no push must send it a frame after the reason. The socket is closed even if the row remains.
        let evicted = self.connections.evict(user, id).await;
        self.management_api.post(id, &eviction_frame()).await;
        self.management_api.close(id).await;
        evicted
    }
}

/// The connections whose token has expired, which receive nothing any more, and the oldest above the limits.
fn expired_or_excess(mut connections: Vec<Connection>, now: Time) -> Vec<Connection> {
    connections.sort_by(|a, b| (b.connected_at, &b.id).cmp(&(a.connected_at, &a.id)));
    let (mut kept, mut kept_streams) = (0, 0);
    connections.retain(|connection| {
        let is_expired = connection.token_expires_at <= now;
        let is_stream = connection.transport == LiveTransport::Sse;
        let is_kept =
            !is_expired && kept < MAX_CONNECTIONS_PER_USER && !(is_stream && kept_streams >= MAX_STREAMS_PER_USER);
        kept += usize::from(is_kept);
        kept_streams += usize::from(is_kept && is_stream);
        !is_kept
    });
    connections
}
