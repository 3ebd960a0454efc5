//! The time range of event statistics.

use domain::statistics::BucketSize;
use runtime::response::ErrorResponse;
use types::time::{DAY_MS, Time};

use crate::paging::time;
use crate::query::Query;

/// The longest windows with a bucket per minute, with a bucket per hour, and at all.
const MAX_MINUTES_WINDOW_MS: i64 = 2 * 60 * 60 * 1000;
const MAX_HOURS_WINDOW_MS: i64 = 14 * DAY_MS;
const MAX_WINDOW_MS: i64 = 366 * DAY_MS;
const DEFAULT_WINDOW_MS: i64 = DAY_MS;
/// Nothing was received before the year 2000. In milliseconds since the Unix epoch.
const EARLIEST_MS: i64 = 946_684_800_000;

/// Whole buckets of one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// The start of the first bucket.
    pub(super) from: Time,
    /// The end of the last bucket.
    pub(super) to: Time,
    pub(super) bucket_size: BucketSize,
}

impl Window {
    /// The names of the parameters.
    pub(super) const PARAMETERS: [&str; 2] = ["from", "to"];

    /// Parses `from` and `to`, which are widened to whole buckets; the default is the last 24 hours.
    ///
    /// # Errors
    /// 400 `bad_query`.
    pub(super) fn parse(query: &Query, now: Time) -> Result<Self, ErrorResponse> {
        let to = time(query, "to")?.unwrap_or(now);
        let from = time(query, "from")?.unwrap_or(to.plus_millis(-DEFAULT_WINDOW_MS));
        check_window(from, to, now, MAX_WINDOW_MS)?;
        let length_ms = to.millis() - from.millis();
        let bucket_size = if length_ms <= MAX_MINUTES_WINDOW_MS {
            BucketSize::Minute
        } else if length_ms <= MAX_HOURS_WINDOW_MS {
            BucketSize::Hour
        } else {
            BucketSize::Day
        };
        Ok(Self { from: bucket_size.floor(from), to: bucket_size.ceil(to), bucket_size })
    }

    /// The starts of the buckets.
    pub(super) fn buckets(self) -> impl Iterator<Item = Time> {
        self.bucket_size.buckets(self.from, self.to)
    }
}

/// Rejects a window that is empty, longer than `max_ms`, or before or after everything that can be stored.
///
/// # Errors
/// 400 `bad_query`.
pub(super) fn check_window(from: Time, to: Time, now: Time, max_ms: i64) -> Result<(), ErrorResponse> {
    let bad = |message: String| Err(ErrorResponse::bad_request("bad_query", message));
    if to <= from {
        return bad("`from` must be before `to`.".to_owned());
    }
    if to.millis() - from.millis() > max_ms {
        return bad(format!("`from` and `to` must be at most {} days apart.", max_ms / DAY_MS));
    }
    if from.millis() < EARLIEST_MS || to > now.plus_millis(MAX_WINDOW_MS) {
        return bad("`from` must be in the year 2000 or later, and `to` within a year from now.".to_owned());
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
        let query = Query::parse(Some(raw), &Window::PARAMETERS).unwrap();
        Window::parse(&query, time("2026-11-24T04:45:30Z"))
    }

    #[test]
    fn longer_window_has_larger_buckets_and_is_widened_to_whole_ones() {
        for (raw, from, to, bucket_size) in [
            ("", "2026-11-23T04:00:00Z", "2026-11-24T05:00:00Z", BucketSize::Hour),
            ("from=2026-11-24T02:45:30Z", "2026-11-24T02:45:00Z", "2026-11-24T04:46:00Z", BucketSize::Minute),
            ("from=2026-11-24T02:45:29Z", "2026-11-24T02:00:00Z", "2026-11-24T05:00:00Z", BucketSize::Hour),
            ("to=2026-11-02T00:00:00Z", "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", BucketSize::Hour),
            ("from=2026-11-10T04:45:30Z", "2026-11-10T04:00:00Z", "2026-11-24T05:00:00Z", BucketSize::Hour),
            ("from=2026-11-10T04:45:29Z", "2026-11-10T00:00:00Z", "2026-11-25T00:00:00Z", BucketSize::Day),
        ] {
            let expected = Window { from: time(from), to: time(to), bucket_size };
            assert_eq!(window(raw).unwrap(), expected, "{raw}");
        }
        assert!(window("from=2026-11-24T02:45:30Z").unwrap().buckets().count() == 121);
    }

    #[test]
    fn invalid_window_is_rejected() {
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
