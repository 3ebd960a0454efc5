//! How long one stream lives.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use types::time::Time;

/// What a stream leaves of the invocation's time, to end in order: a parting word on the WebSocket, and the last bytes.
const BEFORE_DEADLINE: Duration = Duration::from_secs(5);

/// How soon a client should come back, in milliseconds, at the least.
const RETRY_MS: u64 = 2000;

/// The stream's time: the configured length less up to a tenth, but not to the invocation's deadline
/// (milliseconds since the Unix epoch) and not past the end of the caller's token.
///
/// `chance` is between 0 and 1.
pub(crate) fn length(
    configured: Duration,
    chance: f64,
    now: Time,
    deadline_ms: Option<u64>,
    token_ends: Time,
) -> Duration {
    let until = |end_ms: u64| Duration::from_millis(end_ms.saturating_sub(now.millis().unsigned_abs()));
    let invocation = deadline_ms.map_or(Duration::MAX, |deadline| until(deadline).saturating_sub(BEFORE_DEADLINE));
    let token = until(token_ends.millis().max(0).unsigned_abs());
    configured.mul_f64(1.0 - 0.1 * chance).min(invocation).min(token)
}

/// When a client should come back, in milliseconds: two to three seconds, since all streams of a deployment that is
/// replaced end at once.
pub(crate) fn retry_ms(chance: f64) -> u64 {
    RETRY_MS + (chance * 1000.0) as u64
}

/// A number between 0 and 1, for spreading clients out; no secret depends on it.
pub(crate) fn chance() -> f64 {
    // The standard library's hasher is keyed by chance; this needs no random number crate.
    f64::from(RandomState::new().hash_one(0u8) as u32) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(chance: f64, deadline: Option<i64>, token_ends: i64) -> f64 {
        let at = |seconds: i64| Time::from_millis(1_790_000_000_000 + seconds * 1000).unwrap();
        let deadline_ms = deadline.map(|seconds| at(seconds).millis().unsigned_abs());
        length(Duration::from_secs(300), chance, at(0), deadline_ms, at(token_ends)).as_secs_f64()
    }

    #[test]
    fn the_length_is_shortened_by_up_to_a_tenth() {
        assert_eq!(seconds(0.0, None, 3600), 300.0);
        assert_eq!(seconds(1.0, None, 3600), 270.0);
    }

    #[test]
    fn a_stream_ends_five_seconds_before_the_deadline() {
        assert_eq!(seconds(0.0, Some(60), 3600), 55.0);
        assert_eq!(seconds(0.0, Some(3), 3600), 0.0);
        assert_eq!(seconds(0.0, Some(-1), 3600), 0.0);
    }

    #[test]
    fn a_stream_does_not_outlive_its_token() {
        assert_eq!(seconds(0.0, Some(600), 30), 30.0);
        assert_eq!(seconds(0.0, None, -1), 0.0);
    }

    #[test]
    fn clients_come_back_after_two_to_three_seconds() {
        for _ in 0..1000 {
            assert!((2000..=3000).contains(&retry_ms(chance())));
        }
    }
}
