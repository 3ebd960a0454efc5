//! HTTP dates in their one canonical form: `Mon, 02 Nov 2026 04:45:00 GMT`.
//!
//! Source: IMF-fixdate, <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7>

use jiff::Timestamp;
use jiff::fmt::rfc2822::{DateTimeParser, DateTimePrinter};
use types::time::Time;

/// A date with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HttpDate {
    text: String,
    time: Time,
}

impl HttpDate {
    /// Parses a date. `None` unless the text is in canonical form and the weekday is right.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let timestamp = DateTimeParser::new().parse_timestamp(text).ok()?;
        // The parser accepts the many date forms of e-mail. Only HTTP's form equals its own formatting.
        Self::of(timestamp).filter(|date| date.text == text)
    }

    /// The date at `time`, without its milliseconds. `None` before the year 0.
    pub(super) fn at(time: Time) -> Option<Self> {
        Self::of(Timestamp::from_second(time.seconds()).ok()?)
    }

    fn of(timestamp: Timestamp) -> Option<Self> {
        let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&timestamp).ok()?;
        Some(Self { text, time: Time::from_millis(timestamp.as_millisecond())? })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn time(&self) -> Time {
        self.time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_is_parsed_with_a_precision_of_one_second() {
        let date = HttpDate::parse("Tue, 19 May 2015 09:02:15 GMT").unwrap();
        assert_eq!(date.time().seconds(), 1_432_026_135);
        assert_eq!(HttpDate::at(date.time().plus_millis(999)), Some(date));
    }

    #[test]
    fn day_with_one_digit_is_rejected() {
        assert!(HttpDate::parse("Mon, 02 Nov 2026 04:45:00 GMT").is_some());
        assert!(HttpDate::parse("Mon, 2 Nov 2026 04:45:00 GMT").is_none());
    }

    #[test]
    fn other_forms_of_a_date_are_rejected() {
        let others = [
            "",
            "Mon, 19 May 2015 09:02:15 GMT",
            "19 May 2015 09:02:15 GMT",
            "Tue, 19 May 2015 09:02:15 +0000",
            "Tue, 19 May 2015 14:32:15 +0530",
            "Tue, 19 May 2015 09:02:15 UT",
            "Tue, 19 May 2015 09:02:15",
            "Tue, 19 May 2015 09:02 GMT",
            "tue, 19 may 2015 09:02:15 gmt",
            "Tue,  19 May 2015 09:02:15 GMT",
            "Tue, 19 May 2015 09:02:15 GMT ",
            "Tue, 19 May 2015 09:02:15 GMT (comment)",
            "Tuesday, 19-May-15 09:02:15 GMT",
            "Tue May 19 09:02:15 2015",
            "Tue, 19 May 15 09:02:15 GMT",
            "Tue, 31 Jun 2015 09:02:15 GMT",
            "Tue, 19 May 2015 24:00:00 GMT",
            "Tue, 19 May 2015 09:02:60 GMT",
            "1432026135",
            "2015-05-19T09:02:15Z",
        ];
        for text in others {
            assert_eq!(HttpDate::parse(text), None, "{text}");
        }
    }
}
