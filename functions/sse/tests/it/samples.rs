//! Event ids in ascending order, and event summaries.

pub(crate) const ZEROTH: &str = "01K9ABCDEF0123456789ABCDE0";
pub(crate) const FIRST: &str = "01K9ABCDEF0123456789ABCDE1";
pub(crate) const SECOND: &str = "01K9ABCDEF0123456789ABCDE2";
pub(crate) const THIRD: &str = "01K9ABCDEF0123456789ABCDE3";

/// Greater than every id of the other samples, and of every time up to the year 10889.
pub(crate) const FUTURE: &str = "7ZZZZZZZZZ0000000000000000";

/// The JSON of an event summary with this id.
pub(crate) fn event(id: &str) -> String {
    format!(r#"{{"id":"{id}","subject":"order#820982911946154508"}}"#)
}
