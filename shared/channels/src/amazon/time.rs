//! Times as Amazon writes them: ISO 8601 in UTC
//! (<https://developer-docs.amazon.com/sp-api/docs/iso-8601>), sometimes without the zone.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use types::time::Time;

/// The longest text that is parsed, in bytes.
const MAX_TEXT_BYTES: usize = 64;

/// The time; in UTC if the text has no zone. A date without a time of day is no time: the order of the changes of that
/// day would be lost.
pub(super) fn parse(text: &str) -> Option<Time> {
    let text = Some(text.trim()).filter(|text| text.len() <= MAX_TEXT_BYTES)?;
    let in_utc = || {
        let civil: DateTime = text.contains(':').then(|| text.parse().ok()).flatten()?;
        Time::from_millis(Offset::UTC.to_timestamp(civil).ok()?.as_millisecond())
    };
    text.parse().ok().or_else(in_utc)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_without_a_zone_is_in_utc() {
        for text in [
            "2026-11-02T04:45:00.000Z",
            "2026-11-02T10:15:00+05:30",
            "2026-11-02T04:45:00.000",
            "2026-11-02T04:45:00",
            " 2026-11-02 04:45 ",
        ] {
            assert_eq!(parse(text).unwrap().to_string(), "2026-11-02T04:45:00.000Z", "{text}");
        }
        for text in ["", "2026-11-02", "04:45:00", "02-11-2026 04:45:00", "2026-02-31T04:45:00", "soon"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
