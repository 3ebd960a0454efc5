//! How long to wait before asking again.
//!
//! A query costs points; each app has a bucket of them at each shop, which fills up steadily
//! (<https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits>).

use std::time::Duration;

use serde::Deserialize;

/// What an answer says of its cost.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cost {
    #[serde(default)]
    requested_query_cost: f64,
    throttle_status: Option<Bucket>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bucket {
    maximum_available: f64,
    currently_available: f64,
    restore_rate: f64,
}

/// Where nothing says how long.
const USUAL: Duration = Duration::from_secs(1);
/// Never less, so that a wrong number makes no hot loop.
const SHORTEST: Duration = Duration::from_millis(10);
/// Never more: what takes longer is for the next run.
const LONGEST: Duration = Duration::from_secs(60);

impl Cost {
    /// Until there is enough for the same question; `None` if there never will be.
    pub(super) fn wait(self) -> Option<Duration> {
        let Some(bucket) = self.throttle_status else { return Some(USUAL) };
        if self.requested_query_cost > bucket.maximum_available {
            return None;
        }
        let missing = self.requested_query_cost - bucket.currently_available;
        Some(seconds(missing / bucket.restore_rate))
    }
}

/// What the header `Retry-After` says: seconds, with digits behind the point at Shopify
/// (<https://shopify.dev/docs/api/usage/limits>).
pub(super) fn retry_after(header: Option<&str>) -> Duration {
    header.and_then(|text| text.trim().parse::<f64>().ok()).map_or(USUAL, seconds)
}

/// What was not told at all, as with a throttled answer that shows no cost.
pub(super) fn untold() -> Duration {
    USUAL
}

fn seconds(number: f64) -> Duration {
    if number <= 0.0 {
        return SHORTEST;
    }
    // Not a number, or infinite: as if nothing had been told.
    Duration::try_from_secs_f64(number).unwrap_or(USUAL).clamp(SHORTEST, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(requested: f64, available: f64, rate: f64) -> Option<Duration> {
        let bucket = Bucket { maximum_available: 2000.0, currently_available: available, restore_rate: rate };
        Cost { requested_query_cost: requested, throttle_status: Some(bucket) }.wait()
    }

    #[test]
    fn one_waits_until_the_bucket_has_enough() {
        assert_eq!(wait(70.0, 20.0, 50.0), Some(Duration::from_secs(1)));
        assert_eq!(wait(70.0, 80.0, 50.0), Some(SHORTEST));
        assert_eq!(wait(2000.0, 0.0, 1.0), Some(LONGEST));
        assert_eq!(wait(2001.0, 2000.0, 100.0), None, "it never has as much");
        assert_eq!(wait(70.0, 20.0, 0.0), Some(USUAL));
        assert_eq!(Cost { requested_query_cost: 70.0, throttle_status: None }.wait(), Some(USUAL));
    }

    #[test]
    fn retry_after_is_read_with_or_without_digits_behind_the_point() {
        assert_eq!(retry_after(Some("2.0")), Duration::from_secs(2));
        assert_eq!(retry_after(Some("0")), SHORTEST);
        assert_eq!(retry_after(Some("86400")), LONGEST);
        for untold in [None, Some("soon"), Some("NaN"), Some("inf")] {
            assert_eq!(retry_after(untold), USUAL, "{untold:?}");
        }
        assert_eq!(retry_after(Some("-5")), SHORTEST);
    }
}
