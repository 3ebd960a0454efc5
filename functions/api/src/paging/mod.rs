//! Pages of lists that are spread over several integrations.

mod cursor;
mod k_way_merge;
mod parameters;

pub(crate) use cursor::{decode, encode};
pub(crate) use k_way_merge::{KWayMerge, Page, PageChunk, PageRequest, PagedRow, page};
#[cfg(feature = "openapi")]
pub(crate) use parameters::{DEFAULT_LIMIT, LIMITS};
pub(crate) use parameters::{Paging, bounded_text, time};
