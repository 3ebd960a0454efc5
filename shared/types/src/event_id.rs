//! Event ids: ULIDs minted at receipt, so that key order is receipt order.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ulid::Ulid;

use crate::time::{Clock, Time};

/// The id of one event: 26 characters of Crockford's base 32, upper case; the first ten are the receipt time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
pub struct EventId(Ulid);

/// A text that is no event id.
#[derive(Debug, thiserror::Error)]
#[error("not an event id: 26 characters of Crockford's base 32 are wanted")]
pub struct ParseEventIdError;

impl EventId {
    /// Sorts before every event.
    pub const MIN: Self = Self(Ulid::nil());
    /// Sorts behind every event.
    pub const MAX: Self = Self(Ulid::max());

    /// The smallest id of a time: no event received at `time` or later sorts before it.
    pub fn first_of(time: Time) -> Self {
        Self(Ulid::from_parts(time.millis().max(0).unsigned_abs(), 0))
    }

    /// When the event was received. An id that nobody minted can name a time beyond the calendar: its end is told then.
    pub fn received_at(self) -> Time {
        i64::try_from(self.0.timestamp_ms()).ok().and_then(Time::from_millis).unwrap_or(Time::LAST)
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl FromStr for EventId {
    type Err = ParseEventIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = Ulid::from_string(text).map(Self).map_err(|_| ParseEventIdError)?;
        // One spelling for one id: lower case and look-alike letters would make a second key.
        if id.to_string() == text { Ok(id) } else { Err(ParseEventIdError) }
    }
}

impl Serialize for EventId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EventId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Mints event ids from a clock.
#[derive(Clone, Debug)]
pub struct EventIds {
    clock: Clock,
}

impl EventIds {
    /// Ids of the times that `clock` tells.
    pub fn new(clock: Clock) -> Self {
        Self { clock }
    }

    /// A new id of the present millisecond, and that time.
    pub fn mint(&self) -> (EventId, Time) {
        let now = self.clock.now();
        let random = Ulid::generate().random();
        (EventId(Ulid::from_parts(now.millis().max(0).unsigned_abs(), random)), now)
    }
}

/// A random number below `bound` (0 for a bound of 0), for pauses that should not be the same everywhere.
pub fn jitter(bound: u64) -> u64 {
    let random = u64::try_from(Ulid::generate().random() & u128::from(u64::MAX)).unwrap_or_default();
    random.checked_rem(bound).unwrap_or_default()
}

/// 32 random bytes that nobody can guess: ids are made by a generator that is seeded by the operating system and fit for
/// keys (<https://docs.rs/rand/latest/rand/rngs/struct.ThreadRng.html>).
pub fn random_bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    for chunk in bytes.chunks_mut(8) {
        let random = Ulid::generate().random().to_be_bytes();
        // Of an id's 80 random bits the lower 64.
        chunk.copy_from_slice(&random[8..]);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_receipt_time_as_text() {
        let early = EventId::first_of("2026-11-02T04:45:00.001Z".parse().unwrap());
        let late = EventId::first_of("2026-11-02T04:45:00.002Z".parse().unwrap());
        assert!(early.to_string() < late.to_string());
        assert_eq!(late.received_at().to_string(), "2026-11-02T04:45:00.002Z");
    }

    #[test]
    fn another_spelling_of_an_id_is_no_id() {
        let id = EventIds::new(Clock::system()).mint().0.to_string();
        assert!(id.parse::<EventId>().is_ok());
        assert!(id.to_lowercase().parse::<EventId>().is_err());
        for name in ["register", "replay", "stats", "connections", "events", "shopify"] {
            assert!(name.parse::<EventId>().is_err());
        }
    }
}
