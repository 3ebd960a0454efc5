//! Event ids: ULIDs minted at receipt, so that the order of keys is the order of receipt.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ulid::Ulid;

use crate::time::{Clock, Time};

/// The id of one event: 26 upper-case characters of Crockford's base 32. The first ten are the time of receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
pub struct EventId(Ulid);

/// The error of parsing a text that is not an event id.
#[derive(Debug, thiserror::Error)]
#[error("not an event id: expected 26 upper-case characters of Crockford's base 32")]
pub struct ParseEventIdError;

impl EventId {
    /// Sorts before every event.
    pub const MIN: Self = Self(Ulid::nil());
    /// Sorts after every event.
    pub const MAX: Self = Self(Ulid::max());

    /// The smallest id of `time`: no event received then or later sorts before it.
    pub fn first_of(time: Time) -> Self {
        Self(Ulid::from_parts(time.millis().max(0).unsigned_abs(), 0))
    }

    /// The time at which the event was received. A forged id can name a time beyond the calendar; the result is then
    /// [`Time::MAX`].
    pub fn received_at(self) -> Time {
        i64::try_from(self.0.timestamp_ms()).ok().and_then(Time::from_millis).unwrap_or(Time::MAX)
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
        // Each id has one spelling: lower case and look-alike letters would make a second key for it.
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
    /// Mints ids from the time of `clock`.
    pub fn new(clock: Clock) -> Self {
        Self { clock }
    }

    /// A new id of the current millisecond, and that time.
    pub fn mint(&self) -> (EventId, Time) {
        let now = self.clock.now();
        let random = Ulid::generate().random();
        (EventId(Ulid::from_parts(now.millis().max(0).unsigned_abs(), random)), now)
    }
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
    fn id_in_another_spelling_is_rejected() {
        let id = EventIds::new(Clock::system()).mint().0.to_string();
        assert!(id.parse::<EventId>().is_ok());
        assert!(id.to_lowercase().parse::<EventId>().is_err());
        for name in ["register", "replay", "stats", "connections", "events", "shopify"] {
            assert!(name.parse::<EventId>().is_err());
        }
    }
}
