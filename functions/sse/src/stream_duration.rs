//! How long a stream lasts, and when its client reconnects.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use types::time::Time;

/// How long before the invocation's deadline a stream ends: time to close the WebSocket connection and to send the last
/// bytes.
const DEADLINE_MARGIN: Duration = Duration::from_secs(5);
/// The part of the longest duration by which a stream may be shorter.
const MAX_DURATION_JITTER: f64 = 0.1;
/// How soon a client may reconnect, in milliseconds.
const MIN_RECONNECT_DELAY_MS: u64 = 2_000;
/// How much longer a client may wait, in milliseconds: if a deployment ends all streams at once, their clients do not
/// all reconnect at once.
const MAX_RECONNECT_JITTER_MS: f64 = 1_000.0;

/// How soon the client of an evicted stream may reconnect, in milliseconds. Its reconnect may evict another stream of the
/// user, so it is far longer than after other ends: a user with a stream too many causes one reconnect a minute.
const MIN_EVICTION_DELAY_MS: u64 = 60_000;
/// How much longer such a client may wait, in milliseconds.
const MAX_EVICTION_JITTER_MS: f64 = 30_000.0;

/// A stream's duration: `max` less up to a tenth, but not beyond the invocation's deadline (milliseconds since the Unix
/// epoch) less [`DEADLINE_MARGIN`], and not beyond the expiry of the caller's token.
///
/// `fraction`, from 0 to 1, says how much of the jitter to subtract.
pub(crate) fn stream_duration(
    max: Duration,
    fraction: f64,
    now: Time,
    deadline_ms: Option<u64>,
    token_expires_at: Time,
) -> Duration {
    let until = |end_ms: u64| Duration::from_millis(end_ms.saturating_sub(now.millis().unsigned_abs()));
    let until_deadline = deadline_ms.map_or(Duration::MAX, |deadline| until(deadline).saturating_sub(DEADLINE_MARGIN));
    let until_expiry = until(token_expires_at.millis().max(0).unsigned_abs());
    max.mul_f64(1.0 - MAX_DURATION_JITTER * fraction).min(until_deadline).min(until_expiry)
}

/// After how many milliseconds a client should reconnect. `fraction`, from 0 to 1, says how much of the jitter to add.
pub(crate) fn reconnect_delay_ms(fraction: f64) -> u64 {
    MIN_RECONNECT_DELAY_MS + (fraction * MAX_RECONNECT_JITTER_MS) as u64
}

/// After how many milliseconds the client of an evicted stream should reconnect. `fraction` is as in
/// [`reconnect_delay_ms`].
pub(crate) fn eviction_delay_ms(fraction: f64) -> u64 {
    MIN_EVICTION_DELAY_MS + (fraction * MAX_EVICTION_JITTER_MS) as u64
}

/// A random number from 0 to 1, to spread clients out. It is not fit for secrets.
pub(crate) fn random_fraction() -> f64 {
    // The standard library's hasher has a random key, so no crate for random numbers is needed.
    f64::from(RandomState::new().hash_one(0u8) as u32) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The duration in seconds; the deadline and the expiry are in seconds from now.
    fn seconds(fraction: f64, deadline: Option<i64>, token_expires: i64) -> f64 {
        let at = |seconds: i64| Time::from_millis(1_790_000_000_000 + seconds * 1000).unwrap();
        let deadline_ms = deadline.map(|seconds| at(seconds).millis().unsigned_abs());
        stream_duration(Duration::from_secs(300), fraction, at(0), deadline_ms, at(token_expires)).as_secs_f64()
    }

    #[test]
    fn duration_is_shorter_by_up_to_a_tenth() {
        assert_eq!(seconds(0.0, None, 3600), 300.0);
        assert_eq!(seconds(1.0, None, 3600), 270.0);
    }

    #[test]
    fn stream_ends_five_seconds_before_the_deadline() {
        assert_eq!(seconds(0.0, Some(60), 3600), 55.0);
        assert_eq!(seconds(0.0, Some(3), 3600), 0.0);
        assert_eq!(seconds(0.0, Some(-1), 3600), 0.0);
    }

    #[test]
    fn stream_ends_when_its_token_expires() {
        assert_eq!(seconds(0.0, Some(600), 30), 30.0);
        assert_eq!(seconds(0.0, None, -1), 0.0);
    }

    #[test]
    fn reconnect_delay_is_two_to_three_seconds() {
        for _ in 0..1000 {
            assert!((2000..=3000).contains(&reconnect_delay_ms(random_fraction())));
        }
    }

    #[test]
    fn evicted_client_reconnects_after_one_to_one_and_a_half_minutes() {
        for _ in 0..1000 {
            assert!((60_000..=90_000).contains(&eviction_delay_ms(random_fraction())));
        }
    }
}
