//! The event of a schedule.

use serde::Deserialize;
use types::time::Time;

/// How far an event's time may be ahead of the clock, in milliseconds: two hours, longer than the longest pause between
/// two retries. So a person who invokes the function can have everything tried again at once.
const MAX_LEAD_MS: i64 = 2 * 60 * 60 * 1000;

/// What a schedule hands over; nothing but its time is read.
/// <https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html>
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Scheduled {
    time: Time,
}

impl Scheduled {
    /// The time up to which events are due, at `now` by the clock.
    pub(crate) fn due_at(self, now: Time) -> Time {
        self.time.min(now.plus_millis(MAX_LEAD_MS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_events_time_counts_up_to_two_hours_ahead() {
        let now: Time = "2026-11-02T04:45:00.000Z".parse().unwrap();
        let due = |time: &str| Scheduled { time: time.parse().unwrap() }.due_at(now).to_string();
        assert_eq!(due("2026-11-02T04:44:00Z"), "2026-11-02T04:44:00.000Z");
        assert_eq!(due("2026-11-02T06:45:00Z"), "2026-11-02T06:45:00.000Z");
        assert_eq!(due("9999-11-02T06:45:00Z"), "2026-11-02T06:45:00.000Z");
    }
}
