//! Which of a user's connections end when he opens another one.
//!
//! A connection whose `$disconnect` got lost looks as if it were open until a push finds it gone. So nobody is refused for
//! having too many: the oldest end, which those are sooner or later.

use live::push::disconnect;
use store::StoreError;
use store::connections::{Connection, LiveTransport};
use tracing::info;
use types::concurrency::bounded;
use types::time::Time;

use crate::WebSocket;

/// The most connections of one user: some tabs on some devices.
const MOST: usize = 50;
/// The most event streams of one user: an idle one costs as much as hundreds of idle WebSockets.
const MOST_STREAMS: usize = 3;
/// How many are closed at once.
const AT_ONCE: usize = 8;

impl WebSocket {
    /// Closes what the user has too much of. His new connection is among those that are looked at, so that of two that come
    /// at once each sees the other.
    pub(crate) async fn close_surplus(&self, user: &str, now: Time) -> Result<(), StoreError> {
        let surplus = surplus(self.connections.of_user(user, now).await?, now);
        let closing = surplus.iter().map(|connection| self.close_one(connection)).collect();
        bounded(AT_ONCE, closing).await.into_iter().collect()
    }

    async fn close_one(&self, connection: &Connection) -> Result<(), StoreError> {
        info!(connection.id = connection.id, "a connection is closed: its token has ended, or its user has newer ones");
        disconnect(&self.connections, &self.gateway, &connection.user, &connection.id).await
    }
}

/// Those whose token has ended, which get nothing any more, and the oldest above the limits.
fn surplus(mut connections: Vec<Connection>, now: Time) -> Vec<Connection> {
    connections.sort_by(|a, b| (b.connected_at, &b.id).cmp(&(a.connected_at, &a.id)));
    let (mut all, mut streams) = (0, 0);
    connections.retain(|connection| {
        let ended = connection.token_expires_at <= now;
        let is_stream = connection.transport == LiveTransport::Sse;
        let keeps = !ended && all < MOST && !(is_stream && streams >= MOST_STREAMS);
        all += usize::from(keeps);
        streams += usize::from(keeps && is_stream);
        !keeps
    });
    connections
}
