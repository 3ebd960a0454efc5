//! Whole days of a time zone.

use domain::statistics::BucketSize;
use runtime::response::ErrorResponse;
use types::time::{DAY_MS, Time};

use super::window::check_window;
use crate::paging::time;
use crate::query::Query;

/// How many days there are by default, today included.
const DEFAULT_DAYS: i64 = 7;
const MAX_WINDOW_MS: i64 = 92 * DAY_MS;
/// Zones are at most 14 hours from UTC, and a multiple of 15 minutes
/// (<https://data.iana.org/time-zones/tz-link.html>).
pub(crate) const MAX_OFFSET_MINUTES: i64 = 14 * 60;
/// Every offset is a multiple of this.
pub(crate) const OFFSET_STEP_MINUTES: i64 = 15;
const EXPECTED_OFFSET: &str =
    "the minutes by which the zone is ahead of UTC, such as 330: a multiple of 15 from -840 to 840";

/// Whole days of a zone with a fixed offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ZoneDays {
    /// The start of the first day.
    pub(super) from: Time,
    /// The end of the last day.
    pub(super) to: Time,
    /// By how much the zone is ahead of UTC.
    offset_ms: i64,
}

impl ZoneDays {
    /// The names of the parameters.
    pub(super) const PARAMETERS: [&str; 3] = ["from", "to", "offset_minutes"];

    /// Parses the parameters. `from` and `to` are widened to whole days; the default is the last 7 days in UTC.
    ///
    /// # Errors
    /// 400 `bad_query`.
    pub(super) fn parse(query: &Query, now: Time) -> Result<Self, ErrorResponse> {
        let minutes = |text: &str| {
            let minutes: i64 = text.parse().ok()?;
            (minutes.abs() <= MAX_OFFSET_MINUTES && minutes % OFFSET_STEP_MINUTES == 0).then_some(minutes)
        };
        let offset_ms = query.parsed("offset_minutes", EXPECTED_OFFSET, minutes)?.unwrap_or(0) * 60 * 1000;
        let to = time(query, "to")?.unwrap_or(now);
        let last_day = floor(to.plus_millis(-1), offset_ms);
        let from = time(query, "from")?.unwrap_or(last_day.plus_millis(-(DEFAULT_DAYS - 1) * DAY_MS));
        check_window(from, to, now, MAX_WINDOW_MS)?;
        Ok(Self { from: floor(from, offset_ms), to: last_day.plus_millis(DAY_MS), offset_ms })
    }

    /// The starts of the days.
    pub(super) fn starts(self) -> impl Iterator<Item = Time> {
        BucketSize::Day.buckets(self.from, self.to)
    }

    /// The start of the day that contains `at`; `None` if `at` is outside of all days.
    pub(super) fn start_of(self, at: Time) -> Option<Time> {
        (self.from <= at && at < self.to).then(|| floor(at, self.offset_ms))
    }

    /// The date in the zone, such as `2026-11-02`, of the day that starts at `start`.
    pub(super) fn date(self, start: Time) -> String {
        start.plus_millis(self.offset_ms).utc_day()
    }

    /// By how many minutes the zone is ahead of UTC.
    pub(super) fn offset_minutes(self) -> i64 {
        self.offset_ms / 60_000
    }
}

/// The start of the zone's day that contains `at`.
fn floor(at: Time, offset_ms: i64) -> Time {
    BucketSize::Day.floor(at.plus_millis(offset_ms)).plus_millis(-offset_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        text.parse().unwrap()
    }

    fn days(raw: &str) -> Result<ZoneDays, ErrorResponse> {
        let query = Query::parse(Some(raw), &ZoneDays::PARAMETERS).unwrap();
        ZoneDays::parse(&query, time("2026-11-24T19:45:00Z"))
    }

    #[test]
    fn window_is_widened_to_whole_days_of_the_zone() {
        for (raw, from, to, first) in [
            ("", "2026-11-18T00:00:00Z", "2026-11-25T00:00:00Z", "2026-11-18"),
            ("offset_minutes=330", "2026-11-18T18:30:00Z", "2026-11-25T18:30:00Z", "2026-11-19"),
            (
                "offset_minutes=-480&from=2026-11-24T08:00:00Z",
                "2026-11-24T08:00:00Z",
                "2026-11-25T08:00:00Z",
                "2026-11-24",
            ),
            (
                "offset_minutes=345&from=2026-11-23T18:14:59.999Z&to=2026-11-23T18:15:00Z",
                "2026-11-22T18:15:00Z",
                "2026-11-23T18:15:00Z",
                "2026-11-23",
            ),
        ] {
            let days = days(raw).unwrap();
            assert_eq!((days.from, days.to, days.date(days.from).as_str()), (time(from), time(to), first), "{raw}");
        }
    }

    #[test]
    fn invalid_offset_or_window_is_rejected() {
        for raw in [
            "offset_minutes=7",
            "offset_minutes=855",
            "offset_minutes=x",
            "from=2026-11-25T00:00:00Z",
            "from=2026-08-01T00:00:00Z",
        ] {
            assert_eq!(days(raw).unwrap_err().code, "bad_query", "{raw}");
        }
    }
}
