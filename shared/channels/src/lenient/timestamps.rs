//! Times as Indian marketplaces write them.

use types::time::Time;

use crate::india_time;

/// The years that are accepted. A time that was parsed in a wrong form is far outside.
const ACCEPTED_YEARS: std::ops::Range<&str> = "2000".."2200";

/// A time in one of the forms of `india_time`; a date without a time of day is its midnight in India.
pub(crate) fn parse_timestamp(text: &str) -> Option<Time> {
    let time = india_time::parse(text).or_else(|| india_time::parse_day(text))?;
    ACCEPTED_YEARS.contains(&time.to_string().get(..4)?).then_some(time)
}
