//! Events: the list, one of them, what a data request is about, and replays.

mod acting;
mod data_export;
mod delivery;
mod filter;
mod list;
mod one;
mod page_iterator;
mod replay;

pub(crate) use data_export::held;
pub(crate) use list::list;
pub(crate) use one::one;
pub(crate) use replay::{replay_many, replay_one};
