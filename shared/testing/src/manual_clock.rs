//! A clock that tests set and advance.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use types::time::{Clock, Time};

/// A clock that stands still until a test sets or advances it. Its clones and the clocks that it returns share its time.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// A clock that stands at `now`.
    pub fn at(now: Time) -> Self {
        Self(Arc::new(AtomicI64::new(now.millis())))
    }

    /// A [`Clock`] that reads this one, for the code under test.
    pub fn clock(&self) -> Clock {
        let clock = self.clone();
        Clock::from_fn(move || clock.now())
    }

    /// The time at which it stands.
    pub fn now(&self) -> Time {
        Time::from_millis(self.0.load(Ordering::SeqCst)).expect("a test stays within the calendar")
    }

    /// Sets it to `now`, which may be earlier.
    pub fn set(&self, now: Time) {
        self.0.store(now.millis(), Ordering::SeqCst);
    }

    /// Advances it by so many milliseconds.
    pub fn advance_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_share_the_time_that_a_test_sets() {
        let manual = ManualClock::at("2026-11-02T04:45:00Z".parse().unwrap());
        let (clock, clone) = (manual.clock(), manual.clone());
        clone.advance_ms(1_500);
        assert_eq!(clock.now(), "2026-11-02T04:45:01.500Z".parse().unwrap());
        manual.set("2026-11-01T00:00:00Z".parse().unwrap());
        assert_eq!((clock.now(), clone.now()), (manual.now(), "2026-11-01T00:00:00Z".parse().unwrap()));
    }
}
