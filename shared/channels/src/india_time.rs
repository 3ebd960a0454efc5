//! Times as Indian senders write them: the day first, and often without a zone, which means India's.
//!
//! | form | example |
//! |---|---|
//! | year first, or ISO 8601 | `2026-11-03 18:20:00`, `2026-11-03T12:50:00.123456`, `2026-11-03T12:50:00Z` |
//! | month by name | `21-Feb-2023 19:23:00`, `21 Feb 2023 19:23:00` (<https://documentation.unicommerce.com/docs/shipment-status.html>) |
//! | day first | `03-11-2026 18:20:00`, `03/11/2026 18:20`: the third of November, never the eleventh of March |
//! | Unix time | seconds or milliseconds, digits alone |
//!
//! A date without a time of day is not a time: it would lose the order of the changes of that day. Where that does not
//! matter, there is [`parse_day`].

use std::borrow::Cow;

use jiff::civil::DateTime;
use jiff::tz::Offset;
use types::time::Time;

/// India's time is five and a half hours ahead of UTC, all year.
const INDIA_OFFSET_SECONDS: i32 = (5 * 60 + 30) * 60;
/// The longest text that is parsed, in bytes.
const MAX_TEXT_BYTES: usize = 64;
/// Unix times from here on are milliseconds; in seconds this is the year 5138.
const MIN_UNIX_MILLIS: u64 = 100_000_000_000;
/// Smaller numbers are not Unix times: they may be a count, or a date of eight digits.
const MIN_UNIX_SECONDS: u64 = 100_000_000;
/// The first three letters of the months.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The time in one of the forms above.
pub(super) fn parse(text: &str) -> Option<Time> {
    let text = text.trim();
    if text.len() > MAX_TEXT_BYTES || !text.is_ascii() {
        return None;
    }
    if let Some(number) = digits(text, 1..=14) {
        return unix(number);
    }
    let text = dashed(text);
    let (date, rest) = text.split_once(' ').or_else(|| text.split_once('T'))?;
    let (time, offset) = zone(rest.trim())?;
    let ((year, month, day), (hour, minute, second, nanos)) = (date_of(date)?, time_of(time)?);
    at(offset, DateTime::new(year, month, day, hour, minute, second, nanos).ok()?)
}

/// A date without a time of day, as its midnight in India.
pub(super) fn parse_day(text: &str) -> Option<Time> {
    let text = text.trim();
    let (year, month, day) =
        (text.len() <= MAX_TEXT_BYTES && text.is_ascii()).then(|| date_of(&dashed(text))).flatten()?;
    at(Offset::from_seconds(INDIA_OFFSET_SECONDS).ok()?, DateTime::new(year, month, day, 0, 0, 0, 0).ok()?)
}

fn at(offset: Offset, civil: DateTime) -> Option<Time> {
    Time::from_millis(offset.to_timestamp(civil).ok()?.as_millisecond())
}

/// The text with dashes instead of the spaces around a month's name, so that a space only separates date and time.
fn dashed(text: &str) -> Cow<'_, str> {
    let parts: Vec<_> = text.splitn(3, ' ').collect();
    match parts[..] {
        [day, month, rest] if named_month(month).is_some() => format!("{day}-{month}-{rest}").into(),
        _ => text.into(),
    }
}

fn unix(number: u64) -> Option<Time> {
    let millis = match number {
        ..MIN_UNIX_SECONDS => return None,
        MIN_UNIX_SECONDS..MIN_UNIX_MILLIS => number * 1000,
        MIN_UNIX_MILLIS.. => number,
    };
    Time::from_millis(i64::try_from(millis).ok()?)
}

/// Year, month and day. The year has four digits, which tells whether it is first or last.
fn date_of(text: &str) -> Option<(i16, i8, i8)> {
    let separator = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(separator);
    let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    Some((digits(year, 4..=4)?, month_of(month)?, digits(day, 1..=2)?))
}

