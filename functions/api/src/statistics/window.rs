//! The time that statistics of events are of.

use domain::statistics::BucketSize;
use runtime::response::ErrorResponse;
use types::time::{DAY_MS, Time};

use crate::paging::time;
use crate::query::Query;

/// The longest windows with a row for each minute, for each hour, and at all, in milliseconds.
const LONGEST_OF_MINUTES: i64 = 2 * 60 * 60 * 1000;
const LONGEST_OF_HOURS: i64 = 14 * DAY_MS;
const LONGEST: i64 = 366 * DAY_MS;
/// Nothing was received before the year 2000, in milliseconds since the Unix epoch.
const EARLIEST_MS: i64 = 946_684_800_000;

/// Whole slots of one length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// The beginning of the first slot.
    pub(super) from: Time,
    /// The end of the last one.
    pub(super) to: Time,
    pub(super) step: BucketSize,
}

impl Window {
    /// The parameters' names.
    pub(super) const PARAMETERS: [&str; 2] = ["from", "to"];

    /// Reads `from` and `to`: the last 24 hours where nothing is said. The slots in which they lie are whole.
    ///
    /// # Errors
    /// 400 `bad_query`.
    pub(super) fn read(query: &Query, now: Time) -> Result<Self, ErrorResponse> {
        let to = time(query, "to")?.unwrap_or(now);
        let from = time(query, "from")?.unwrap_or(to.plus_millis(-DAY_MS));
        let (bounds, length) = (check(from, to, now, LONGEST), to.millis() - from.millis());
        bounds?;
        let step = if length <= LONGEST_OF_MINUTES {
            BucketSize::Minute
        } else if length <= LONGEST_OF_HOURS {
            BucketSize::Hour
        } else {
            BucketSize::Day
        };
        Ok(Self { from: step.floor(from), to: step.ceil(to), step })
    }

    /// The beginnings of its slots.
    pub(super) fn slots(self) -> impl Iterator<Item = Time> {
        self.step.buckets(self.from, self.to)
    }
}

/// Refuses a window that is none, is too long, or lies where nothing can be.
///
/// # Errors
/// 400 `bad_query`.
pub(super) fn check(from: Time, to: Time, now: Time, longest: i64) -> Result<(), ErrorResponse> {
    let bad = |message: String| Err(ErrorResponse::bad_request("bad_query", message));
    if to <= from {
        return bad("`from` must be before `to`.".to_owned());
    }
    if to.millis() - from.millis() > longest {
        return bad(format!("From `from` to `to` must be at most {} days.", longest / DAY_MS));
    }
    if from.millis() < EARLIEST_MS || to > now.plus_millis(LONGEST) {
        return bad("`from` must be of the year 2000 or later, and `to` within a year from now.".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        text.parse().unwrap()
    }

    fn window(raw: &str) -> Result<Window, ErrorResponse> {
        let query = Query::read(Some(raw), &Window::PARAMETERS).unwrap();
        Window::read(&query, time("2026-11-24T04:45:30Z"))
    }

    #[test]
    fn a_longer_window_has_longer_slots_and_its_ends_are_whole() {
        for (raw, from, to, step) in [
            ("", "2026-11-23T04:00:00Z", "2026-11-24T05:00:00Z", BucketSize::Hour),
            ("from=2026-11-24T02:45:30Z", "2026-11-24T02:45:00Z", "2026-11-24T04:46:00Z", BucketSize::Minute),
            ("from=2026-11-24T02:45:29Z", "2026-11-24T02:00:00Z", "2026-11-24T05:00:00Z", BucketSize::Hour),
            ("to=2026-11-02T00:00:00Z", "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", BucketSize::Hour),
            ("from=2026-11-10T04:45:30Z", "2026-11-10T04:00:00Z", "2026-11-24T05:00:00Z", BucketSize::Hour),
            ("from=2026-11-10T04:45:29Z", "2026-11-10T00:00:00Z", "2026-11-25T00:00:00Z", BucketSize::Day),
        ] {
            let expected = Window { from: time(from), to: time(to), step };
            assert_eq!(window(raw).unwrap(), expected, "{raw}");
        }
        assert!(window("from=2026-11-24T02:45:30Z").unwrap().slots().count() == 121);
    }

    #[test]
    fn what_is_no_window_is_refused() {
        for raw in [
            "from=2026-11-24T05:00:00Z",
            "from=2026-11-24T04:00:00Z&to=2026-11-24T04:00:00Z",
            "from=2025-11-20T00:00:00Z",
            "to=9999-12-30T22:00:00Z",
            "from=-009999-06-01T00:00:00Z&to=-009999-06-02T00:00:00Z",
            "from=1999-06-01T00:00:00Z&to=1999-06-02T00:00:00Z",
            "from=yesterday",
        ] {
            assert_eq!(window(raw).unwrap_err().code, "bad_query", "{raw}");
        }
    }
}
