//! Pages of lists that are spread over many integrations.

mod cursor;
mod merge;
mod parameters;

pub(crate) use cursor::{decode, encode};
pub(crate) use merge::{Ask, Chunk, Listed, Merge, Page, page};
pub(crate) use parameters::{Paging, bounded_text, time};
