//! What a stream has told of the place from which its client can resume.

use types::event_id::EventId;

/// The greatest id that the client has. It keeps the last one that it is told, so that a smaller one would send it back:
/// a replay of an old event by hours.
#[derive(Debug, Default)]
pub(crate) struct LastSentId {
    greatest: Option<EventId>,
    /// Whether this stream has told it; else the client has brought it along.
    by_us: bool,
}

impl LastSentId {
    /// To a client that resumes after `after`.
    pub(crate) fn to_who_has(after: Option<EventId>) -> Self {
        Self { greatest: after, by_us: false }
    }

    /// Whether `id` is to be told: only one that goes on from there. It counts as told then.
    pub(crate) fn advance(&mut self, id: EventId) -> bool {
        let goes_on = Some(id) > self.greatest || (Some(id) == self.greatest && !self.by_us);
        if goes_on {
            *self = Self { greatest: Some(id), by_us: true };
        }
        goes_on
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(digit: u8) -> EventId {
        format!("01K9ABCDEF0123456789ABCDE{digit}").parse().unwrap()
    }

    #[test]
    fn only_what_goes_on_is_told() {
        let mut told = LastSentId::default();
        let answers = [2, 2, 1, 3].map(|digit| told.advance(id(digit)));
        assert_eq!(answers, [true, false, false, true]);
    }

    #[test]
    fn what_the_client_has_is_confirmed_once_and_nothing_before_it_is_told() {
        let mut told = LastSentId::to_who_has(Some(id(2)));
        let answers = [1, 2, 2].map(|digit| told.advance(id(digit)));
        assert_eq!(answers, [false, true, false]);
    }
}
