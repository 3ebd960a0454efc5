//! Durations, counted in buckets that grow with them: quantiles of any number of them from a few dozen numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Buckets for each doubling: a quantile is told at most an eighth too long.
const PARTS_BITS: u32 = 3;
const PARTS: u64 = 1 << PARTS_BITS;
/// What is longer is counted as this long: a year and more, in milliseconds.
const LONGEST_MS: u64 = 1 << 35;

/// How often a duration of each length was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Histogram {
    /// By bucket; bucket 0 has the durations of 0 ms.
    buckets: BTreeMap<u16, u64>,
    /// The longest one, in milliseconds.
    max_ms: u64,
}

impl Histogram {
    /// Counts a duration, in milliseconds.
    pub fn add(&mut self, ms: u64) {
        let ms = ms.min(LONGEST_MS);
        *self.buckets.entry(bucket(ms)).or_default() += 1;
        self.max_ms = self.max_ms.max(ms);
    }

    /// Counts all of `other`.
    pub fn merge(&mut self, other: &Self) {
        for (bucket, count) in &other.buckets {
            *self.buckets.entry(*bucket).or_default() += count;
        }
        self.max_ms = self.max_ms.max(other.max_ms);
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.buckets.values().sum()
    }

    /// The longest one, in milliseconds; `None` where there is none.
    pub fn max_ms(&self) -> Option<u64> {
        (!self.buckets.is_empty()).then_some(self.max_ms)
    }

    /// The duration that `per_mille` of them do not exceed, in milliseconds, at most an eighth too long; `None` where
    /// there is none.
    pub fn quantile_ms(&self, per_mille: u64) -> Option<u64> {
        let rank = self.count().saturating_mul(per_mille).div_ceil(1000).max(1);
        let mut seen = 0;
        let found = self.buckets.iter().find(|(_, count)| {
            seen += **count;
            seen >= rank
        });
        found.map(|(bucket, _)| longest_in(*bucket).min(self.max_ms))
    }
}

/// The bucket of a duration: which doubling, and which part of it.
fn bucket(ms: u64) -> u16 {
    let Some(doubling) = ms.checked_ilog2() else { return 0 };
    let part = ((ms << PARTS_BITS) >> doubling) & (PARTS - 1);
    u16::try_from(1 + u64::from(doubling) * PARTS + part).unwrap_or(u16::MAX)
}

/// The longest duration of a bucket.
fn longest_in(bucket: u16) -> u64 {
    let Some(place) = u64::from(bucket).checked_sub(1) else { return 0 };
    let (doubling, part) = (place / PARTS, place % PARTS);
    // A bucket that only a newer version knows is longer than all of ours.
    let doubling = u32::try_from(doubling).unwrap_or(u32::MAX).min(LONGEST_MS.ilog2());
    ((PARTS + part + 1) << doubling).div_ceil(PARTS) - 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_bucket_ends_where_the_next_one_begins() {
        let mut last = 0;
        for ms in 1..100_000 {
            let of = bucket(ms);
            assert!(of >= last && ms <= longest_in(of), "{ms}");
            if of > last {
                assert_eq!(bucket(longest_in(of)), of, "{ms}");
            }
            last = of;
        }
        assert_eq!((bucket(0), longest_in(0), longest_in(bucket(1))), (0, 0, 1));
    }

    #[test]
    fn nothing_has_no_quantiles_and_what_is_endless_has_an_end() {
        let mut histogram = Histogram::default();
        assert_eq!((histogram.quantile_ms(500), histogram.max_ms(), histogram.count()), (None, None, 0));
        histogram.add(u64::MAX);
        assert_eq!((histogram.quantile_ms(990), histogram.max_ms()), (Some(LONGEST_MS), Some(LONGEST_MS)));
        assert!(longest_in(u16::MAX) >= LONGEST_MS);
    }

    proptest! {
        #[test]
        fn a_quantile_is_at_most_an_eighth_too_long(mut times in prop::collection::vec(0_u64..1 << 35, 1..200), per_mille in 1_u64..=1000) {
            let mut histogram = Histogram::default();
            times.iter().for_each(|ms| histogram.add(*ms));
            times.sort_unstable();
            let rank = usize::try_from((times.len() as u64 * per_mille).div_ceil(1000)).unwrap();
            let (told, exact) = (histogram.quantile_ms(per_mille).unwrap(), times[rank - 1]);
            prop_assert!(told >= exact && told <= exact + exact / 8 + 1, "{told} for {exact}");
            prop_assert_eq!(histogram.max_ms(), times.last().copied());
        }
    }
}
