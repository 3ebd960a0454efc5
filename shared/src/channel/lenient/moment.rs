//! Points in time as Indian marketplaces and couriers write them.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use crate::time::Time;

/// India has one zone and no summer time; its senders leave it away.
const INDIA_SECONDS: i32 = (5 * 60 + 30) * 60;

/// Day before month, as India writes it.
const WITH_TIME: [&str; 9] = [
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%d-%b-%Y %H:%M:%S",
    "%d %b %Y %H:%M:%S",
    "%d-%m-%Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%d/%m/%Y %H:%M",
];
const DAY_ALONE: [&str; 4] = ["%Y-%m-%d", "%d-%b-%Y", "%d-%m-%Y", "%d/%m/%Y"];

/// The years that are believed. What is read by a wrong form is far outside.
const YEARS: std::ops::Range<&str> = "2000".."2200";

/// RFC 3339; seconds or milliseconds since the epoch; or a date, perhaps with a time, of India's clock.
pub fn moment(text: &str) -> Option<Time> {
    let exact = || text.parse().ok();
    let time = exact().or_else(|| since_the_epoch(text)).or_else(|| on_indias_clock(text))?;
    YEARS.contains(&time.to_string().get(..4)?).then_some(time)
}

/// Ten digits are seconds, thirteen milliseconds, for the years that are believed.
fn since_the_epoch(text: &str) -> Option<Time> {
    let number: i64 = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())??;
    match text.len() {
        9 | 10 => Time::from_millis(number * 1000),
        12 | 13 => Time::from_millis(number),
        _ => None,
    }
}

fn on_indias_clock(text: &str) -> Option<Time> {
    let with_time = || WITH_TIME.iter().find_map(|form| DateTime::strptime(form, text).ok());
    let day = || DAY_ALONE.iter().find_map(|form| Date::strptime(form, text).ok()).map(DateTime::from);
    let told = with_time().or_else(day)?;
    let exact = Offset::from_seconds(INDIA_SECONDS).ok()?.to_timestamp(told).ok()?;
    Time::from_millis(exact.as_millisecond())
}
