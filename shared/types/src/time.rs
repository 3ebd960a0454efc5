//! Points in time: UTC, with millisecond precision, formatted as RFC 3339.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A point in time with millisecond precision. It is formatted as `2026-11-02T04:45:00.000Z`: the order of the texts is the
/// order of the times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, format = DateTime))]
pub struct Time(Timestamp);

/// One day, in milliseconds.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl Time {
    /// The end of the calendar.
    pub const MAX: Self = Self(Timestamp::MAX);

    /// From milliseconds since the Unix epoch. `None` outside the years -9999 to 9999.
    pub fn from_millis(millis: i64) -> Option<Self> {
        Timestamp::from_millisecond(millis).ok().map(Self)
    }

    /// Milliseconds since the Unix epoch.
    pub fn millis(self) -> i64 {
        self.0.as_millisecond()
    }

    /// Whole seconds since the Unix epoch, as DynamoDB's TTL requires them.
    pub fn seconds(self) -> i64 {
        self.millis().div_euclid(1000)
    }

    /// This time plus `millis`. A time outside the calendar gives this time unchanged.
    pub fn plus_millis(self, millis: i64) -> Self {
        Self::from_millis(self.millis().saturating_add(millis)).unwrap_or(self)
    }

    /// The UTC date, as `2026-11-02`.
    pub fn utc_day(self) -> String {
        self.to_string().chars().take(10).collect()
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl FromStr for Time {
    type Err = jiff::Error;

    /// Parses RFC 3339 with any offset, and cuts fractions of a millisecond. A time without an offset is an error, since its
    /// time zone is unknown.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let exact: Timestamp = text.parse()?;
        Timestamp::from_millisecond(exact.as_millisecond()).map(Self)
    }
}

impl Serialize for Time {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Where a function reads the time. It is injected, so that tests can set the time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Time + Send + Sync>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::from_fn(|| {
            Time::from_millis(Timestamp::now().as_millisecond()).expect("the current time is within the calendar")
        })
    }

    /// A clock that returns the result of `read`.
    pub fn from_fn(read: impl Fn() -> Time + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// The current time.
    pub fn now(&self) -> Time {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_with_any_offset_is_formatted_in_utc() {
        let time: Time = "2026-11-02T10:15:00+05:30".parse().unwrap();
        assert_eq!(time.to_string(), "2026-11-02T04:45:00.000Z");
        assert_eq!(time.utc_day(), "2026-11-02");
    }

    #[test]
    fn time_without_an_offset_is_rejected() {
        assert!("2026-11-02T10:15:00".parse::<Time>().is_err());
    }

    #[test]
    fn fraction_of_a_millisecond_is_cut() {
        let time: Time = "2026-11-02T04:45:00.1239Z".parse().unwrap();
        assert_eq!(time.to_string(), "2026-11-02T04:45:00.123Z");
    }
}
