//! What a verified body means.

use domain::privacy::PrivacyRequest;
use domain::state::Change;
use domain::subject::Subject;
use types::time::Time;

/// What is known of a delivery before its body is read.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The topic: from the sender's header, where it is unsigned, or from the body.
    pub topic: &'a str,
    /// The account of the integration.
    pub account: &'a str,
    /// When the delivery was received.
    pub received_at: Time,
}

/// A body that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct NormalizedEvent {
    /// What it is about; `None` for topics that Storebell keeps but does not read.
    pub subject: Option<Subject>,
    /// The sender's own time of the change.
    pub occurred_at: Option<Time>,
    /// One line for people; an order's has its id.
    pub summary: String,
    /// What it changes: of each subject at most one change. Most deliveries are about one subject; a courier may tell
    /// of many parcels at once.
    pub changes: Vec<Change>,
    /// What it asks for, if it is a request about personal data.
    pub request: Option<PrivacyRequest>,
}

/// A body that was not understood, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct NormalizeError {
    /// A stable code: `not_utf8`, `not_json`, `not_understood`, `bad_amount`, `bad_quantity`, `topic_missing`, `topic_mismatch`, `too_large`,
    /// `account_mismatch`, `time_ahead`; behind the stream also `unreadable`, `state_unreadable`, `state_too_large`,
    /// `still_installed`, `internal_error`.
    pub code: &'static str,
    /// One sentence; it quotes nothing of the body.
    pub message: String,
    /// Whether the reason may have passed in a minute, so that it is tried again by itself.
    pub transient: bool,
}

impl NormalizeError {
    /// With a stable code and a sentence. It will be as little understood at the next try.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), transient: false }
    }

    /// The same for a reason outside of the delivery that passes, such as an API that does not answer.
    pub fn transient(code: &'static str, message: impl Into<String>) -> Self {
        Self { transient: true, ..Self::new(code, message) }
    }
}

/// The most subjects that one delivery may change.
const MOST_CHANGES: usize = 500;

/// How far a source time may be ahead of receipt, in milliseconds: 10 minutes for clocks that differ.
pub(super) const MAX_LEAD_MS: i64 = 10 * 60 * 1000;

impl NormalizedEvent {
    /// About one subject, which it changes.
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

    /// A topic that Storebell does not read: kept, shown, never an error.
    pub fn kept(summary: impl Into<String>) -> Self {
        Self { subject: None, occurred_at: None, summary: summary.into(), changes: Vec::new(), request: None }
    }

    /// Refuses more changes than one invocation can be sure to make in its time.
    ///
    /// # Errors
    /// `too_large`.
    pub(super) fn not_too_many(self) -> Result<Self, NormalizeError> {
        if self.changes.len() > MOST_CHANGES {
            return Err(NormalizeError::new("too_large", format!("it is about more than {MOST_CHANGES} things")));
        }
        Ok(self)
    }

    /// Refuses a source time that is so far in the future that no later change could ever replace it.
    ///
    /// # Errors
    /// `time_ahead`.
    pub fn not_ahead_of(self, received_at: Time) -> Result<Self, NormalizeError> {
        let limit = received_at.plus_millis(MAX_LEAD_MS);
        let newest = self.occurred_at.into_iter().chain(self.changes.iter().map(Change::newest)).max();
        match newest {
            Some(time) if time > limit => Err(NormalizeError::new(
                "time_ahead",
                format!("the source time {time} is more than 10 minutes ahead of receipt at {received_at}"),
            )),
            _ => Ok(self),
        }
    }
}
