//! Orders: the list, and one order with its history.

mod cursor;
mod filter;
mod get;
mod history;
mod list;
mod related_subjects;

#[cfg(feature = "openapi")]
pub(crate) use get::MAX_ID_BYTES;
pub(crate) use get::{GET_PARAMETERS, get};
pub(crate) use list::{LIST_PARAMETERS, list};
pub(crate) use related_subjects::related_subjects;
