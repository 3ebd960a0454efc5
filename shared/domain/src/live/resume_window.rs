//! The resume window: how far before its cursor a catch-up reads, and the bounds that make this far enough.
//!
//! docs/live.md proves that no client misses an event. Every bound in that proof is derived from one window, so that
//! the functions that rely on it cannot disagree.

/// The period before a cursor in which a catch-up reads events again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResumeWindow {
    ms: i64,
}

impl Default for ResumeWindow {
    fn default() -> Self {
        Self { ms: i64::from(Self::DEFAULT_SECONDS) * 1000 }
    }
}

impl ResumeWindow {
    /// The default, in seconds: more than clocks and invocations differ by in practice.
    pub const DEFAULT_SECONDS: u32 = 60;
    /// The longest, in seconds: a catch-up reads the events of a whole window before its cursor.
    pub const MAX_SECONDS: u32 = 600;

    /// A window of 1 to [`Self::MAX_SECONDS`] seconds; `None` for other lengths.
    pub fn of_seconds(seconds: u32) -> Option<Self> {
        (1..=Self::MAX_SECONDS).contains(&seconds).then(|| Self { ms: i64::from(seconds) * 1000 })
    }

    /// How far before its cursor a catch-up reads, in milliseconds.
    pub fn ms(self) -> i64 {
        self.ms
    }

    /// The longest time between an event's receipt and its processing for which no late-change marker is written, in
    /// milliseconds (40 s by default).
    pub fn max_unmarked_delay_ms(self) -> i64 {
        self.ms * 2 / 3
    }

    /// The longest time between the processing of events and the end of their push, in milliseconds (5 s by default). A
    /// slower push is marked and repeated. The same time again is reserved for clock differences.
    pub fn push_deadline_ms(self) -> i64 {
        self.ms / 12
    }

    /// The longest time before a cursor at which a summary may have been processed and still be missing, in
    /// milliseconds (10 s by default): until its push had to end, by the clock that differs most.
    pub fn max_missing_age_ms(self) -> i64 {
        2 * self.push_deadline_ms()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn window_outside_the_bounds_is_none() {
        assert_eq!(ResumeWindow::of_seconds(1).unwrap().ms(), 1_000);
        assert_eq!(ResumeWindow::of_seconds(0), None);
        assert_eq!(ResumeWindow::of_seconds(601), None);
    }

    #[test]
    fn unmarked_delay_and_push_deadlines_fit_into_the_window() {
        for window in [1, 7, ResumeWindow::DEFAULT_SECONDS].map(|seconds| ResumeWindow::of_seconds(seconds).unwrap()) {
            assert!(
                window.max_unmarked_delay_ms() + window.max_missing_age_ms() + window.push_deadline_ms() <= window.ms()
            );
            assert!(window.push_deadline_ms() > 0);
        }
    }
}
