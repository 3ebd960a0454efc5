//! Events: the list, one of them, what a data request is about, and replays.

mod acting;
mod delivery;
mod filter;
mod held;
mod list;
mod one;
mod replay;
mod walk;

pub(crate) use held::held;
pub(crate) use list::list;
pub(crate) use one::one;
pub(crate) use replay::{replay_many, replay_one};
