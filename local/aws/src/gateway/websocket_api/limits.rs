//! How large, how many and how long a WebSocket API's things may be.

use std::time::Duration;

/// The quotas of a WebSocket API, and the bounds that this process adds.
///
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html>
#[derive(Debug, Clone)]
pub struct WebSocketLimits {
    /// A message of a client, and a post to one, in bytes. A larger one from a client closes its connection with 1009.
    pub message_bytes: usize,
    /// One frame of a client, in bytes; a larger message has to come in several. Closes with 1009 too.
    pub frame_bytes: usize,
    /// How long a connection may be without any frame in either direction.
    pub idle_time: Duration,
    /// How long a connection may live.
    pub life_time: Duration,
    /// How long the function may take for one event.
    pub integration_time: Duration,
    /// The URL of a connect, in characters.
    pub url_chars: usize,
    /// Posts that may wait for a slow reader; one more closes its connection. AWS documents no number.
    pub posts_waiting: usize,
    /// Messages of one client with which the function may be busy at the same time. AWS documents no number.
    pub messages_at_once: usize,
    /// Messages of one client that may wait for the function; then the connection is not read from. AWS documents none.
    pub messages_waiting: usize,
    /// How long a closing connection is waited for, so that its client can read why. AWS documents no time.
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
            // The frames of the largest gap, and as many again.
            posts_waiting: 256,
            messages_at_once: 8,
            messages_waiting: 64,
            close_time: Duration::from_secs(3),
        }
    }
}
