//! The backoff of automatic retries: when an event that failed for a transient reason is retried.

use types::time::Time;

/// The delay before each automatic retry, in minutes. A failure that outlasts all of them, about two hours, needs a
/// person.
const RETRY_BACKOFF_MINUTES: [i64; 7] = [1, 2, 4, 8, 16, 32, 64];

const MINUTE_MS: i64 = 60 * 1000;

/// The time of the next automatic retry of an event that failed at `now` after `attempt` automatic retries; `None` once
/// the retries are used up.
pub fn next_retry(attempt: u32, now: Time) -> Option<Time> {
    let delay_minutes = RETRY_BACKOFF_MINUTES.get(usize::try_from(attempt).ok()?)?;
    Some(now.plus_millis(delay_minutes * MINUTE_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_delay_doubles_and_the_eighth_retry_is_none() {
        let now: Time = "2026-11-02T04:45:00.000Z".parse().unwrap();
        let minutes = |attempt| next_retry(attempt, now).map(|at| (at.millis() - now.millis()) / MINUTE_MS);
        let delays: Vec<_> = (0..7).map_while(minutes).collect();
        assert_eq!(delays, [1, 2, 4, 8, 16, 32, 64]);
        assert_eq!((minutes(7), minutes(8), minutes(u32::MAX)), (None, None, None));
    }
}
