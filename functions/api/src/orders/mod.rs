//! Orders: the list, and one order with its history.

mod cursor;
mod filter;
mod get;
mod history;
mod list;
mod related_subjects;

pub(crate) use get::get;
pub(crate) use list::list;
pub(crate) use related_subjects::related_subjects;
