//! Integrations: who may see them, who may change them, and what of them leaves.

mod body;
mod change;
mod conflict;
mod create;
mod disconnect_revoked;
mod leave;
mod list;
mod members;
mod one;
mod quota;
mod remove;
mod rotate;
mod ships_for;
mod test;
mod view;

pub(crate) use change::change;
pub(crate) use create::create;
pub(crate) use leave::leave;
pub(crate) use list::list;
pub(crate) use members::Roster;
pub(crate) use one::one;
pub(crate) use remove::remove;
pub(crate) use rotate::rotate;
pub(crate) use test::test;
