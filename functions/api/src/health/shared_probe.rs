//! A probe whose result is shared: anyone may ask at any rate, and it runs at most once in 5 seconds.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use types::time::Time;

/// For how long a result counts, from the start of its probe. A probe takes less than this.
const PERIOD: Duration = Duration::from_secs(5);

/// The last probe of this process.
#[derive(Default)]
pub(crate) struct SharedProbe {
    last: Mutex<Option<Probe>>,
}

struct Probe {
    started_at: Time,
    started: Instant,
    /// `None` until the probe has ended.
    result: watch::Receiver<Option<bool>>,
}

impl SharedProbe {
    /// The result of the last probe if it started less than 5 seconds before `now`, else that of a new one. All who ask
    /// while a probe runs wait for it. It runs to its end even if all of them leave, so that leaving early and asking
    /// again starts no further probe.
    pub(crate) async fn result<F>(&self, now: Time, probe: impl FnOnce() -> F) -> bool
    where
        F: Future<Output = bool> + Send + 'static,
    {
        let mut result = self.last_or_new(now, probe);
        let ended = result.wait_for(Option::is_some).await;
        // An error means that the probe panicked.
        ended.is_ok_and(|result| *result == Some(true))
    }

    fn last_or_new<F>(&self, now: Time, probe: impl FnOnce() -> F) -> watch::Receiver<Option<bool>>
    where
        F: Future<Output = bool> + Send + 'static,
    {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = last.as_ref().filter(|last| last.counts_at(now)) {
            return last.result.clone();
        }
        let (sender, result) = watch::channel(None);
        let running = probe();
        tokio::spawn(async move { sender.send_replace(Some(running.await)) });
        *last = Some(Probe { started_at: now, started: Instant::now(), result: result.clone() });
        result
    }
}

impl Probe {
    /// By both clocks: the monotonic one stands still while Lambda has frozen the process, and the other one may be set
    /// back.
    fn counts_at(&self, now: Time) -> bool {
        let age_ms = now.millis() - self.started_at.millis();
        let is_recent = u64::try_from(age_ms).is_ok_and(|age| Duration::from_millis(age) < PERIOD);
        is_recent && self.started.elapsed() < PERIOD
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures_util::future::join_all;
    use tokio::sync::oneshot;

    use super::*;

    const START_MS: i64 = 1_793_594_700_000;

    fn at_ms(ms: i64) -> Time {
        Time::from_millis(START_MS + ms).unwrap()
    }

    /// Probes that count themselves, and have this result.
    struct Probes {
        shared: SharedProbe,
        count: Arc<AtomicU32>,
    }

    impl Probes {
        fn new() -> Self {
            Self { shared: SharedProbe::default(), count: Arc::default() }
        }

        async fn ask(&self, ms: i64, result: bool) -> bool {
            let count = Arc::clone(&self.count);
            let probe = || async move {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                result
            };
            self.shared.result(at_ms(ms), probe).await
        }

        fn count(&self) -> u32 {
            self.count.load(Ordering::SeqCst)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn concurrent_and_later_requests_share_a_result_for_5_seconds() {
        for result in [true, false] {
            let probes = Probes::new();
            let answers = join_all((0..100).map(|_| probes.ask(0, result))).await;
            assert!(answers.iter().all(|answer| *answer == result));
            tokio::time::advance(PERIOD - Duration::from_millis(1)).await;
            // The other result would be that of another probe.
            assert_eq!(probes.ask(4_999, !result).await, result);
            assert_eq!(probes.count(), 1);
            tokio::time::advance(Duration::from_millis(1)).await;
            assert_eq!(probes.ask(5_000, !result).await, !result);
            assert_eq!(probes.count(), 2);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn result_is_not_used_after_the_process_was_frozen_or_the_clock_set_back() {
        let probes = Probes::new();
        assert!(probes.ask(0, true).await);
        // The monotonic clock has not moved.
        assert!(!probes.ask(60_000, false).await);
        assert!(probes.ask(59_999, true).await);
        // The other clock has not moved.
        tokio::time::advance(PERIOD).await;
        assert!(!probes.ask(59_999, false).await);
        assert_eq!(probes.count(), 4);
    }

    #[tokio::test(start_paused = true)]
    async fn request_that_is_cancelled_does_not_cancel_the_probe() {
        let shared = SharedProbe::default();
        let (end, ended) = oneshot::channel::<bool>();
        let waiting = shared.result(at_ms(0), || async move { ended.await.unwrap() });
        assert!(tokio::time::timeout(Duration::from_secs(1), waiting).await.is_err());
        end.send(true).unwrap();
        assert!(shared.result(at_ms(1_000), || async { unreachable!("the first probe still counts") }).await);
    }

    #[tokio::test(start_paused = true)]
    async fn probe_that_panics_is_not_ready_and_does_not_repeat_at_once() {
        let shared = SharedProbe::default();
        assert!(!shared.result(at_ms(0), || async { panic!("requested panic") }).await);
        assert!(!shared.result(at_ms(1), || async { true }).await);
    }
}
