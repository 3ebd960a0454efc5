//! How far behind a cursor a gap is read, and what the stream function notes so that this is enough.
//!
//! docs/live.md argues why no client keeps a hole; every bound in that argument is a part of one window, so that the two
//! functions that go by it cannot disagree about them.

/// The time before a cursor in which events are looked at again.
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
    /// The default, in seconds: more than clocks and invocations drift apart in practice.
    pub const DEFAULT_SECONDS: u32 = 60;
    /// The longest, in seconds: a catch-up reads the events of a whole window before its cursor.
    pub const MAX_SECONDS: u32 = 600;

    /// A window of 1 to [`Self::MAX_SECONDS`] seconds; `None` for any other.
    pub fn of_seconds(seconds: u32) -> Option<Self> {
        (1..=Self::MAX_SECONDS).contains(&seconds).then(|| Self { ms: i64::from(seconds) * 1000 })
    }

    /// How far behind its cursor a gap is read, in milliseconds.
    pub fn ms(self) -> i64 {
        self.ms
    }

    /// How long after its receipt an event is first processed, or again, without a note of a late change (40 s).
    pub fn late_after_ms(self) -> i64 {
        self.ms * 2 / 3
    }

    /// How long after its lines were processed a push has to have ended, or it is noted and done again (5 s). As much is
    /// left for clocks that differ.
    pub fn prompt_ms(self) -> i64 {
        self.ms / 12
    }

    /// How long before a cursor a line may have been processed and still be missing (10 s): until its push had to be over,
    /// by the clock that differs most.
    pub fn missing_for_ms(self) -> i64 {
        2 * self.prompt_ms()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_outside_of_the_bounds_are_none() {
        assert_eq!(ResumeWindow::of_seconds(1).unwrap().ms(), 1_000);
        assert_eq!(ResumeWindow::of_seconds(0), None);
        assert_eq!(ResumeWindow::of_seconds(601), None);
    }

    #[test]
    fn unmarked_late_events_and_slow_pushes_lie_within_the_window() {
        for window in [1, 7, ResumeWindow::DEFAULT_SECONDS].map(|seconds| ResumeWindow::of_seconds(seconds).unwrap()) {
            assert!(window.late_after_ms() + window.missing_for_ms() + window.prompt_ms() <= window.ms());
            assert!(window.prompt_ms() > 0);
        }
    }
}
