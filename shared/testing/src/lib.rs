//! What tests of several crates share. Only a dev-dependency: nothing here is linked into a function.

pub mod order_histories;
mod verified_body;

pub use verified_body::verified_body;
