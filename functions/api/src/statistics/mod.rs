//! Statistics. They are read from rollups, never from events and orders, so that a response costs the same however many
//! there are.

mod complete_until;
mod connections;
mod events;
mod orders;
mod window;
mod zone_days;

pub(crate) use connections::connections;
pub(crate) use events::events;
pub(crate) use orders::orders;
