//! The bounds of a catch-up. A client that missed more than that loads its pages again.

use runtime::environment::{ConfigError, Environment};

/// New events that match the filter (`GAP_EVENTS`).
const DEFAULT_MAX_NEW_EVENTS: u32 = 1_000;
/// Overlap events, and orders, per new event: at 200 events a second, 2,000 events are processed within the 10 s before
/// the cursor.
const MAX_OVERLAP_EVENTS_PER_NEW_EVENT: usize = 3;
/// Rows that are read (`GAP_ROWS`): five minutes at 200 events a second. docs/live.md lists what they cost.
const DEFAULT_MAX_ROWS: u32 = 60_000;
/// Bytes of all frames of a catch-up. The SSE bridge holds a catch-up as a whole, and accepts 4 MB (`MAX_CATCH_UP_BYTES`).
const MAX_RESPONSE_BYTES: usize = 3 * 1024 * 1024;

/// The bounds of a catch-up: beyond any of them it is incomplete, with the reason `too_many`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CatchUpBounds {
    /// New events that match the filter.
    pub(crate) max_new_events: usize,
    /// Overlap events that match the filter.
    pub(crate) max_overlap_events: usize,
    /// Orders that are read.
    pub(crate) max_orders: usize,
    /// Rows of events and cross-integration changes that are read, matching or not.
    pub(crate) max_rows: usize,
    /// Bytes of all frames.
    pub(crate) max_bytes: usize,
}

impl CatchUpBounds {
    /// Reads `GAP_EVENTS` and `GAP_ROWS`.
    ///
    /// # Errors
    /// [`ConfigError`] if one of them is not a whole number.
    pub(crate) fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let number = |name, default| environment.number(name, default).map(|number| number as usize);
        let max_new_events = number("GAP_EVENTS", DEFAULT_MAX_NEW_EVENTS)?;
        let max_overlap_events = MAX_OVERLAP_EVENTS_PER_NEW_EVENT * max_new_events;
        let max_rows = number("GAP_ROWS", DEFAULT_MAX_ROWS)?;
        Ok(Self {
            max_new_events,
            max_overlap_events,
            max_orders: max_overlap_events,
            max_rows,
            max_bytes: MAX_RESPONSE_BYTES,
        })
    }
}
