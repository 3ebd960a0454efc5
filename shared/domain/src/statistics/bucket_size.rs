//! Sizes of time buckets. Buckets are aligned to UTC.

use types::time::{DAY_MS, Time};

/// The size of a time bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BucketSize {
    /// One minute.
    Minute,
    /// A quarter of an hour: the days of every time zone begin on one (India's +05:30, Nepal's +05:45).
    QuarterHour,
    /// One hour.
    Hour,
    /// One UTC day.
    Day,
}

impl BucketSize {
    /// The size in milliseconds.
    pub fn millis(self) -> i64 {
        match self {
            Self::Minute => 60 * 1000,
            Self::QuarterHour => 15 * 60 * 1000,
            Self::Hour => 60 * 60 * 1000,
            Self::Day => DAY_MS,
        }
    }

    /// The start of the bucket that contains `time`.
    pub fn floor(self, time: Time) -> Time {
        time.plus_millis(-time.millis().rem_euclid(self.millis()))
    }

    /// The start of the first bucket that does not begin before `time`.
    pub fn ceil(self, time: Time) -> Time {
        let floor = self.floor(time);
        if floor == time { time } else { self.next(floor) }
    }

    /// The start of the bucket after the one that begins at `start`.
    pub fn next(self, start: Time) -> Time {
        start.plus_millis(self.millis())
    }

    /// The starts of the buckets in `from..to`; `from` must be the start of a bucket.
    pub fn buckets(self, from: Time, to: Time) -> impl Iterator<Item = Time> {
        std::iter::successors(Some(from), move |start| Some(self.next(*start)).filter(|next| next > start))
            .take_while(move |start| *start < to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        text.parse().unwrap()
    }

    #[test]
    fn buckets_are_aligned_to_utc_before_and_after_1970() {
        let at = time("2026-11-02T04:47:12.345Z");
        for (size, start) in [
            (BucketSize::Minute, "2026-11-02T04:47:00Z"),
            (BucketSize::QuarterHour, "2026-11-02T04:45:00Z"),
            (BucketSize::Hour, "2026-11-02T04:00:00Z"),
            (BucketSize::Day, "2026-11-02T00:00:00Z"),
        ] {
            assert_eq!((size.floor(at), size.floor(time(start))), (time(start), time(start)));
            assert_eq!((size.ceil(at), size.ceil(time(start))), (size.next(time(start)), time(start)));
        }
        assert_eq!(BucketSize::Day.floor(time("1969-12-31T23:59:59Z")), time("1969-12-31T00:00:00Z"));
    }

    #[test]
    fn buckets_end_before_to_and_at_the_end_of_the_calendar() {
        let from = time("2026-11-02T04:00:00Z");
        assert_eq!(BucketSize::Hour.buckets(from, from.plus_millis(3 * 3_600_000)).count(), 3);
        assert_eq!(BucketSize::Hour.buckets(from, from).count(), 0);
        assert!(BucketSize::Day.buckets(BucketSize::Day.floor(Time::MAX), Time::MAX).count() <= 1);
    }
}
