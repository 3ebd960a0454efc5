//! The rate limit of rejected messages: 20 at once, then one in three seconds.
//!
//! A message that is rejected before any table is read cannot be counted in the connection's row, as accepted messages
//! are (`store::connections::message_rate_limit`). So each instance of the function counts in memory the rejected messages that
//! it received itself. This is best effort: API Gateway gives the messages of one connection to any idle instance. Each
//! instance closes the connection on its own count.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use types::time::Time;

/// How long one rejected message counts, in milliseconds: as long as an accepted message does.
const MESSAGE_INTERVAL_MS: i64 = 3_000;
/// How far into the future a connection's messages may count, in milliseconds: 20 messages at once.
const MAX_BACKLOG_MS: i64 = 60_000;
/// Connections whose messages are counted at the same time, some 100 bytes each.
const MAX_TRACKED_CONNECTIONS: usize = 10_000;

/// Rejected messages per connection: until when those received so far count.
#[derive(Default)]
pub(crate) struct MessageRateLimiter(Mutex<HashMap<String, Time>>);

impl MessageRateLimiter {
    /// Counts a rejected message of the connection. Returns whether the connection is now over the limit.
    pub(crate) fn exceeds_limit(&self, connection: &str, now: Time) -> bool {
        // A panic cannot leave the map half changed, so a poisoned lock can be used.
        let mut counted_until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut counted_until, now);
        let until = counted_until.entry(connection.to_owned()).or_insert(now);
        *until =
            now.max(*until).plus_millis(MESSAGE_INTERVAL_MS).min(now.plus_millis(MAX_BACKLOG_MS + MESSAGE_INTERVAL_MS));
        *until > now.plus_millis(MAX_BACKLOG_MS)
    }
}

/// Forgets connections whose messages no longer count. If the map is still full, forgets all: an attacker with many
/// connections must not make the function's memory grow.
fn make_room(counted_until: &mut HashMap<String, Time>, now: Time) {
    if counted_until.len() >= MAX_TRACKED_CONNECTIONS {
        counted_until.retain(|_, until| *until > now);
    }
    if counted_until.len() >= MAX_TRACKED_CONNECTIONS {
        counted_until.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Time {
        Time::from_millis(1_790_000_000_000 + ms).unwrap()
    }

    #[test]
    fn twenty_messages_at_once_then_one_in_three_seconds_are_within_the_limit() {
        let limiter = MessageRateLimiter::default();
        let exceeded: Vec<_> = (0..22).map(|_| limiter.exceeds_limit("one", at(0))).collect();
        assert_eq!(exceeded.iter().position(|exceeded| *exceeded), Some(20));
        assert!(exceeded[21] && !limiter.exceeds_limit("another", at(0)));
        // The backlog is capped: messages over the limit do not count for longer than the others.
        assert!(!limiter.exceeds_limit("one", at(6_000)) && limiter.exceeds_limit("one", at(6_000)));
        let slow = (0..100).map(|number| limiter.exceeds_limit("slow", at(number * MESSAGE_INTERVAL_MS)));
        assert!(!slow.collect::<Vec<_>>().contains(&true));
    }

    #[test]
    fn full_map_forgets_connections_that_no_longer_count() {
        let limiter = MessageRateLimiter::default();
        for number in 0..MAX_TRACKED_CONNECTIONS {
            limiter.exceeds_limit(&number.to_string(), at(0));
        }
        for _ in 0..20 {
            limiter.exceeds_limit("one", at(MESSAGE_INTERVAL_MS));
        }
        assert!(limiter.exceeds_limit("one", at(MESSAGE_INTERVAL_MS)));
        assert!(limiter.0.lock().unwrap().len() < MAX_TRACKED_CONNECTIONS);
    }
}
