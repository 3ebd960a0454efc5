//! Times as Indian senders write them: often without a zone, then India's, and with the day first.
//!
//! | form | example |
//! |---|---|
//! | year first, or ISO 8601 | `2026-11-03 18:20:00`, `2026-11-03T12:50:00.123456`, `2026-11-03T12:50:00Z` |
//! | month by its name | `21-Feb-2023 19:23:00`, `21 Feb 2023 19:23:00` (<https://documentation.unicommerce.com/docs/shipment-status.html>) |
//! | day first | `03-11-2026 18:20:00`, `03/11/2026 18:20`: the third of November, never the eleventh of March |
//! | Unix time | seconds or milliseconds, digits alone |
//!
//! A day alone is no time: the order of what happened on it would be lost. Where that does not matter there is
//! [`read_day`].

use std::borrow::Cow;

use jiff::civil::DateTime;
use jiff::tz::Offset;
use types::time::Time;

/// India's time is five and a half hours ahead of UTC, all year.
const INDIA_SECONDS: i32 = (5 * 60 + 30) * 60;
/// The longest text that is looked at, in bytes.
const LONGEST: usize = 64;
/// Unix times from here on are milliseconds; as seconds it would be the year 5138.
const FIRST_MILLIS: u64 = 100_000_000_000;
/// Unix times below are none: a count, or a day written as eight digits.
const FIRST_SECONDS: u64 = 100_000_000;
/// The three letters that tell months apart.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The time that `text` means, if it is in one of these forms.
pub(super) fn read(text: &str) -> Option<Time> {
    let text = text.trim();
    if text.len() > LONGEST || !text.is_ascii() {
        return None;
    }
    if let Some(number) = whole(text, 1..=14) {
        return unix(number);
    }
    let text = dashed(text);
    let (date, rest) = text.split_once(' ').or_else(|| text.split_once('T'))?;
    let (time, offset) = zone(rest.trim())?;
    let ((year, month, day), (hour, minute, second, nanos)) = (date_of(date)?, time_of(time)?);
    at(offset, DateTime::new(year, month, day, hour, minute, second, nanos).ok()?)
}

/// The first moment in India of a day alone.
pub(super) fn read_day(text: &str) -> Option<Time> {
    let text = text.trim();
    let (year, month, day) = (text.len() <= LONGEST && text.is_ascii()).then(|| date_of(&dashed(text))).flatten()?;
    at(Offset::from_seconds(INDIA_SECONDS).ok()?, DateTime::new(year, month, day, 0, 0, 0, 0).ok()?)
}

fn at(offset: Offset, civil: DateTime) -> Option<Time> {
    Time::from_millis(offset.to_timestamp(civil).ok()?.as_millisecond())
}

/// The text, with dashes for the spaces around a month's name.
fn dashed(text: &str) -> Cow<'_, str> {
    let words: Vec<_> = text.splitn(3, ' ').collect();
    match words[..] {
        [day, month, rest] if named_month(month).is_some() => format!("{day}-{month}-{rest}").into(),
        _ => text.into(),
    }
}

fn unix(number: u64) -> Option<Time> {
    let millis = match number {
        ..FIRST_SECONDS => return None,
        FIRST_SECONDS..FIRST_MILLIS => number * 1000,
        FIRST_MILLIS.. => number,
    };
    Time::from_millis(i64::try_from(millis).ok()?)
}

/// Year, month and day; the year has four digits wherever it stands.
fn date_of(text: &str) -> Option<(i16, i8, i8)> {
    let separator = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(separator);
    let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    Some((whole(year, 4..=4)?, month_of(month)?, whole(day, 1..=2)?))
}

fn month_of(text: &str) -> Option<i8> {
    named_month(text).or_else(|| whole(text, 1..=2))
}

fn named_month(text: &str) -> Option<i8> {
    let place = MONTHS.iter().position(|month| text.eq_ignore_ascii_case(month))?;
    i8::try_from(place + 1).ok()
}

/// Hour, minute, second and nanosecond.
fn time_of(text: &str) -> Option<(i8, i8, i8, i32)> {
    let (clock, fraction) = text.split_once('.').map_or((text, None), |(clock, fraction)| (clock, Some(fraction)));
    let mut parts = clock.split(':');
    let (hour, minute) = (whole(parts.next()?, 2..=2)?, whole(parts.next()?, 2..=2)?);
    let second = parts.next().map(|second| whole(second, 2..=2));
    if parts.next().is_some() || (second.is_none() && fraction.is_some()) {
        return None;
    }
    let second = second.unwrap_or(Some(0))?;
    let nanos = fraction.map_or(Some(0), |fraction| {
        let digits: i32 = whole(fraction, 1..=9)?;
        Some(digits * 10_i32.pow(9 - u32::try_from(fraction.len()).ok()?))
    });
    Some((hour, minute, second, nanos?))
}

