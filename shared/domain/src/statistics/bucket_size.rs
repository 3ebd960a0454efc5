//! Slots of time: how long they are, and where they begin. All begin as UTC's do.

use types::time::{DAY_MS, Time};

/// The length of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BucketSize {
    /// A minute.
    Minute,
    /// A quarter of an hour: every zone's days begin with one (India's +05:30, Nepal's +05:45).
    Quarter,
    /// An hour.
    Hour,
    /// A day.
    Day,
}

impl BucketSize {
    /// The length, in milliseconds.
    pub fn millis(self) -> i64 {
        match self {
            Self::Minute => 60 * 1000,
            Self::Quarter => 15 * 60 * 1000,
            Self::Hour => 60 * 60 * 1000,
            Self::Day => DAY_MS,
        }
    }

    /// The beginning of the slot in which `time` lies.
    pub fn floor(self, time: Time) -> Time {
        time.plus_millis(-time.millis().rem_euclid(self.millis()))
    }

    /// The first slot that does not begin before `time`.
    pub fn ceil(self, time: Time) -> Time {
        let floor = self.floor(time);
        if floor == time { time } else { self.next(floor) }
    }

    /// The beginning of the slot after the one that begins at `start`.
    pub fn next(self, start: Time) -> Time {
        start.plus_millis(self.millis())
    }

    /// The beginnings of the slots in `from..to`, where `from` is one of them.
    pub fn slots(self, from: Time, to: Time) -> impl Iterator<Item = Time> {
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
    fn a_slot_begins_where_utc_says_also_before_1970() {
        let at = time("2026-11-02T04:47:12.345Z");
        for (step, start) in [
            (BucketSize::Minute, "2026-11-02T04:47:00Z"),
            (BucketSize::Quarter, "2026-11-02T04:45:00Z"),
            (BucketSize::Hour, "2026-11-02T04:00:00Z"),
            (BucketSize::Day, "2026-11-02T00:00:00Z"),
        ] {
            assert_eq!((step.floor(at), step.floor(time(start))), (time(start), time(start)));
            assert_eq!((step.ceil(at), step.ceil(time(start))), (step.next(time(start)), time(start)));
        }
        assert_eq!(BucketSize::Day.floor(time("1969-12-31T23:59:59Z")), time("1969-12-31T00:00:00Z"));
    }

    #[test]
    fn slots_go_up_to_their_end_and_stop_at_that_of_the_calendar() {
        let from = time("2026-11-02T04:00:00Z");
        assert_eq!(BucketSize::Hour.slots(from, from.plus_millis(3 * 3_600_000)).count(), 3);
        assert_eq!(BucketSize::Hour.slots(from, from).count(), 0);
        assert!(BucketSize::Day.slots(BucketSize::Day.floor(Time::MAX), Time::MAX).count() <= 1);
    }
}
