//! `GET /api/orders/stats`: what the orders of each day come to, in the days of any zone.

use std::collections::BTreeMap;

use auth::User;
use domain::integration::IntegrationId;
use domain::statistics::{BucketSize, OrderSums};
use lambda_http::http::StatusCode;
use runtime::response::{ErrorResponse, Response, json};
use serde::Serialize;
use store::StoreError;
use store::ledger::ORDER_DAYS;
use types::Channel;
use types::concurrency::bounded;
use types::time::{DAY_MS, Time};

use super::complete::complete_until;
use super::window::check;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::paging::time;
use crate::query::Query;

/// Integrations that are read at once.
const AT_ONCE: usize = 8;
/// The days that are told where nothing is said, today among them; and the most, in milliseconds.
const USUAL_DAYS: i64 = 7;
const LONGEST: i64 = 92 * DAY_MS;
/// Zones are at most 14 hours from UTC, and a multiple of a quarter of an hour
/// (<https://data.iana.org/time-zones/tz-link.html>).
const FARTHEST_MINUTES: i64 = 14 * 60;
const OFFSET: &str = "the minutes by which the zone is ahead of UTC, such as 330: a multiple of 15 from -840 to 840";

/// Sums of orders by channel and currency.
type Sums = BTreeMap<(Channel, Option<String>), OrderSums>;

#[derive(Serialize)]
struct Statistics {
    from: Time,
    to: Time,
    offset_minutes: i64,
    complete_until: Option<Time>,
    total: Vec<Line>,
    days: Vec<Day>,
}

#[derive(Serialize)]
struct Day {
    /// The day in the zone, such as `2026-11-02`.
    date: String,
    sums: Vec<Line>,
}

/// Amounts are decimal texts.
#[derive(Serialize)]
struct Line {
    source: Channel,
    currency: Option<String>,
    #[serde(flatten)]
    sums: OrderSums,
}

/// Whole days of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Days {
    from: Time,
    to: Time,
    offset_ms: i64,
}

impl Days {
    fn read(query: &Query, now: Time) -> Result<Self, ErrorResponse> {
        let minutes = |text: &str| {
            let minutes: i64 = text.parse().ok()?;
            (minutes.abs() <= FARTHEST_MINUTES && minutes % 15 == 0).then_some(minutes)
        };
        let offset_ms = query.parsed("offset_minutes", OFFSET, minutes)?.unwrap_or(0) * 60 * 1000;
        let to = time(query, "to")?.unwrap_or(now);
        let today = floor(to.plus_millis(-1), offset_ms);
        let from = time(query, "from")?.unwrap_or(today.plus_millis(-(USUAL_DAYS - 1) * DAY_MS));
        check(from, to, now, LONGEST)?;
        Ok(Self { from: floor(from, offset_ms), to: today.plus_millis(DAY_MS), offset_ms })
    }

    /// The day's beginning, at which `at` lies.
    fn of(self, at: Time) -> Option<Time> {
        (self.from <= at && at < self.to).then(|| floor(at, self.offset_ms))
    }

    /// The day that begins at `start`, as people there write it.
    fn date(self, start: Time) -> String {
        start.plus_millis(self.offset_ms).utc_day()
    }
}

/// The beginning of the zone's day in which `at` lies.
fn floor(at: Time, offset_ms: i64) -> Time {
    BucketSize::Day.floor(at.plus_millis(offset_ms)).plus_millis(-offset_ms)
}

/// `GET /api/orders/stats`
pub(crate) async fn orders(dashboard: &Dashboard, user: &User, query: Option<&str>) -> Result<Response, ApiError> {
    let query = Query::read(query, &["integration", "from", "to", "offset_minutes"])?;
    let named = query.integration()?;
    let days = Days::read(&query, dashboard.clock.now())?;
    // Before the rows: what it promises is in them.
    let complete_until = complete_until(dashboard).await?;
    let integrations = dashboard.integrations_of(user, named.as_ref()).await?;
    let reads = bounded(AT_ONCE, integrations.iter().map(|id| sums(dashboard, id, days)).collect()).await;
    let (mut by_day, mut total): (BTreeMap<Time, Sums>, Sums) = Default::default();
    for read in reads {
        for (day, key, sums) in read? {
            by_day.entry(day).or_default().entry(key.clone()).or_default().merge(&sums);
            total.entry(key).or_default().merge(&sums);
        }
    }
    let day = |start| Day { date: days.date(start), sums: by_day.remove(&start).map(lines).unwrap_or_default() };
    let response = Statistics {
        from: days.from,
        to: days.to,
        offset_minutes: days.offset_ms / 60_000,
        complete_until,
        total: lines(total),
        days: BucketSize::Day.buckets(days.from, days.to).map(day).collect(),
    };
    Ok(json(StatusCode::OK, &response))
}

/// What one integration's orders come to, each with the beginning of its day in the zone.
async fn sums(
    dashboard: &Dashboard,
    id: &IntegrationId,
    days: Days,
) -> Result<Vec<(Time, (Channel, Option<String>), OrderSums)>, StoreError> {
    let utc_days = (BucketSize::Day.floor(days.from), days.to);
    let rows = dashboard.rollups.within(&ORDER_DAYS, id, utc_days, false).await?;
    let mut found: BTreeMap<(Time, (Channel, Option<String>)), OrderSums> = BTreeMap::new();
    for (utc_day, row) in &rows {
        for (quarter, rollup) in row.quarter_hours(*utc_day) {
            let (Some(day), Some(source)) = (days.of(quarter), rollup.source) else { continue };
            for (currency, sums) in rollup.by_currency() {
                found.entry((day, (source, currency.map(str::to_owned)))).or_default().merge(sums);
            }
        }
    }
    Ok(found.into_iter().map(|((day, key), sums)| (day, key, sums)).collect())
}

fn lines(sums: Sums) -> Vec<Line> {
    sums.into_iter().map(|((source, currency), sums)| Line { source, currency, sums }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        text.parse().unwrap()
    }

    fn days(raw: &str) -> Result<Days, ErrorResponse> {
        let query = Query::read(Some(raw), &["from", "to", "offset_minutes"]).unwrap();
        Days::read(&query, time("2026-11-24T19:45:00Z"))
    }

    #[test]
    fn days_are_those_of_the_zone() {
        for (raw, from, to, first) in [
            ("", "2026-11-18T00:00:00Z", "2026-11-25T00:00:00Z", "2026-11-18"),
            ("offset_minutes=330", "2026-11-18T18:30:00Z", "2026-11-25T18:30:00Z", "2026-11-19"),
            (
                "offset_minutes=-480&from=2026-11-24T08:00:00Z",
                "2026-11-24T08:00:00Z",
                "2026-11-25T08:00:00Z",
                "2026-11-24",
            ),
            (
                "offset_minutes=345&from=2026-11-23T18:14:59.999Z&to=2026-11-23T18:15:00Z",
                "2026-11-22T18:15:00Z",
                "2026-11-23T18:15:00Z",
                "2026-11-23",
            ),
        ] {
            let days = days(raw).unwrap();
            assert_eq!((days.from, days.to, days.date(days.from).as_str()), (time(from), time(to), first), "{raw}");
        }
    }

    #[test]
    fn what_is_no_zone_or_no_window_is_refused() {
        for raw in [
            "offset_minutes=7",
            "offset_minutes=855",
            "offset_minutes=x",
            "from=2026-11-25T00:00:00Z",
            "from=2026-08-01T00:00:00Z",
        ] {
            assert_eq!(days(raw).unwrap_err().code, "bad_query", "{raw}");
        }
    }
}
