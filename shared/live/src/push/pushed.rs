//! When events were pushed.

use std::collections::BTreeMap;

use types::event_id::EventId;
use types::time::Time;

/// When each event first reached somebody. One that nobody's frames held is not in it, whoever else was there.
#[derive(Debug, Default)]
pub struct Pushed(BTreeMap<EventId, Time>);

impl Pushed {
    /// When `event` did.
    pub fn at(&self, event: EventId) -> Option<Time> {
        self.0.get(&event).copied()
    }

    /// `events` reached somebody at `at`.
    pub(super) fn add(&mut self, events: &[EventId], at: Time) {
        for event in events {
            let first = self.0.entry(*event).or_insert(at);
            *first = at.min(*first);
        }
    }
}
