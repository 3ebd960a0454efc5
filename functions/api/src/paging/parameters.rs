//! The parameters that all lists share: `limit`, `after`, `from`, `to`.

use std::ops::RangeInclusive;
use std::str::FromStr;

use runtime::response::ErrorResponse;
use types::time::Time;

use super::cursor;
use crate::query::Query;

/// How many rows a page may have.
pub(crate) const LIMITS: RangeInclusive<usize> = 1..=200;
/// How many rows a page has if the request does not say it.
pub(crate) const DEFAULT_LIMIT: usize = 50;

/// Which page is requested; `C` is the list's cursor.
#[derive(Debug, PartialEq)]
pub(crate) struct Paging<C> {
    /// The most rows of the page.
    pub(crate) limit: usize,
    /// The page starts after this position.
    pub(crate) after: Option<C>,
    /// The earliest time, inclusive.
    pub(crate) from: Option<Time>,
    /// The latest time, exclusive.
    pub(crate) to: Option<Time>,
}

impl<C> Paging<C> {
    /// The parameters of every list.
    pub(crate) const PARAMETERS: [&str; 2] = ["limit", "after"];
    /// The parameters of a list that is sorted by time.
    pub(crate) const TIME_PARAMETERS: [&str; 4] = ["limit", "after", "from", "to"];
}

impl<C: FromStr> Paging<C> {
    /// Parses the parameters.
    ///
    /// # Errors
    /// 400 `bad_query` or `bad_cursor`.
    pub(crate) fn parse(query: &Query) -> Result<Self, ErrorResponse> {
        let limit = |text: &str| text.parse().ok().filter(|limit| LIMITS.contains(limit));
        Ok(Self {
            limit: query.parsed("limit", "a whole number from 1 to 200", limit)?.unwrap_or(DEFAULT_LIMIT),
            after: query.text("after").map(cursor::decode).transpose()?,
            from: time(query, "from")?,
            to: time(query, "to")?,
        })
    }
}

/// The point in time that a parameter names.
///
/// # Errors
/// As [`Query::parsed`].
pub(crate) fn time(query: &Query, name: &str) -> Result<Option<Time>, ErrorResponse> {
    query.parsed(name, "a time with its UTC offset, such as 2026-11-02T04:45:00.000Z", |text| text.parse().ok())
}

/// A parameter that may be any text of at most `max_chars` characters.
///
/// # Errors
/// As [`Query::parsed`].
pub(crate) fn bounded_text(query: &Query, name: &str, max_chars: usize) -> Result<Option<String>, ErrorResponse> {
    let parse = |text: &str| (text.chars().count() <= max_chars).then(|| text.to_owned());
    query.parsed(name, &format!("at most {max_chars} characters long"), parse)
}

#[cfg(test)]
mod tests {
    use types::event_id::EventId;

    use super::*;

    fn parse(raw: &str) -> Result<Paging<EventId>, ErrorResponse> {
        Paging::parse(&Query::parse(Some(raw), &Paging::<EventId>::TIME_PARAMETERS).unwrap())
    }

    #[test]
    fn limit_is_50_by_default_and_200_at_most() {
        assert_eq!(parse("").unwrap().limit, 50);
        assert_eq!(parse("limit=200").unwrap().limit, 200);
        for bad in ["limit=0", "limit=201", "limit=-1", "limit=ten", "limit=1.0"] {
            assert_eq!(parse(bad).unwrap_err().code, "bad_query", "{bad}");
        }
    }

    #[test]
    fn time_without_offset_is_rejected() {
        let paging = parse("from=2026-11-02T10:15:00%2B05:30&to=2026-11-02T04:46:00Z").unwrap();
        assert_eq!(paging.from.map(|time| time.to_string()).as_deref(), Some("2026-11-02T04:45:00.000Z"));
        assert_eq!(paging.to.map(|time| time.to_string()).as_deref(), Some("2026-11-02T04:46:00.000Z"));
        let error = parse("from=2026-11-02").unwrap_err();
        assert!(error.message.contains("`from`"), "{}", error.message);
    }

    #[test]
    fn cursor_of_another_list_is_rejected() {
        assert_eq!(parse("after=AA").unwrap_err().code, "bad_cursor");
    }
}
