//! The limits of a WebSocket API.

use std::time::Duration;

/// The quotas of a WebSocket API, and additional limits of this process.
///
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html>
#[derive(Debug, Clone)]
pub struct WebSocketLimits {
    /// A message of a client, and a post to a client, in bytes. A larger message of a client closes its connection with 1009.
    pub message_bytes: usize,
    /// One frame of a client, in bytes; a larger message has to consist of several frames. A larger frame closes the
    /// connection with 1009, too.
    pub frame_bytes: usize,
    /// The time without any frame in either direction.
    pub idle_time: Duration,
    /// The maximum age of a connection.
    pub life_time: Duration,
    /// The time for the function per event.
    pub integration_time: Duration,
    /// The URL of a handshake, in characters.
    pub url_chars: usize,
    /// Posts that wait for a slow reader; one more closes its connection. AWS documents no limit.
    pub posts_waiting: usize,
    /// Concurrent invocations for messages of one client. AWS documents no limit.
    pub messages_at_once: usize,
    /// Messages of one client that wait for the function; at this limit the connection is not read. AWS documents no limit.
    pub messages_waiting: usize,
    /// How long a closing connection stays open, so that its client can read the close frame. AWS documents no time.
    pub close_time: Duration,
}

impl Default for WebSocketLimits {
    fn default() -> Self {
        Self {
            message_bytes: 128 * 1024,
            frame_bytes: 32 * 1024,
            idle_time: Duration::from_secs(10 * 60),
            life_time: Duration::from_secs(2 * 60 * 60),
            integration_time: Duration::from_secs(29),
            url_chars: 4096,
            // Twice the frames of the largest catch-up.
            posts_waiting: 256,
            messages_at_once: 8,
            messages_waiting: 64,
            close_time: Duration::from_secs(3),
        }
    }
}
