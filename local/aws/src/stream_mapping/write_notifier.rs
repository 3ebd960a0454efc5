//! Lets a write notify the readers, so that live clients need not wait for the next poll.

use std::time::Duration;

use tokio::sync::watch;

/// Notifies a mapping's readers. Cheap to clone and to call.
#[derive(Debug, Clone)]
pub struct WriteNotifier {
    writes: watch::Sender<u64>,
}

/// A reader's side. Notifications since [`WriteListener::mark_seen`] count, so none is lost between a read and the wait
/// after it.
pub(super) struct WriteListener {
    writes: watch::Receiver<u64>,
}

impl WriteNotifier {
    pub(super) fn new() -> Self {
        Self { writes: watch::Sender::new(0) }
    }

    /// Call this after a successful write.
    pub fn notify(&self) {
        self.writes.send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(super) fn listener(&self) -> WriteListener {
        WriteListener { writes: self.writes.subscribe() }
    }
}

impl WriteListener {
    /// Call this before a read: later notifications end the next wait at once.
    pub(super) fn mark_seen(&mut self) {
        self.writes.mark_unchanged();
    }

    /// Waits for a notification, at most for `timeout`.
    pub(super) async fn wait(&mut self, timeout: Duration) {
        // If every notifier is dropped, only the timeout is left.
        let notified = async {
            if self.writes.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        // A notification and the timeout have the same effect.
        let _ = tokio::time::timeout(timeout, notified).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn notification_between_mark_and_wait_is_not_lost() {
        let notifier = WriteNotifier::new();
        let mut listener = notifier.listener();
        listener.mark_seen();
        notifier.notify();
        let notified = tokio::time::timeout(Duration::from_secs(5), listener.wait(LONG)).await;
        assert!(notified.is_ok());
    }

    #[tokio::test]
    async fn notification_before_mark_does_not_end_the_wait() {
        let notifier = WriteNotifier::new();
        let mut listener = notifier.listener();
        notifier.notify();
        listener.mark_seen();
        let notified = tokio::time::timeout(Duration::from_millis(20), listener.wait(LONG)).await;
        assert!(notified.is_err());
    }

    #[tokio::test]
    async fn timeout_ends_the_wait_without_a_notifier() {
        let mut listener = WriteNotifier::new().listener();
        let start = tokio::time::Instant::now();
        let timeout = Duration::from_millis(20);
        listener.wait(timeout).await;
        assert!(start.elapsed() >= timeout);
    }
}
