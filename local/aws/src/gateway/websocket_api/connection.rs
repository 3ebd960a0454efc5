//! One accepted connection: its client, its queue of posts, and its end.

use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::close_reason::CloseReason;

/// What is known of a client from its handshake.
#[derive(Debug, Clone)]
pub(super) struct ClientInfo {
    pub(super) connection_id: String,
    pub(super) connected_at: Timestamp,
    pub(super) source: IpAddr,
    pub(super) user_agent: String,
    pub(super) domain_name: String,
}

/// An accepted connection.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) client: ClientInfo,
    opened: Instant,
    /// Milliseconds from `opened` to the last frame in either direction.
    last_active: AtomicU64,
    posts: mpsc::Sender<Utf8Bytes>,
    reason: watch::Sender<Option<CloseReason>>,
}

/// The connection has ended, or is closing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ConnectionGone;

impl Connection {
    /// A connection, and the queue of posts for its socket, with the capacity `waiting`.
    pub(super) fn new(client: ClientInfo, waiting: usize) -> (Self, mpsc::Receiver<Utf8Bytes>) {
        let (posts, queue) = mpsc::channel(waiting);
        let connection = Self {
            client,
            opened: Instant::now(),
            last_active: AtomicU64::new(0),
            posts,
            reason: watch::Sender::new(None),
        };
        (connection, queue)
    }

    /// Queues one text message. A full queue means that the client does not read: its connection ends.
    pub(super) fn post(&self, text: Utf8Bytes) -> Result<(), ConnectionGone> {
        if self.is_closing() {
            return Err(ConnectionGone);
        }
        self.posts.try_send(text).map_err(|error| {
            if let mpsc::error::TrySendError::Full(_) = error {
                self.end(CloseReason::SlowReader);
            }
            ConnectionGone
        })
    }

    /// Whether the connection is closing.
    pub(super) fn is_closing(&self) -> bool {
        self.reason.borrow().is_some()
    }

    /// Ends the connection; only the first reason counts.
    pub(super) fn end(&self, reason: CloseReason) {
        self.reason.send_if_modified(|current| {
            let first = current.is_none();
            current.get_or_insert(reason);
            first
        });
    }

    /// Waits until the connection is closing.
    pub(super) async fn ended(&self) -> CloseReason {
        let mut reason = self.reason.subscribe();
        match reason.wait_for(Option::is_some).await {
            Ok(reason) => reason.clone().unwrap_or(CloseReason::Lost),
            // The sender is a member of `self`, so this cannot happen.
            Err(_closed) => CloseReason::Lost,
        }
    }

    /// Records that a frame was received or sent.
    pub(super) fn touch(&self) {
        let age = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last_active.store(age, Ordering::Relaxed);
    }

    /// The time of the last frame in either direction.
    pub(super) fn last_active_at(&self) -> Timestamp {
        let age = i64::try_from(self.last_active.load(Ordering::Relaxed)).unwrap_or(i64::MAX);
        self.client.connected_at.saturating_add(SignedDuration::from_millis(age)).unwrap_or(self.client.connected_at)
    }

    /// Waits until no frame was received or sent for `time`.
    pub(super) async fn idle_for(&self, time: Duration) {
        loop {
            let last = Duration::from_millis(self.last_active.load(Ordering::Relaxed));
            let deadline = self.opened + last + time;
            if deadline <= Instant::now() {
                return;
            }
            sleep_until(deadline).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(waiting: usize) -> (Connection, mpsc::Receiver<Utf8Bytes>) {
        let client = ClientInfo {
            connection_id: "L0SM9cOFvHcCIhw=".to_owned(),
            connected_at: Timestamp::now(),
            source: [127, 0, 0, 1].into(),
            user_agent: String::new(),
            domain_name: "localhost".to_owned(),
        };
        Connection::new(client, waiting)
    }

    #[tokio::test]
    async fn full_queue_ends_the_connection() {
        let (connection, _unread) = connection(2);
        assert_eq!(connection.post("1".into()), Ok(()));
        assert_eq!(connection.post("2".into()), Ok(()));
        assert_eq!(connection.post("3".into()), Err(ConnectionGone));
        assert_eq!(connection.ended().await, CloseReason::SlowReader);
        assert_eq!(connection.post("4".into()), Err(ConnectionGone));
    }

    #[tokio::test]
    async fn first_close_reason_counts() {
        let (connection, _queue) = connection(1);
        connection.end(CloseReason::Deleted);
        connection.end(CloseReason::Stopping);
        assert_eq!(connection.ended().await, CloseReason::Deleted);
    }

    #[tokio::test(start_paused = true)]
    async fn frame_restarts_the_idle_time() {
        let (connection, _queue) = connection(1);
        let started = Instant::now();
        let idle = connection.idle_for(Duration::from_secs(600));
        let touched = async {
            tokio::time::sleep(Duration::from_secs(400)).await;
            connection.touch();
        };
        tokio::join!(idle, touched);
        assert_eq!(started.elapsed().as_secs(), 1000);
        assert_eq!(connection.last_active_at().duration_since(connection.client.connected_at).as_secs(), 400);
    }
}
