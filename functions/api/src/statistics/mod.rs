//! Statistics. They are read from rollups, never from events and orders, so that a response costs the same however many
//! there are.

mod complete_until;
mod connections;
mod events;
mod orders;
mod time_zone;
mod window;
mod zone_days;

pub(crate) use connections::{CONNECTIONS_PARAMETERS, connections};
pub(crate) use events::{EVENTS_PARAMETERS, events};
pub(crate) use orders::{ORDERS_PARAMETERS, orders};
#[cfg(feature = "openapi")]
pub(crate) use time_zone::{MAX_OFFSET_MINUTES, OFFSET_STEP_MINUTES};
