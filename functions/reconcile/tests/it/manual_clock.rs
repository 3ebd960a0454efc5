//! A clock that the test advances.

use std::sync::{Arc, Mutex};

use types::time::{Clock, Time};

pub(crate) struct ManualClock(Arc<Mutex<Time>>);

impl ManualClock {
    pub(crate) fn new(now: Time) -> Self {
        Self(Arc::new(Mutex::new(now)))
    }

    /// The clock for the code under test.
    pub(crate) fn clock(&self) -> Clock {
        let now = Arc::clone(&self.0);
        Clock::from_fn(move || *now.lock().unwrap())
    }

    pub(crate) fn advance(&self, millis: i64) {
        let mut now = self.0.lock().unwrap();
        *now = now.plus_millis(millis);
    }
}
