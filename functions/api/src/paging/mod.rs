//! Pages of lists that are spread over many integrations.

mod cursor;
mod merge;
mod parameters;

pub(crate) use cursor::{decode, encode};
pub(crate) use merge::{KWayMerge, Listed, Page, PageChunk, PageRequest, page};
pub(crate) use parameters::{Paging, bounded_text, time};
