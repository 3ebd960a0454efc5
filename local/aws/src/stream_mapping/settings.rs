//! The settings of a mapping, with the values of template.yaml.

use std::time::Duration;

/// The settings of a mapping. Only tests use other than the defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Partitions of a shard, which are processed concurrently (`ParallelizationFactor`).
    pub workers: usize,
    /// The limit of records in an invocation (`BatchSize`); 6 MB is the other limit.
    pub batch_size: usize,
    /// Retries of a batch without progress before it is exhausted (`MaximumRetryAttempts`).
    pub retries: u32,
    /// The pause before the first retry; it doubles for each further retry.
    pub first_pause: Duration,
    /// The longest pause between two retries.
    pub max_pause: Duration,
    /// The pause of an idle reader before it reads again, unless a write notifies it. Lambda polls 4 times a second:
    /// <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>
    pub poll_interval: Duration,
    /// The limit of records that were read from a shard and are not done. At this limit, a stuck worker stops the reader.
    pub max_unfinished_records: usize,
    /// The same limit in bytes of event JSON; one page of records may exceed it.
    pub max_unfinished_bytes: usize,
    /// How long a stop waits for running invocations.
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
    /// The pause after `failures` consecutive failures of a batch.
    pub(super) fn pause_after(&self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(31);
        self.first_pause.saturating_mul(1 << doublings).min(self.max_pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_maximum() {
        let settings = Settings::default();
        let pauses: Vec<u128> = (1..=8).map(|failures| settings.pause_after(failures).as_millis()).collect();
        assert_eq!(pauses, [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
        assert_eq!(settings.pause_after(u32::MAX), settings.max_pause);
    }
}