fn month_of(text: &str) -> Option<i8> {
    named_month(text).or_else(|| digits(text, 1..=2))
}

fn named_month(text: &str) -> Option<i8> {
    let index = MONTHS.iter().position(|month| text.eq_ignore_ascii_case(month))?;
    i8::try_from(index + 1).ok()
}

/// Hour, minute, second and nanosecond.
fn time_of(text: &str) -> Option<(i8, i8, i8, i32)> {
    let (clock, fraction) = text.split_once('.').map_or((text, None), |(clock, fraction)| (clock, Some(fraction)));
    let mut parts = clock.split(':');
    let (hour, minute) = (digits(parts.next()?, 2..=2)?, digits(parts.next()?, 2..=2)?);
    let second = parts.next().map(|second| digits(second, 2..=2));
    if parts.next().is_some() || (second.is_none() && fraction.is_some()) {
        return None;
    }
    let second = second.unwrap_or(Some(0))?;
    let nanos = fraction.map_or(Some(0), |fraction| {
        let number: i32 = digits(fraction, 1..=9)?;
        Some(number * 10_i32.pow(9 - u32::try_from(fraction.len()).ok()?))
    });
    Some((hour, minute, second, nanos?))
}

/// The text before the zone, and the zone; India's if there is none.
fn zone(text: &str) -> Option<(&str, Offset)> {
    let offset = |seconds| Offset::from_seconds(seconds).ok();
    if let Some(time) = text.strip_suffix('Z') {
        return Some((time, Offset::UTC));
    }
    if let Some(time) = text.strip_suffix("IST") {
        return Some((time.trim_end(), offset(INDIA_OFFSET_SECONDS)?));
    }
    let Some(sign_at) = text.find(['+', '-']) else { return Some((text, offset(INDIA_OFFSET_SECONDS)?)) };
    let (time, signed) = text.split_at(sign_at);
    let (sign, hours_minutes) = signed.split_at(1);
    let hours_minutes = hours_minutes.replacen(':', "", 1);
    let number: i32 = digits(&hours_minutes, 4..=4)?;
    let seconds = (number / 100 * 60 + number % 100) * 60;
    let is_valid = number % 100 < 60 && number / 100 <= 18;
    is_valid.then_some((time.trim_end(), offset(if sign == "-" { -seconds } else { seconds })?))
}

/// A number written in digits alone, as many as `lengths` allows.
fn digits<T: std::str::FromStr>(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<T> {
    let is_number = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_supported_form_is_parsed() {
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
            assert_eq!(parse(text).map(|time| time.to_string()).as_deref(), Some(time), "{text}");
        }
    }

    #[test]
    fn date_without_a_time_is_its_midnight_in_india() {
        for text in ["2026-11-03", "3/11/2026", "03-Nov-2026", "3 nov 2026"] {
            assert_eq!(
                parse_day(text).map(|time| time.to_string()).as_deref(),
                Some("2026-11-02T18:30:00.000Z"),
                "{text}"
            );
        }
        for text in ["", "26-11-03", "31-02-2026", "2026-11", "2026-11-03 10:00"] {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }

    #[test]
    fn text_in_no_supported_form_is_rejected() {
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
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_without_a_panic(text in "\\PC{0,70}") {
            let _ = (parse(&text), parse_day(&text));
        }

        #[test]
        fn text_of_the_characters_of_times_is_parsed_without_a_panic(text in "[0-9TZ:./+ -]{0,40}") {
            let _ = (parse(&text), parse_day(&text));
        }

        #[test]
        fn written_time_is_parsed_to_itself(seconds in 0_i64..=4_102_444_800) {
            let time = Time::from_millis(seconds * 1000).unwrap();
            prop_assert_eq!(parse(&time.to_string()), Some(time));
            let in_india = time.plus_millis(i64::from(INDIA_OFFSET_SECONDS) * 1000).to_string();
            prop_assert_eq!(parse(in_india.trim_end_matches('Z')), Some(time));
        }
    }
}
