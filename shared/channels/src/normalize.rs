//! The result of normalizing a verified body.

use domain::privacy::PrivacyRequest;
use domain::state::Change;
use domain::subject::Subject;
use types::time::Time;

/// The facts about a delivery that are known before its body is read.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The topic: from the body, or from a header, which is unsigned.
    pub topic: &'a str,
    /// The account of the integration.
    pub account: &'a str,
    /// When the delivery was received.
    pub received_at: Time,
}

/// A normalized body.
#[derive(Clone, Debug, PartialEq)]
pub struct NormalizedEvent {
    /// The subject; `None` for a topic that Storebell stores but does not read, and for a delivery about several
    /// subjects.
    pub subject: Option<Subject>,
    /// The sender's own time of the change.
    pub occurred_at: Option<Time>,
    /// One line for people; that of an order contains its id.
    pub summary: String,
    /// The changes, at most one per subject. Most deliveries have one; a courier's push may have many.
    pub changes: Vec<Change>,
    /// The request about personal data, if the delivery is one.
    pub request: Option<PrivacyRequest>,
}

/// Why a delivery could not be normalized.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct NormalizeError {
    /// The error code of the failed event: `not_utf8`, `not_json`, `not_understood`, `bad_amount`, `bad_quantity`,
    /// `topic_missing`, `topic_mismatch`, `too_large`, `account_mismatch`, `time_ahead`; in the function `stream` also
    /// `unreadable`, `state_unreadable`, `state_too_large`, `still_installed`, `gone`, `internal_error`.
    pub code: &'static str,
    /// One sentence for people, without its capital and its full stop. It quotes nothing of the body, which may be
    /// personal.
    pub message: String,
    /// Whether a retry may succeed, so that the delivery is retried automatically.
    pub transient: bool,
}

impl NormalizeError {
    /// A permanent error: a retry gives the same result.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), transient: false }
    }

    /// An error that a retry may fix, such as an API that does not respond.
    pub fn transient(code: &'static str, message: impl Into<String>) -> Self {
        Self { transient: true, ..Self::new(code, message) }
    }
}

/// The most changes of one delivery: as many as one invocation can write in its time.
const MAX_CHANGES: usize = 500;

/// How far a source time may be ahead of receipt: 10 minutes, for clocks that differ.
pub(super) const MAX_LEAD_MS: i64 = 10 * 60 * 1000;

impl NormalizedEvent {
    /// An event with one change; its subject and time are those of the change.
    pub fn of(change: Change, summary: impl Into<String>) -> Self {
        let (subject, at) = (change.subject(), change.newest());
        Self {
            subject: Some(subject),
            occurred_at: Some(at),
            summary: summary.into(),
            changes: vec![change],
            request: None,
        }
    }

    /// An event that is stored and shown but changes nothing, such as one of a topic that Storebell does not read.
    pub fn without_changes(summary: impl Into<String>) -> Self {
        Self { subject: None, occurred_at: None, summary: summary.into(), changes: Vec::new(), request: None }
    }

    /// An event that says nothing about its subject.
    pub(super) fn unchanged(subject: Subject, at: Time, summary: impl Into<String>) -> Self {
        Self { subject: Some(subject), occurred_at: Some(at), ..Self::without_changes(summary) }
    }

    /// An event of a topic that Storebell does not read.
    pub(super) fn of_unread_topic(topic: &str) -> Self {
        Self::without_changes(format!("{topic}, stored as received"))
    }

    /// Checks the number of changes.
    ///
    /// # Errors
    /// `too_large`.
    pub(super) fn check_change_count(self) -> Result<Self, NormalizeError> {
        if self.changes.len() > MAX_CHANGES {
            return Err(NormalizeError::new("too_large", format!("the body changes more than {MAX_CHANGES} subjects")));
        }
        Ok(self)
    }

    /// Checks that no source time is far ahead of receipt: such a change could never be replaced by a later one.
    ///
    /// # Errors
    /// `time_ahead`.
    pub(super) fn check_time(self, received_at: Time) -> Result<Self, NormalizeError> {
        let limit = received_at.plus_millis(MAX_LEAD_MS);
        let newest = self.occurred_at.into_iter().chain(self.changes.iter().map(Change::newest)).max();
        match newest {
            Some(time) if time > limit => Err(NormalizeError::new(
                "time_ahead",
                format!("the source time {time} is more than 10 minutes after the time of receipt, {received_at}"),
            )),
            _ => Ok(self),
        }
    }
}
