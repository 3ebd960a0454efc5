//! Messages and certificates that the tests make themselves.

mod bench;
mod certificates;
mod flipped;
mod messages;
mod requests;
