//! What one client received: by frames, by pages, and the ranges that frames need not bring.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use domain::live::ResumeWindow;
use types::event_id::EventId;

/// What a client has received so far.
#[derive(Debug, Default)]
pub(crate) struct ReceivedEvents {
    /// Events received by frames, each with its `rev`.
    by_frames: BTreeMap<EventId, u64>,
    /// Events of the pages that the client loaded.
    by_pages: BTreeSet<EventId>,
    /// Ranges of events that frames need not bring, because a catch-up was reported as incomplete.
    excused: Vec<Range<EventId>>,
    /// Events received with a second `rev`, although nothing changed them.
    changed: BTreeSet<EventId>,
}

/// The difference between what a client received and what it should have received.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Events that the client did not receive at all.
    pub(crate) missing: usize,
    /// Events that no frame brought, without an incomplete catch-up that says so.
    pub(crate) gaps: usize,
    /// Events that do not exist or that the client may not see.
    pub(crate) foreign: usize,
    /// Events that were processed twice.
    pub(crate) changed: usize,
}

impl ReceivedEvents {
    /// Records an event of a frame.
    pub(crate) fn record_frame(&mut self, id: EventId, rev: u64) {
        if self.by_frames.insert(id, rev).is_some_and(|known| known != rev) {
            self.changed.insert(id);
        }
    }

    /// Records an event of a page.
    pub(crate) fn record_page(&mut self, id: EventId) {
        self.by_pages.insert(id);
    }

    /// Records that the catch-up from `after` (`None`: from the beginning) to `cursor` was incomplete. A complete
    /// catch-up covers the resume window before its cursor, too.
    pub(crate) fn record_incomplete(&mut self, after: Option<EventId>, cursor: EventId) {
        self.excused.push(first_excused(after)..cursor);
    }

    /// The number of events received by frames.
    pub(crate) fn frame_events(&self) -> usize {
        self.by_frames.len()
    }

    /// The difference to `expected`, the events that the client may see.
    pub(crate) fn difference(&self, expected: &BTreeSet<EventId>) -> Difference {
        let has = |id: &EventId| self.by_frames.contains_key(id) || self.by_pages.contains(id);
        let is_gap =
            |id: &EventId| !self.by_frames.contains_key(id) && !self.excused.iter().any(|range| range.contains(id));
        Difference {
            missing: expected.iter().filter(|id| !has(id)).count(),
            gaps: expected.iter().filter(|id| is_gap(id)).count(),
            foreign: self.by_frames.keys().chain(&self.by_pages).filter(|id| !expected.contains(*id)).count(),
            changed: self.changed.len(),
        }
    }
}

/// The first event that a client loads by pages after an incomplete catch-up from `after`.
pub(crate) fn first_excused(after: Option<EventId>) -> EventId {
    after
        .map_or(EventId::MIN, |after| EventId::first_of(after.received_at().plus_millis(-ResumeWindow::default().ms())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(second: i64) -> EventId {
        EventId::first_of(types::time::Time::from_millis(1_000_000_000_000 + second * 1000).expect("a time"))
    }

    fn ids(seconds: &[i64]) -> BTreeSet<EventId> {
        seconds.iter().copied().map(id).collect()
    }

    #[test]
    fn event_that_no_frame_brought_is_a_gap_unless_the_catch_up_was_incomplete() {
        let mut received = ReceivedEvents::default();
        received.record_frame(id(1000), 1);
        received.record_page(id(2000));
        assert_eq!(received.difference(&ids(&[1000])), Difference { foreign: 1, ..Difference::default() });
        assert_eq!(received.difference(&ids(&[1000, 2000])), Difference { gaps: 1, ..Difference::default() });
        assert_eq!(
            received.difference(&ids(&[1000, 2000, 3000])),
            Difference { missing: 1, gaps: 2, ..Difference::default() }
        );
        received.record_incomplete(Some(id(1500)), id(2500));
        assert_eq!(received.difference(&ids(&[1000, 2000])), Difference::default());
        assert_eq!(received.difference(&ids(&[1000, 1300, 2000])).gaps, 1, "it is older than the window");
    }

    #[test]
    fn event_with_a_second_rev_is_changed() {
        let mut received = ReceivedEvents::default();
        received.record_frame(id(1), 1);
        received.record_frame(id(1), 1);
        assert_eq!(received.difference(&ids(&[1])), Difference::default());
        received.record_frame(id(1), 2);
        assert_eq!(received.difference(&ids(&[1])).changed, 1);
    }
}
