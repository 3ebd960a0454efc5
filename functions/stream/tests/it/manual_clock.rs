//! A clock that a test advances.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::Value;
use types::time::{Clock, Time};

/// A clock that stands still until it is advanced. Clones show the same time.
#[derive(Clone)]
pub(crate) struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    pub(crate) fn at(time: Time) -> Self {
        Self(Arc::new(AtomicI64::new(time.millis())))
    }

    /// A clock at so many seconds after the delivery of this record was received.
    pub(crate) fn after_receipt(record: &Value, seconds: i64) -> Self {
        let received_at: Time = record["dynamodb"]["NewImage"]["received_at"]["S"].as_str().unwrap().parse().unwrap();
        Self::at(received_at.plus_millis(seconds * 1000))
    }

    pub(crate) fn advance_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }

    pub(crate) fn clock(&self) -> Clock {
        let Self(now) = self.clone();
        Clock::from_fn(move || Time::from_millis(now.load(Ordering::SeqCst)).unwrap())
    }
}
