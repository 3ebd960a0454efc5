//! The latest time that a clock has shown, to notice that it was set back.
//!
//! The function remembers it as long as its process lives. Events that are processed while the clock is behind have ids
//! before the cursors that clients already have, so a catch-up would not find them once the clock has passed these
//! cursors again. They are therefore marked as late changes of the latest time.

use std::sync::atomic::{AtomicI64, Ordering};

use types::time::{Clock, Time};

/// A clock that shows the latest time that `clock` has shown so far, whenever it was read.
pub(crate) fn latest_time(clock: Clock) -> Clock {
    let latest_ms = AtomicI64::new(i64::MIN);
    Clock::from_fn(move || {
        let now = clock.now();
        let before = latest_ms.fetch_max(now.millis(), Ordering::SeqCst);
        Time::from_millis(before).unwrap_or(now).max(now)
    })
}

#[cfg(test)]
mod tests {
    use local_testing::ManualClock;

    use super::*;

    #[test]
    fn latest_time_never_goes_back() {
        let start: Time = "2026-11-02T04:45:00Z".parse().unwrap();
        let manual = ManualClock::at(start);
        let latest = latest_time(manual.clock());
        assert_eq!(latest.now(), start);
        manual.advance_ms(-60_000);
        assert_eq!(latest.now(), start);
        manual.advance_ms(90_000);
        assert_eq!(latest.now(), start.plus_millis(30_000));
    }
}
