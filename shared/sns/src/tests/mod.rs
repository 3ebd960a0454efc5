//! Tests of verification, with messages and certificates that the tests create.

mod bench;
mod certificates;
mod flipped_bits;
mod messages;
mod requests;
