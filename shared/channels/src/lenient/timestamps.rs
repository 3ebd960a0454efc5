//! Points in time as Indian marketplaces and couriers write them.

use types::time::Time;

use crate::india_time;

/// The years that are believed. What is read by a wrong form is far outside.
const YEARS: std::ops::Range<&str> = "2000".."2200";

/// A time as `india_time::read` reads it; or a day alone, which is its midnight in India.
pub fn parse_timestamp(text: &str) -> Option<Time> {
    let time = india_time::read(text).or_else(|| india_time::read_day(text))?;
    YEARS.contains(&time.to_string().get(..4)?).then_some(time)
}
