//! The event with which a schedule invokes the function.

use serde::Deserialize;
use types::time::Time;

/// How far the event's time may be ahead of the clock, in milliseconds: two hours, longer than the longest backoff. A
/// person who invokes the function with such a time retries everything at once.
const MAX_LEAD_MS: i64 = 2 * 60 * 60 * 1000;

/// The schedule's event. Only its time is used.
/// <https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html>
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ScheduleEvent {
    time: Time,
}

impl ScheduleEvent {
    /// The time up to which retries are due, if the clock says `now`.
    pub(crate) fn due_at(self, now: Time) -> Time {
        self.time.min(now.plus_millis(MAX_LEAD_MS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_time_is_used_up_to_two_hours_ahead() {
        let now: Time = "2026-11-02T04:45:00.000Z".parse().unwrap();
        let due = |time: &str| ScheduleEvent { time: time.parse().unwrap() }.due_at(now).to_string();
        assert_eq!(due("2026-11-02T04:44:00Z"), "2026-11-02T04:44:00.000Z");
        assert_eq!(due("2026-11-02T06:45:00Z"), "2026-11-02T06:45:00.000Z");
        assert_eq!(due("9999-11-02T06:45:00Z"), "2026-11-02T06:45:00.000Z");
    }
}
