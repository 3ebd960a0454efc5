//! How many refused messages a connection may send.
//!
//! What is not understood reads no table, so that no row can count it: each instance of the function counts in memory what
//! has come to it. That is best effort, since a connection's messages go to whichever instance is free; each one ends it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use types::time::Time;

/// How long a refused message counts, in milliseconds: as long as one that is served keeps its connection busy.
const MESSAGE_MS: i64 = 3_000;
/// How far ahead they may be counted: 20 at once.
const LONGEST_MS: i64 = 60_000;
/// The most connections that are remembered, some 100 bytes each.
const MOST: usize = 10_000;

/// What has been refused lately: for each connection until when that counts.
#[derive(Default)]
pub(crate) struct MessageRateLimiter(Mutex<HashMap<String, Time>>);

impl MessageRateLimiter {
    /// Counts a refused message of the connection; says whether it was one too many.
    pub(crate) fn add(&self, connection: &str, now: Time) -> bool {
        // No step leaves the map half changed.
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut until, now);
        let counted = until.entry(connection.to_owned()).or_insert(now);
        *counted = now.max(*counted).plus_millis(MESSAGE_MS).min(now.plus_millis(LONGEST_MS + MESSAGE_MS));
        *counted > now.plus_millis(LONGEST_MS)
    }
}

/// Forgets what counts no more; where that is not enough, all of it.
fn make_room(until: &mut HashMap<String, Time>, now: Time) {
    if until.len() >= MOST {
        until.retain(|_, until| *until > now);
    }
    if until.len() >= MOST {
        until.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Time {
        Time::from_millis(1_790_000_000_000 + ms).unwrap()
    }

    #[test]
    fn twenty_may_come_at_once_and_then_one_in_three_seconds() {
        let refusals = MessageRateLimiter::default();
        let told: Vec<_> = (0..22).map(|_| refusals.add("one", at(0))).collect();
        assert_eq!(told.iter().position(|too_many| *too_many), Some(20));
        assert!(told[21] && !refusals.add("another", at(0)));
        // However many have come, they are counted for no longer.
        assert!(!refusals.add("one", at(6_000)) && refusals.add("one", at(6_000)));
        let slow: Vec<_> = (0..100).map(|number| refusals.add("slow", at(number * MESSAGE_MS))).collect();
        assert!(!slow.contains(&true));
    }

    #[test]
    fn so_many_connections_are_remembered_and_those_that_count_the_longest() {
        let refusals = MessageRateLimiter::default();
        for number in 0..MOST {
            refusals.add(&number.to_string(), at(0));
        }
        for _ in 0..20 {
            refusals.add("one", at(MESSAGE_MS));
        }
        assert!(refusals.add("one", at(MESSAGE_MS)));
        assert!(refusals.0.lock().unwrap().len() < MOST);
    }
}
