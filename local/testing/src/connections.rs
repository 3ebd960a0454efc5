//! Connections of live clients.

use domain::live::Filter;
use store::connections::{Connection, LiveTransport};
use types::time::Clock;

/// A live WebSocket connection of `user` without a filter, opened now, whose token expires in `token_seconds`.
pub fn live_connection(user: &str, id: &str, token_seconds: i64) -> Connection {
    let now = Clock::system().now();
    Connection {
        id: id.to_owned(),
        user: user.to_owned(),
        transport: LiveTransport::Websocket,
        live: true,
        connected_at: now,
        token_expires_at: now.plus_millis(token_seconds * 1000),
        filter: Filter::default(),
    }
}
