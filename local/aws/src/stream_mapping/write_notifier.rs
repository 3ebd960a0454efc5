//! Lets a write wake the readers at once, so that a screen need not wait for the next poll.

use std::time::Duration;

use tokio::sync::watch;

/// Wakes a mapping's readers. Cheap to clone and to call.
#[derive(Debug, Clone)]
pub struct WriteNotifier {
    writes: watch::Sender<u64>,
}

/// A reader's side. Wakes that came since its last look count, so none is lost between a read and the wait after it.
pub(super) struct WriteListener {
    writes: watch::Receiver<u64>,
}

impl WriteNotifier {
    pub(super) fn new() -> Self {
        Self { writes: watch::Sender::new(0) }
    }

    /// Call after a write has succeeded.
    pub fn notify(&self) {
        self.writes.send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(super) fn listener(&self) -> WriteListener {
        WriteListener { writes: self.writes.subscribe() }
    }
}

impl WriteListener {
    /// Call before a read: later writes end the next sleep at once.
    pub(super) fn mark_seen(&mut self) {
        self.writes.mark_unchanged();
    }

    /// Sleeps until a wake, at most for `longest`.
    pub(super) async fn wait(&mut self, longest: Duration) {
        // Every notifier may be gone; then only the time is left to wait for.
        let woken = async {
            if self.writes.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        // Awake by a wake or by the time: both are fine.
        let _ = tokio::time::timeout(longest, woken).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn a_wake_between_the_look_and_the_sleep_is_not_lost() {
        let notifier = WriteNotifier::new();
        let mut listener = notifier.listener();
        listener.mark_seen();
        notifier.notify();
        let woken = tokio::time::timeout(Duration::from_secs(5), listener.wait(LONG)).await;
        assert!(woken.is_ok());
    }

    #[tokio::test]
    async fn wakes_before_the_look_do_not_end_the_sleep() {
        let notifier = WriteNotifier::new();
        let mut listener = notifier.listener();
        notifier.notify();
        listener.mark_seen();
        let woken = tokio::time::timeout(Duration::from_millis(20), listener.wait(LONG)).await;
        assert!(woken.is_err());
    }

    #[tokio::test]
    async fn without_a_waker_the_interval_ends_the_sleep() {
        let mut listener = WriteNotifier::new().listener();
        let start = tokio::time::Instant::now();
        let interval = Duration::from_millis(20);
        listener.wait(interval).await;
        assert!(start.elapsed() >= interval);
    }
}
