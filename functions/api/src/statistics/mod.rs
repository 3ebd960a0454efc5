//! Statistics: what is summed up already is read, never the events and orders themselves, so that an answer costs the same
//! however many there are.

mod complete;
mod connections;
mod events;
mod orders;
mod window;

pub(crate) use connections::connections;
pub(crate) use events::events;
pub(crate) use orders::orders;
