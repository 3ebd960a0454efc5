//! A clock that a test sets.

use std::sync::{Arc, Mutex};

use types::time::{Clock, Time};

/// A clock that stands still until the test changes its time. Clones show the same time.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<Time>>);

impl ManualClock {
    /// A clock that shows `time`.
    pub fn at(time: Time) -> Self {
        Self(Arc::new(Mutex::new(time)))
    }

    /// The clock for the code under test. It shows later changes, too.
    pub fn clock(&self) -> Clock {
        let clock = self.clone();
        Clock::from_fn(move || clock.now())
    }

    /// The time that it shows.
    pub fn now(&self) -> Time {
        *self.0.lock().unwrap()
    }

    /// Changes the time that it shows.
    pub fn set(&self, time: Time) {
        *self.0.lock().unwrap() = time;
    }

    /// Moves its time forward.
    pub fn advance_ms(&self, millis: i64) {
        let mut time = self.0.lock().unwrap();
        *time = time.plus_millis(millis);
    }
}
