//! How far behind a cursor a gap is read, and what the stream function notes so that this is enough.
//!
//! docs/live.md argues why no client keeps a hole; every bound in that argument is a part of one window, so that the two
//! functions that go by it cannot disagree about them.

use crate::environment::{ConfigError, Environment};

const VARIABLE: &str = "RESUME_WINDOW_SECONDS";
/// A minute: more than clocks and invocations drift apart in practice.
const USUAL_SECONDS: u32 = 60;
/// A gap reads the events of a whole window before its cursor.
const MOST_SECONDS: u32 = 600;

/// The time before a cursor in which events are looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResumeWindow {
    ms: i64,
}

impl Default for ResumeWindow {
    fn default() -> Self {
        Self { ms: i64::from(USUAL_SECONDS) * 1000 }
    }
}

impl ResumeWindow {
    /// Of `RESUME_WINDOW_SECONDS`.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        match environment.number(VARIABLE, USUAL_SECONDS)? {
            seconds @ 1..=MOST_SECONDS => Ok(Self { ms: i64::from(seconds) * 1000 }),
            _ => Err(ConfigError::Unusable { name: VARIABLE, wanted: "from 1 to 600" }),
        }
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

    fn of(seconds: &str) -> Result<ResumeWindow, ConfigError> {
        ResumeWindow::from_environment(&Environment::of([(VARIABLE, seconds)]))
    }

    #[test]
    fn it_is_a_minute_unless_it_is_said_to_be_something_else() {
        assert_eq!(ResumeWindow::from_environment(&Environment::default()).unwrap().ms(), 60_000);
        assert_eq!(of("1").unwrap().ms(), 1_000);
        for bad in ["0", "601", "-1", "x"] {
            assert!(of(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_not_noted_as_late_and_may_be_missing_lies_within_the_window() {
        for window in [ResumeWindow::default(), of("1").unwrap(), of("7").unwrap()] {
            assert!(window.late_after_ms() + window.missing_for_ms() + window.prompt_ms() <= window.ms());
            assert!(window.prompt_ms() > 0);
        }
    }
}
