//! The last `id:` that a stream has sent, from which its client resumes.

use types::event_id::EventId;

/// The greatest id that the client has. A client resumes from the last id that it received, so a stream must not send a
/// smaller one: after the replay of an old event the client would resume from hours ago.
#[derive(Debug, Default)]
pub(crate) struct LastSentId {
    greatest: Option<EventId>,
    /// Whether this stream has sent it. Otherwise the client had it before.
    is_sent: bool,
}

impl LastSentId {
    /// The last id of a client that resumes after `after`.
    pub(crate) fn resuming_after(after: Option<EventId>) -> Self {
        Self { greatest: after, is_sent: false }
    }

    /// Whether `id` is to be sent: it is greater than the last id, or equal to it if this stream has not sent it yet.
    /// The id then counts as sent.
    pub(crate) fn advance(&mut self, id: EventId) -> bool {
        let advances = Some(id) > self.greatest || (Some(id) == self.greatest && !self.is_sent);
        if advances {
            *self = Self { greatest: Some(id), is_sent: true };
        }
        advances
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(digit: u8) -> EventId {
        format!("01K9ABCDEF0123456789ABCDE{digit}").parse().unwrap()
    }

    #[test]
    fn only_a_greater_id_is_sent() {
        let mut last_sent = LastSentId::default();
        assert_eq!([2, 2, 1, 3].map(|digit| last_sent.advance(id(digit))), [true, false, false, true]);
    }

    #[test]
    fn clients_own_id_is_sent_once_and_smaller_ids_are_not_sent() {
        let mut last_sent = LastSentId::resuming_after(Some(id(2)));
        assert_eq!([1, 2, 2].map(|digit| last_sent.advance(id(digit))), [false, true, false]);
    }
}
