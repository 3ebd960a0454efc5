//! Whole days of a time zone.

use domain::statistics::BucketSize;
use jiff::ToSpan as _;
use jiff::civil::Date;
use runtime::response::ErrorResponse;
use types::time::{DAY_MS, Time};

use super::time_zone::Zone;
use super::window::check_window;
use crate::paging::time;
use crate::query::Query;

/// How many days there are by default, today included.
const DEFAULT_DAYS: i64 = 7;
const MAX_WINDOW_MS: i64 = 92 * DAY_MS;

/// Whole days of a zone, one after the other. A day on which the clocks change has 23 or 25 hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ZoneDays {
    /// The start of each day.
    days: Vec<(Time, Date)>,
    /// The end of the last day.
    pub(super) to: Time,
    zone: Zone,
}

impl ZoneDays {
    /// The names of the parameters.
    pub(super) const PARAMETERS: [&str; 4] = ["from", "to", Zone::PARAMETERS[0], Zone::PARAMETERS[1]];

    /// Parses the parameters. `from` and `to` are widened to whole days; the default is the last 7 days.
    ///
    /// # Errors
    /// 400 `bad_query`.
    pub(super) fn parse(query: &Query, now: Time) -> Result<Self, ErrorResponse> {
        let zone = Zone::parse(query)?;
        let to = time(query, "to")?.unwrap_or(now);
        let last = zone.date(to.plus_millis(-1));
        let default_from = || zone.start(last.saturating_sub((DEFAULT_DAYS - 1).days())).unwrap_or(to);
        let from = time(query, "from")?.unwrap_or_else(default_from);
        check_window(from, to, now, MAX_WINDOW_MS)?;
        Self::between(zone.date(from), last, zone)
            .ok_or_else(|| ErrorResponse::bad_request("bad_query", "`to` must be within the calendar."))
    }

    /// The days from `first` to `last`; `None` at the end of the calendar.
    fn between(first: Date, last: Date, zone: Zone) -> Option<Self> {
        // Rollups are read by quarter hours. All zones have begun their days on one since long before the first order.
        let start = |date| zone.start(date).map(|start| BucketSize::QuarterHour.floor(start));
        let (mut days, mut date) = (Vec::new(), first);
        while date <= last {
            let (from, next) = (start(date)?, date.tomorrow().ok()?);
            // A zone that moves across the date line leaves out a day (Samoa, 30 December 2011).
            if from < start(next)? {
                days.push((from, date));
            }
            date = next;
        }
        let to = start(date)?;
        Some(Self { days, to, zone })
    }

    /// The start of the first day.
    pub(super) fn from(&self) -> Time {
        self.days.first().map_or(self.to, |(start, _)| *start)
    }

