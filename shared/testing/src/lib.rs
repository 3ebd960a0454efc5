//! Test utilities that several crates share.
//!
//! Invariant: this crate is only a dev-dependency, so nothing here is part of a function.

mod manual_clock;
pub mod order_histories;
mod verified_body;

pub use manual_clock::ManualClock;
pub use verified_body::verified_body;
