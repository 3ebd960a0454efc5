//! Statistics: what many events or orders come to. Pure; knows no table and no function.
//!
//! A rollup is the whole truth of one slot of time, folded anew from what is there whenever something of it has changed.
//! Nothing is ever counted up, so nothing can count twice, and nothing depends on how often or in which order a change is
//! told. `docs/statistics.md` says what the numbers mean.

mod bucket_size;
mod events;
mod histogram;
mod orders;

#[cfg(test)]
mod tests;

pub use bucket_size::BucketSize;
pub use events::{Counted, EventRollup, StatusCounts};
pub use histogram::Histogram;
pub use orders::{OrderDay, OrderRollup, OrderSums};
