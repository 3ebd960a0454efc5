//! The parameters that all lists have: `limit`, `after`, `from`, `to`.

use std::str::FromStr;

use runtime::response::ErrorResponse;
use types::time::Time;

use super::cursor;
use crate::query::Query;

const LIMITS: std::ops::RangeInclusive<usize> = 1..=200;
const DEFAULT_LIMIT: usize = 50;

/// Which page is wanted; `P` is a place in the list.
#[derive(Debug, PartialEq)]
pub(crate) struct Paging<P> {
    /// The most rows of the page.
    pub(crate) limit: usize,
    /// The page starts behind this place.
    pub(crate) after: Option<P>,
    /// The earliest time, itself included.
    pub(crate) from: Option<Time>,
    /// The latest time, itself left out.
    pub(crate) to: Option<Time>,
}

impl<P: FromStr> Paging<P> {
    /// Reads the parameters.
    ///
    /// # Errors
    /// 400 `bad_query` or `bad_cursor`.
    pub(crate) fn read(query: &Query) -> Result<Self, ErrorResponse> {
        let limit = |text: &str| text.parse().ok().filter(|limit| LIMITS.contains(limit));
        Ok(Self {
            limit: query.parsed("limit", "a whole number from 1 to 200", limit)?.unwrap_or(DEFAULT_LIMIT),
            after: query.text("after").map(cursor::decode).transpose()?,
            from: time(query, "from")?,
            to: time(query, "to")?,
        })
    }
}

/// A point in time.
///
/// # Errors
/// As [`Query::parsed`].
pub(crate) fn time(query: &Query, name: &str) -> Result<Option<Time>, ErrorResponse> {
    query.parsed(name, "a time with its offset, such as 2026-11-02T04:45:00.000Z", |text| text.parse().ok())
}

/// A text of at most `longest` characters, for filters that take any.
pub(crate) fn bounded_text(query: &Query, name: &str, longest: usize) -> Result<Option<String>, ErrorResponse> {
    let read = |text: &str| (text.chars().count() <= longest).then(|| text.to_owned());
    query.parsed(name, &format!("at most {longest} characters"), read)
}

#[cfg(test)]
mod tests {
    use types::event_id::EventId;

    use super::*;

    fn read(raw: &str) -> Result<Paging<EventId>, ErrorResponse> {
        Paging::read(&Query::read(Some(raw), &["limit", "after", "from", "to"]).unwrap())
    }

    #[test]
    fn a_page_has_50_rows_unless_another_number_up_to_200_is_asked_for() {
        assert_eq!(read("").unwrap().limit, 50);
        assert_eq!(read("limit=200").unwrap().limit, 200);
        for bad in ["limit=0", "limit=201", "limit=-1", "limit=ten", "limit=1.0"] {
            assert_eq!(read(bad).unwrap_err().code, "bad_query", "{bad}");
        }
    }

    #[test]
    fn times_need_their_offset() {
        let paging = read("from=2026-11-02T10:15:00%2B05:30&to=2026-11-02T04:46:00Z").unwrap();
        assert_eq!(paging.from.map(|time| time.to_string()).as_deref(), Some("2026-11-02T04:45:00.000Z"));
        assert_eq!(paging.to.map(|time| time.to_string()).as_deref(), Some("2026-11-02T04:46:00.000Z"));
        let error = read("from=2026-11-02").unwrap_err();
        assert!(error.message.contains("`from`"), "{}", error.message);
    }

    #[test]
    fn a_cursor_of_something_else_is_refused() {
        assert_eq!(read("after=AA").unwrap_err().code, "bad_cursor");
    }
}
