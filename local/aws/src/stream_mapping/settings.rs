//! What can be set on a mapping, with the values that template.yaml has.

use std::time::Duration;

/// A mapping's settings; the default is what runs outside tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Lanes per shard that are invoked at the same time (`ParallelizationFactor`).
    pub workers: usize,
    /// Records in an invocation, at most (`BatchSize`); 6 MB is the other bound.
    pub batch_size: usize,
    /// How often a batch is tried again without progress before it is given up (`MaximumRetryAttempts`).
    pub retries: u32,
    /// The pause before the first retry; each further one doubles it.
    pub first_pause: Duration,
    /// The longest pause between two retries.
    pub max_pause: Duration,
    /// How long an idle reader waits before it looks again, unless a write writes it. Lambda polls 4 times a second:
    /// <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>
    pub poll_interval: Duration,
    /// Records read from a shard and not done yet, at most; with these, a stuck lane holds the reader up.
    pub max_unfinished_records: usize,
    /// The same in bytes of event JSON; one page of records may come on top.
    pub max_unfinished_bytes: usize,
    /// How long a stop waits for invocations that are running.
    pub stop_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            workers: 4,
            batch_size: 100,
            retries: 1_000,
            first_pause: Duration::from_millis(100),
            max_pause: Duration::from_secs(5),
            poll_interval: Duration::from_millis(200),
            max_unfinished_records: 1_000,
            max_unfinished_bytes: 64 * 1024 * 1024,
            stop_timeout: Duration::from_secs(5),
        }
    }
}

impl Settings {
    /// The pause after a batch has failed for the `failures`th time in a row.
    pub(super) fn pause_after(&self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(31);
        self.first_pause.saturating_mul(1 << doublings).min(self.max_pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let settings = Settings::default();
        let pauses: Vec<u128> = (1..=8).map(|failures| settings.pause_after(failures).as_millis()).collect();
        assert_eq!(pauses, [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
        assert_eq!(settings.pause_after(u32::MAX), settings.max_pause);
    }
}
