//! Statistics: rollups of events and orders by time bucket.
//!
//! A rollup is always computed from all events or orders of its time bucket, and again whenever one of them changes.
//! Nothing is incremented, so nothing can be counted twice, and the result does not depend on how often or in which
//! order changes are reported. `docs/statistics.md` defines the numbers.

mod bucket_size;
mod events;
mod histogram;
mod orders;

#[cfg(test)]
mod tests;

pub use bucket_size::BucketSize;
pub use events::{CountedEvent, EventRollup, StatusCounts};
pub use histogram::Histogram;
pub use orders::{OrderDay, OrderRollup, OrderSums};
