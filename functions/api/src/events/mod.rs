//! Events: the list, one of them, and their replays.

mod delivery;
mod filter;
mod list;
mod one;
mod replay;
mod walk;

pub(crate) use list::list;
pub(crate) use one::one;
pub(crate) use replay::{replay_many, replay_one};
