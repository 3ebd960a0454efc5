//! What a catch-up contains, or why it is incomplete.

use domain::integration::IntegrationId;
use domain::live::LiveUpdate;
use live::{Frames, ResumeResult};
use types::event_id::EventId;

/// An order's key: its integration and its id.
pub(super) type OrderKey = (IntegrationId, String);

/// Everything that a client missed.
pub(super) struct CatchUp {
    /// The events that match the filter, by id.
    pub(super) events: Vec<LiveUpdate>,
    /// The keys of the orders that changed and may match the filter, in ascending order.
    pub(super) orders: Vec<OrderKey>,
}

/// Why a catch-up is incomplete. The client then loads its pages again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IncompleteReason {
    /// The cursor is older than the longest catch-up.
    TooOld,
    /// The cursor is of the future: a clock was set back since the client received it.
    TooNew,
    /// The client missed more than the bounds allow.
    TooMany,
    /// An event that the catch-up does not reach back to was changed, or an event was pushed late.
    LateChange,
    /// A stored row cannot be read; a person has to look at it.
    Unreadable,
}

impl IncompleteReason {
    /// The code in the frame's `resume`.
    fn code(self) -> &'static str {
        match self {
            Self::TooOld => "too_old",
            Self::TooNew => "too_new",
            Self::TooMany => "too_many",
            Self::LateChange => "late_change",
            Self::Unreadable => "unreadable",
        }
    }
}

/// The contents of a complete catch-up, or why it is incomplete.
pub(super) type CatchUpResult<T> = Result<T, IncompleteReason>;

/// The frames of a complete catch-up.
pub(super) fn complete_frames(updates: &[LiveUpdate], cursor: EventId) -> Frames {
    Frames::catch_up(updates, cursor, ResumeResult { complete: true, reason: None })
}

/// The one frame of an incomplete catch-up.
pub(super) fn incomplete_frames(reason: IncompleteReason, cursor: EventId) -> Frames {
    Frames::catch_up([], cursor, ResumeResult { complete: false, reason: Some(reason.code()) })
}
