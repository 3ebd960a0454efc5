//! The cost of a query under Shopify's rate limit, and how long to wait before it is sent again.
//!
//! A query costs points. For each shop an app has a number of points, which grows at a constant rate up to a maximum
//! (<https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits>).

use std::time::Duration;

use serde::Deserialize;

/// The extension `cost` of a response.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct QueryCost {
    #[serde(default)]
    requested_query_cost: f64,
    throttle_status: Option<ThrottleStatus>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ThrottleStatus {
    maximum_available: f64,
    currently_available: f64,
    restore_rate: f64,
}

/// The wait if the response does not determine one.
pub(super) const DEFAULT_WAIT: Duration = Duration::from_secs(1);
/// The shortest wait, so that a wrong number cannot cause a hot loop.
const MIN_WAIT: Duration = Duration::from_millis(10);
/// The longest wait. A longer wait is shortened to this one.
const MAX_WAIT: Duration = Duration::from_secs(60);

impl QueryCost {
    /// The time until enough points are available for the same query; `None` if the query costs more than the maximum.
    pub(super) fn wait(self) -> Option<Duration> {
        let Some(throttle_status) = self.throttle_status else { return Some(DEFAULT_WAIT) };
        if self.requested_query_cost > throttle_status.maximum_available {
            return None;
        }
        let missing = self.requested_query_cost - throttle_status.currently_available;
        Some(wait_seconds(missing / throttle_status.restore_rate))
    }
}

/// The wait that the header `Retry-After` requests: seconds, at Shopify with decimals
/// (<https://shopify.dev/docs/api/usage/limits>).
pub(super) fn retry_after_wait(header: Option<&str>) -> Duration {
    header.and_then(|text| text.trim().parse::<f64>().ok()).map_or(DEFAULT_WAIT, wait_seconds)
}

fn wait_seconds(number: f64) -> Duration {
    if number <= 0.0 {
        return MIN_WAIT;
    }
    // Not a number, or infinite: no wait was determined.
    Duration::try_from_secs_f64(number).unwrap_or(DEFAULT_WAIT).clamp(MIN_WAIT, MAX_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(requested: f64, available: f64, rate: f64) -> Option<Duration> {
        let throttle_status =
            ThrottleStatus { maximum_available: 2000.0, currently_available: available, restore_rate: rate };
        QueryCost { requested_query_cost: requested, throttle_status: Some(throttle_status) }.wait()
    }

    #[test]
    fn wait_lasts_until_the_bucket_holds_enough() {
        assert_eq!(wait(70.0, 20.0, 50.0), Some(Duration::from_secs(1)));
        assert_eq!(wait(70.0, 80.0, 50.0), Some(MIN_WAIT));
        assert_eq!(wait(2000.0, 0.0, 1.0), Some(MAX_WAIT));
        assert_eq!(wait(2001.0, 2000.0, 100.0), None, "the bucket never holds as much");
        assert_eq!(wait(70.0, 20.0, 0.0), Some(DEFAULT_WAIT));
        assert_eq!(QueryCost { requested_query_cost: 70.0, throttle_status: None }.wait(), Some(DEFAULT_WAIT));
    }

    #[test]
    fn retry_after_is_read_with_and_without_decimals() {
        assert_eq!(retry_after_wait(Some("2.0")), Duration::from_secs(2));
        assert_eq!(retry_after_wait(Some("0")), MIN_WAIT);
        assert_eq!(retry_after_wait(Some("86400")), MAX_WAIT);
        for header in [None, Some("soon"), Some("NaN"), Some("inf")] {
            assert_eq!(retry_after_wait(header), DEFAULT_WAIT, "{header:?}");
        }
        assert_eq!(retry_after_wait(Some("-5")), MIN_WAIT);
    }
}
