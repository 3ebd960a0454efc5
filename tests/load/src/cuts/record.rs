//! What one client was told: by frames, by pages, and of what it was told that frames could not bring it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use domain::live::ResumeWindow;
use types::event_id::EventId;

/// What a client has got so far.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// The events that frames brought, each with its `rev`.
    by_frames: BTreeMap<EventId, u64>,
    /// The events of the pages that were loaded.
    by_pages: BTreeSet<EventId>,
    /// Events that frames need not have brought, since a gap was answered as incomplete.
    excused: Vec<Range<EventId>>,
    /// Events that came with a second `rev`, though nothing has changed them.
    changed: BTreeSet<EventId>,
}

/// How far a client is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Events that it has not seen at all.
    pub(crate) missing: usize,
    /// Events that no frame brought, and of which no answer said so.
    pub(crate) holes: usize,
    /// Events that it may not see, or that there are not.
    pub(crate) foreign: usize,
    /// Events that were done twice.
    pub(crate) changed: usize,
}

impl Record {
    /// Notes an event of a frame.
    pub(crate) fn frame(&mut self, id: EventId, rev: u64) {
        if self.by_frames.insert(id, rev).is_some_and(|held| held != rev) {
            self.changed.insert(id);
        }
    }

    /// Notes an event of a page.
    pub(crate) fn page(&mut self, id: EventId) {
        self.by_pages.insert(id);
    }

    /// Notes that a gap from `after` (`None`: from the beginning) up to `cursor` was not filled. An answer that is complete
    /// vouches for the minute before its cursor, too.
    pub(crate) fn incomplete(&mut self, after: Option<EventId>, cursor: EventId) {
        self.excused.push(first_excused(after)..cursor);
    }

    /// How many events frames have brought.
    pub(crate) fn of_frames(&self) -> usize {
        self.by_frames.len()
    }

    /// How it stands with `all` that the client may see.
    pub(crate) fn standing(&self, all: &BTreeSet<EventId>) -> Standing {
        let has = |id: &EventId| self.by_frames.contains_key(id) || self.by_pages.contains(id);
        let is_hole =
            |id: &EventId| !self.by_frames.contains_key(id) && !self.excused.iter().any(|span| span.contains(id));
        Standing {
            missing: all.iter().filter(|id| !has(id)).count(),
            holes: all.iter().filter(|id| is_hole(id)).count(),
            foreign: self.by_frames.keys().chain(&self.by_pages).filter(|id| !all.contains(*id)).count(),
            changed: self.changed.len(),
        }
    }
}

/// From where on a client that goes on after `after` loads its pages when it is told that it has to.
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

    fn all(seconds: &[i64]) -> BTreeSet<EventId> {
        seconds.iter().copied().map(id).collect()
    }

    #[test]
    fn what_no_frame_brought_is_a_hole_unless_it_was_told_so_whatever_pages_had() {
        let mut record = Record::default();
        record.frame(id(1000), 1);
        record.page(id(2000));
        assert_eq!(record.standing(&all(&[1000])), Standing { foreign: 1, ..Standing::default() });
        assert_eq!(record.standing(&all(&[1000, 2000])), Standing { holes: 1, ..Standing::default() });
        assert_eq!(
            record.standing(&all(&[1000, 2000, 3000])),
            Standing { missing: 1, holes: 2, ..Standing::default() }
        );
        record.incomplete(Some(id(1500)), id(2500));
        assert_eq!(record.standing(&all(&[1000, 2000])), Standing::default());
        assert_eq!(record.standing(&all(&[1000, 1300, 2000])).holes, 1, "it is older than the window");
    }

    #[test]
    fn an_event_that_comes_again_is_the_same_or_was_done_twice() {
        let mut record = Record::default();
        record.frame(id(1), 1);
        record.frame(id(1), 1);
        assert_eq!(record.standing(&all(&[1])), Standing::default());
        record.frame(id(1), 2);
        assert_eq!(record.standing(&all(&[1])).changed, 1);
    }
}
