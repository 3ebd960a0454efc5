//! Histograms of durations with buckets that grow exponentially: quantiles of any number of durations from a few dozen
//! numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Buckets per doubling, as a power of two: a reported quantile is at most an eighth too long.
const BUCKETS_PER_DOUBLING_BITS: u32 = 3;
const BUCKETS_PER_DOUBLING: u64 = 1 << BUCKETS_PER_DOUBLING_BITS;
/// Longer durations are counted as this one, about 400 days.
const MAX_DURATION_MS: u64 = 1 << 35;

/// Counts of durations by length.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Histogram {
    /// By bucket number; bucket 0 holds the durations of 0 ms.
    buckets: BTreeMap<u16, u64>,
    /// The longest duration, in milliseconds.
    max_ms: u64,
}

impl Histogram {
    /// Counts a duration, in milliseconds.
    pub fn add(&mut self, ms: u64) {
        let ms = ms.min(MAX_DURATION_MS);
        *self.buckets.entry(bucket(ms)).or_default() += 1;
        self.max_ms = self.max_ms.max(ms);
    }

    /// Adds `other`.
    pub fn merge(&mut self, other: &Self) {
        for (bucket, count) in &other.buckets {
            *self.buckets.entry(*bucket).or_default() += count;
        }
        self.max_ms = self.max_ms.max(other.max_ms);
    }

    /// The number of durations.
    pub fn count(&self) -> u64 {
        self.buckets.values().sum()
    }

    /// The longest duration, in milliseconds; `None` if there is none.
    pub fn max_ms(&self) -> Option<u64> {
        (!self.buckets.is_empty()).then_some(self.max_ms)
    }

    /// The duration that `per_mille` of all durations do not exceed, in milliseconds, at most an eighth too long;
    /// `None` if there is none.
    pub fn quantile_ms(&self, per_mille: u64) -> Option<u64> {
        let rank = self.count().saturating_mul(per_mille).div_ceil(1000).max(1);
        let mut seen = 0;
        let found = self.buckets.iter().find(|(_, count)| {
            seen += **count;
            seen >= rank
        });
        found.map(|(bucket, _)| bucket_max_ms(*bucket).min(self.max_ms))
    }
}

/// The bucket of a duration: a doubling, and a part of it.
fn bucket(ms: u64) -> u16 {
    let Some(doubling) = ms.checked_ilog2() else { return 0 };
    let part = ((ms << BUCKETS_PER_DOUBLING_BITS) >> doubling) & (BUCKETS_PER_DOUBLING - 1);
    u16::try_from(1 + u64::from(doubling) * BUCKETS_PER_DOUBLING + part).unwrap_or(u16::MAX)
}

/// The longest duration of a bucket, in milliseconds.
fn bucket_max_ms(bucket: u16) -> u64 {
    let Some(position) = u64::from(bucket).checked_sub(1) else { return 0 };
    let (doubling, part) = (position / BUCKETS_PER_DOUBLING, position % BUCKETS_PER_DOUBLING);
    // A bucket number that only a newer version writes is longer than all of this version's.
    let doubling = u32::try_from(doubling).unwrap_or(u32::MAX).min(MAX_DURATION_MS.ilog2());
    ((BUCKETS_PER_DOUBLING + part + 1) << doubling).div_ceil(BUCKETS_PER_DOUBLING) - 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn buckets_are_adjacent() {
        let mut last = 0;
        for ms in 1..100_000 {
            let of = bucket(ms);
            assert!(of >= last && ms <= bucket_max_ms(of), "{ms}");
            if of > last {
                assert_eq!(bucket(bucket_max_ms(of)), of, "{ms}");
            }
            last = of;
        }
        assert_eq!((bucket(0), bucket_max_ms(0), bucket_max_ms(bucket(1))), (0, 0, 1));
    }

    #[test]
    fn empty_histogram_has_no_quantiles_and_long_durations_are_capped() {
        let mut histogram = Histogram::default();
        assert_eq!((histogram.quantile_ms(500), histogram.max_ms(), histogram.count()), (None, None, 0));
        histogram.add(u64::MAX);
        assert_eq!((histogram.quantile_ms(990), histogram.max_ms()), (Some(MAX_DURATION_MS), Some(MAX_DURATION_MS)));
        assert!(bucket_max_ms(u16::MAX) >= MAX_DURATION_MS);
    }

    proptest! {
        #[test]
        fn quantile_is_at_most_an_eighth_too_long(
            mut times in prop::collection::vec(0_u64..1 << 35, 1..200),
            per_mille in 1_u64..=1000,
        ) {
            let mut histogram = Histogram::default();
            times.iter().for_each(|ms| histogram.add(*ms));
            times.sort_unstable();
            let rank = usize::try_from((times.len() as u64 * per_mille).div_ceil(1000)).unwrap();
            let (estimated, exact) = (histogram.quantile_ms(per_mille).unwrap(), times[rank - 1]);
            prop_assert!(estimated >= exact && estimated <= exact + exact / 8 + 1, "{estimated} for {exact}");
            prop_assert_eq!(histogram.max_ms(), times.last().copied());
        }
    }
}