    /// The days, each with its start and its date, such as `2026-11-02`.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Time, String)> {
        self.days.iter().map(|(start, date)| (*start, date.to_string()))
    }

    /// The start of the day that contains `at`; `None` if `at` is outside of all days.
    pub(super) fn start_of(&self, at: Time) -> Option<Time> {
        let next = self.days.partition_point(|(start, _)| *start <= at);
        let (start, _) = self.days.get(next.checked_sub(1)?)?;
        (at < self.to).then_some(*start)
    }

    /// The name of the zone, if it was given by name.
    pub(super) fn time_zone(&self) -> Option<&'static str> {
        self.zone.name
    }

    /// By how many minutes the zone is ahead of UTC at the start of the last day.
    pub(super) fn offset_minutes(&self) -> i64 {
        self.zone.offset_minutes(self.days.last().map_or(self.to, |(start, _)| *start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        text.parse().unwrap()
    }

    fn days_at(raw: &str, now: &str) -> Result<ZoneDays, ErrorResponse> {
        let query = Query::parse(Some(raw), &ZoneDays::PARAMETERS).unwrap();
        ZoneDays::parse(&query, time(now))
    }

    fn days(raw: &str) -> Result<ZoneDays, ErrorResponse> {
        days_at(raw, "2026-11-24T19:45:00Z")
    }

    /// Each day's date and hours.
    fn lengths(days: &ZoneDays) -> Vec<(String, f64)> {
        let starts = days.iter().map(|(start, _)| start).skip(1).chain([days.to]);
        let hours = |(start, end): (Time, Time)| (end.millis() - start.millis()) as f64 / 3_600_000.0;
        days.iter().zip(starts).map(|((start, date), end)| (date, hours((start, end)))).collect()
    }

    #[test]
    fn window_is_widened_to_whole_days_of_the_zone() {
        for (raw, from, to, first) in [
            ("", "2026-11-18T00:00:00Z", "2026-11-25T00:00:00Z", "2026-11-18"),
            ("offset_minutes=330", "2026-11-18T18:30:00Z", "2026-11-25T18:30:00Z", "2026-11-19"),
            ("time_zone=Asia/Kolkata", "2026-11-18T18:30:00Z", "2026-11-25T18:30:00Z", "2026-11-19"),
            (
                "offset_minutes=-480&from=2026-11-24T08:00:00Z",
                "2026-11-24T08:00:00Z",
                "2026-11-25T08:00:00Z",
                "2026-11-24",
            ),
            (
                "time_zone=Asia/Kathmandu&from=2026-11-23T18:14:59.999Z&to=2026-11-23T18:15:00Z",
                "2026-11-22T18:15:00Z",
                "2026-11-23T18:15:00Z",
                "2026-11-23",
            ),
        ] {
            let days = days(raw).unwrap();
            let (start, date) = days.iter().next().unwrap();
            assert_eq!((days.from(), days.to), (time(from), time(to)), "{raw}");
            assert_eq!((start, date.as_str()), (days.from(), first), "{raw}");
        }
    }

    #[test]
    fn day_on_which_the_clocks_change_has_another_length() {
        let table: [(&str, &str, &str, &str, f64); 9] = [
            ("America/New_York", "2026-03-07T12:00:00Z", "2026-03-09T12:00:00Z", "2026-03-08", 23.0),
            ("America/New_York", "2026-10-31T12:00:00Z", "2026-11-02T12:00:00Z", "2026-11-01", 25.0),
            ("Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z", "2026-03-29", 23.0),
            ("Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z", "2026-10-25", 25.0),
            // By half an hour.
            ("Australia/Lord_Howe", "2026-10-03T00:00:00Z", "2026-10-05T00:00:00Z", "2026-10-04", 23.5),
            ("Australia/Lord_Howe", "2026-04-04T00:00:00Z", "2026-04-06T00:00:00Z", "2026-04-05", 24.5),
            // At midnight: the day begins at 1:00.
            ("Africa/Cairo", "2026-04-23T12:00:00Z", "2026-04-25T12:00:00Z", "2026-04-24", 23.0),
            // No change.
            ("Asia/Kolkata", "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z", "2026-10-25", 24.0),
            ("Africa/Monrovia", "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z", "2026-10-25", 24.0),
        ];
        for (zone, from, to, changing, hours) in table {
            let days = days(&format!("time_zone={zone}&from={from}&to={to}")).unwrap();
            let [before, of_change, after] = lengths(&days).try_into().unwrap();
            assert_eq!((before.1, of_change, after.1), (24.0, (changing.to_owned(), hours), 24.0), "{zone}");
        }
    }

    #[test]
    fn rules_of_the_past_apply_to_the_past() {
        // Until 2006 the clocks of New York were put forward in April; Nepal has had its offset since 1986.
        let days = days_at(
            "time_zone=America/New_York&from=2006-04-01T12:00:00Z&to=2006-04-03T12:00:00Z",
            "2006-04-04T00:00:00Z",
        );
        assert_eq!(lengths(&days.unwrap())[1], ("2006-04-02".to_owned(), 23.0));
        // Samoa crossed the date line: 30 December 2011 did not exist.
        let days =
            days_at("time_zone=Pacific/Apia&from=2011-12-29T12:00:00Z&to=2012-01-01T00:00:00Z", "2012-01-01T00:00:00Z");
        let dates: Vec<_> = days.unwrap().iter().map(|(_, date)| date).collect();
        assert_eq!(dates, ["2011-12-29", "2011-12-31", "2012-01-01"]);
    }

    #[test]
    fn default_is_seven_days_also_across_a_change_of_clocks() {
        // Half an hour before midnight, six times 24 hours ago was a day later.
        let days = days_at("time_zone=Europe/Berlin", "2026-10-27T22:30:00Z").unwrap();
        let dates: Vec<_> = days.iter().map(|(_, date)| date).collect();
        assert_eq!(dates.first().map(String::as_str), Some("2026-10-21"));
        assert_eq!((dates.len(), days.from()), (7, time("2026-10-20T22:00:00Z")));
        assert_eq!((days.to, days.offset_minutes()), (time("2026-10-27T23:00:00Z"), 60));
    }

    #[test]
    fn moment_belongs_to_one_day() {
        let days = days("time_zone=Europe/Berlin&from=2026-10-24T12:00:00Z&to=2026-10-26T12:00:00Z").unwrap();
        for (at, start) in [
            ("2026-10-23T21:59:59.999Z", None),
            ("2026-10-23T22:00:00Z", Some("2026-10-23T22:00:00Z")),
            ("2026-10-24T22:00:00Z", Some("2026-10-24T22:00:00Z")),
            // The 25th hour of the 25th.
            ("2026-10-25T22:59:59.999Z", Some("2026-10-24T22:00:00Z")),
            ("2026-10-25T23:00:00Z", Some("2026-10-25T23:00:00Z")),
            ("2026-10-26T23:00:00Z", None),
        ] {
            assert_eq!(days.start_of(time(at)), start.map(time), "{at}");
        }
    }

    #[test]
    fn invalid_window_is_rejected() {
        for raw in [
            "from=2026-11-25T00:00:00Z",
            "from=2026-08-01T00:00:00Z",
            "from=1970-01-01T00:00:00Z&to=1970-01-02T00:00:00Z&time_zone=Africa/Monrovia",
        ] {
            assert_eq!(days(raw).unwrap_err().code, "bad_query", "{raw}");
        }
    }
}
