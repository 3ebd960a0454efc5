//! Percentiles of durations.

use std::time::Duration;

/// Sorted durations.
#[derive(Debug)]
pub(crate) struct Percentiles(Vec<Duration>);

impl Percentiles {
    pub(crate) fn of(mut durations: Vec<Duration>) -> Self {
        durations.sort_unstable();
        Self(durations)
    }

    /// The percentile by nearest rank, in milliseconds; 100 is the maximum. 0 if there are no durations.
    pub(crate) fn at(&self, percent: usize) -> f64 {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0.get(rank - 1).map_or(0.0, |duration| duration.as_secs_f64() * 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentile_is_the_nearest_rank() {
        let hundred = Percentiles::of((1..=100).rev().map(Duration::from_millis).collect());
        assert_eq!([50, 90, 99, 100].map(|percent| hundred.at(percent)), [50.0, 90.0, 99.0, 100.0]);
        let one = Percentiles::of(vec![Duration::from_millis(7)]);
        assert_eq!([50, 99, 100].map(|percent| one.at(percent)), [7.0; 3]);
        assert_eq!(Percentiles::of(Vec::new()).at(50), 0.0);
    }
}