/// What stands before the zone, and the zone; India's where there is none.
fn zone(text: &str) -> Option<(&str, Offset)> {
    let of = |seconds| Offset::from_seconds(seconds).ok();
    if let Some(time) = text.strip_suffix('Z') {
        return Some((time, Offset::UTC));
    }
    if let Some(time) = text.strip_suffix("IST") {
        return Some((time.trim_end(), of(INDIA_SECONDS)?));
    }
    let Some(place) = text.find(['+', '-']) else { return Some((text, of(INDIA_SECONDS)?)) };
    let (time, signed) = text.split_at(place);
    let (sign, digits) = signed.split_at(1);
    let digits = digits.replacen(':', "", 1);
    let number: i32 = whole(&digits, 4..=4)?;
    let seconds = (number / 100 * 60 + number % 100) * 60;
    let sensible = number % 100 < 60 && number / 100 <= 18;
    sensible.then_some((time.trim_end(), of(if sign == "-" { -seconds } else { seconds })?))
}

/// A number of digits alone, as many as `lengths` says.
fn whole<T: std::str::FromStr>(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<T> {
    let digits = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_form_means_one_time() {
        for (text, time) in [
            ("2026-11-03 18:20:00", "2026-11-03T12:50:00.000Z"),
            ("2026-11-03T18:20:00", "2026-11-03T12:50:00.000Z"),
            ("2026-11-03T18:20:00.123456", "2026-11-03T12:50:00.123Z"),
            ("2026-11-03T12:50:00Z", "2026-11-03T12:50:00.000Z"),
            ("2026-11-03T12:50:00.5Z", "2026-11-03T12:50:00.500Z"),
            ("2026-11-03T18:20:00+05:30", "2026-11-03T12:50:00.000Z"),
            ("2026-11-03T07:50:00-0500", "2026-11-03T12:50:00.000Z"),
            ("2026-11-03 18:20:00 +0530", "2026-11-03T12:50:00.000Z"),
            ("2026-11-03 18:20:00 IST", "2026-11-03T12:50:00.000Z"),
            ("2026/11/03 18:20", "2026-11-03T12:50:00.000Z"),
            ("21-Feb-2023 19:23:00", "2023-02-21T13:53:00.000Z"),
            ("21 Feb 2023 19:23:00", "2023-02-21T13:53:00.000Z"),
            ("1-OCT-2023 00:00:00", "2023-09-30T18:30:00.000Z"),
            ("03-11-2026 18:20:00", "2026-11-03T12:50:00.000Z"),
            ("03/11/2026 18:20", "2026-11-03T12:50:00.000Z"),
            (" 03/11/2026  18:20 ", "2026-11-03T12:50:00.000Z"),
            ("1793710200", "2026-11-03T12:50:00.000Z"),
            ("1793710200123", "2026-11-03T12:50:00.123Z"),
        ] {
            assert_eq!(read(text).map(|time| time.to_string()).as_deref(), Some(time), "{text}");
        }
    }

    #[test]
    fn a_day_alone_is_its_midnight_in_india() {
        for text in ["2026-11-03", "3/11/2026", "03-Nov-2026", "3 nov 2026"] {
            assert_eq!(
                read_day(text).map(|time| time.to_string()).as_deref(),
                Some("2026-11-02T18:30:00.000Z"),
                "{text}"
            );
        }
        for text in ["", "26-11-03", "31-02-2026", "2026-11", "2026-11-03 10:00"] {
            assert_eq!(read_day(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_in_no_form_is_no_time() {
        for text in [
            "",
            "yesterday",
            "2026-11-03",
            "03/11/2026",
            "20261103",
            "11/25/2026 18:20",
            "31-02-2026 10:00:00",
            "03-11-26 18:20:00",
            "21-Febr-2023 19:23:00",
            "2026-11-03 24:00:00",
            "2026-11-03 18:60:00",
            "2026-11-03 18",
            "2026-11-03 18:20.5",
            "2026-11-03 18:20:00.",
            "2026-11-03 18:20:00.1234567890",
            "2026-11-03 18:20:00+25:00",
            "2026-11-03 18:20:00+05:75",
            "2026-11-03 18:20:00+5",
            "2026-11-03 18:20:00 PST",
            "2026-11-03-04 18:20:00",
            "-2026-11-03 18:20:00",
            "+3/11/2026 18:20",
            "99999999999999999",
            "०३/११/२०२६ १८:२०",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,70}") {
            let _ = (read(&text), read_day(&text));
        }

        #[test]
        fn no_text_of_the_letters_of_times_panics(text in "[0-9TZ:./+ -]{0,40}") {
            let _ = (read(&text), read_day(&text));
        }

        #[test]
        fn a_time_that_is_written_is_read_as_it_was(seconds in 0_i64..=4_102_444_800) {
            let time = Time::from_millis(seconds * 1000).unwrap();
            prop_assert_eq!(read(&time.to_string()), Some(time));
            let in_india = time.plus_millis(i64::from(INDIA_SECONDS) * 1000).to_string();
            prop_assert_eq!(read(in_india.trim_end_matches('Z')), Some(time));
        }
    }
}
