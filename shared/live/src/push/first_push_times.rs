//! When each event was first pushed, for the statistics of push times.

use std::collections::BTreeMap;

use types::event_id::EventId;
use types::time::Time;

/// When each event was first accepted for a client. An event that was in no client's frames has no time.
#[derive(Debug, Default)]
pub struct FirstPushTimes(BTreeMap<EventId, Time>);

impl FirstPushTimes {
    /// When `event` was first pushed.
    pub fn at(&self, event: EventId) -> Option<Time> {
        self.0.get(&event).copied()
    }

    /// Records that `events` were pushed at `at`.
    pub(super) fn add(&mut self, events: &[EventId], at: Time) {
        for event in events {
            let first = self.0.entry(*event).or_insert(at);
            *first = at.min(*first);
        }
    }
}
