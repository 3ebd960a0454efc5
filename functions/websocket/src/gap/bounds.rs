//! How much a gap may be; a client that missed more loads its pages anew.

use runtime::environment::{ConfigError, Environment};

/// The most events behind the cursor.
const MOST_EVENTS: u32 = 1_000;
/// How many times as many lines may be sent once more, and orders come along: at 200 events a second what was processed
/// within 10 s before the cursor is 2,000.
const TIMES: usize = 3;
/// The most rows that are read: five minutes at 200 events a second. docs/live.md says what they cost.
const MOST_ROWS: u32 = 60_000;
/// The largest answer in bytes of frames. The bridge to event streams holds it as a whole, and takes 4 MB.
const LARGEST_ANSWER: usize = 3 * 1024 * 1024;

/// The bounds of a gap.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GapBounds {
    /// The most events behind the cursor that the filter takes.
    pub(crate) events: usize,
    /// The most lines of before the cursor that are sent once more.
    pub(crate) again: usize,
    /// The most orders that are read.
    pub(crate) orders: usize,
    /// The most rows of events, and notes of orders, that are read, taken or not.
    pub(crate) rows: usize,
    /// The most bytes of frames.
    pub(crate) bytes: usize,
}

impl GapBounds {
    /// Of `GAP_EVENTS` and `GAP_ROWS`.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub(crate) fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let number = |name, usual| environment.number(name, usual).map(|number| number as usize);
        let events = number("GAP_EVENTS", MOST_EVENTS)?;
        let rows = number("GAP_ROWS", MOST_ROWS)?;
        Ok(Self { events, again: TIMES * events, orders: TIMES * events, rows, bytes: LARGEST_ANSWER })
    }
}
