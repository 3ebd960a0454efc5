//! When an event that failed for a passing reason is tried again by itself.

use types::time::Time;

/// The pauses before each automatic retry, in minutes: what lasts longer than two hours is for a person to look at.
const PAUSES_MINUTES: [i64; 7] = [1, 2, 4, 8, 16, 32, 64];

const MINUTE_MS: i64 = 60 * 1000;

/// When an event that failed at `now` after `attempt` automatic retries is tried again; `None` where it waits for a
/// person.
pub fn next_retry(attempt: u32, now: Time) -> Option<Time> {
    let sleep = PAUSES_MINUTES.get(usize::try_from(attempt).ok()?)?;
    Some(now.plus_millis(sleep * MINUTE_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pause_is_twice_the_one_before_and_after_the_seventh_there_is_none() {
        let now: Time = "2026-11-02T04:45:00.000Z".parse().unwrap();
        let minutes = |attempt| next_retry(attempt, now).map(|at| (at.millis() - now.millis()) / MINUTE_MS);
        let pauses: Vec<_> = (0..7).map_while(minutes).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64]);
        assert_eq!((minutes(7), minutes(8), minutes(u32::MAX)), (None, None, None));
    }
}
