//! Integrations: who may see them, who may change them, and what of them leaves.

mod body;
mod change;
mod conflict;
mod create;
mod leave;
mod list;
mod one;
mod remove;
mod revoked;
mod room;
mod roster;
mod rotate;
mod ships_for;
mod test;
mod view;

pub(crate) use change::change;
pub(crate) use create::create;
pub(crate) use leave::leave;
pub(crate) use list::list;
pub(crate) use one::one;
pub(crate) use remove::remove;
pub(crate) use roster::Roster;
pub(crate) use rotate::rotate;
pub(crate) use test::test;
