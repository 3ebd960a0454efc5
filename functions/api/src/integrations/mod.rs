//! Integrations: who may see them, who may change them, and what of them leaves.

mod body;
mod change;
mod conflict;
mod create;
mod list;
mod one;
mod roster;
mod ships_for;
mod view;

pub(crate) use change::change;
pub(crate) use create::create;
pub(crate) use list::list;
pub(crate) use one::one;
pub(crate) use roster::Roster;
